"""The wheel: one name in site-packages, and from it every command works as in a clone."""

import subprocess
import sys
from collections.abc import Collection
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.extras import EXTRAS
from infra.terminal.exit_codes import DONE, FOUND, UNABLE
from tests.importers.wxr_samples import item, written
from tests.pictures import flat_jpeg, png

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = ("chalicelib", "infra", "templates", "example", ".chalice")
LIBRARIES = Path(pytest.__file__).resolve().parents[1]
BUILDERS = {"pip", "setuptools"}
RUN = """
import sys
sys.path[:0] = sys.argv[1:3]
del sys.argv[1:3]
from presswork import main
sys.exit(main())
"""
"""The command of the wheel, with its libraries from a folder, and without this environment's link to the clone."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options: list[str | Path] = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, PROJECT], check=True)  # noqa: S603 - ourselves
    (built,) = folder.glob("presswork-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as pip unpacks it."""
    folder = tmp_path_factory.mktemp("installed")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def presswork(installed: Path, folder: Path, *words: str, extras: Collection[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder, with the libraries of these extras alone."""
    libraries = folder / ".libraries"
    if not libraries.is_dir():
        libraries.mkdir()
        brought = distributions(*extras) | BUILDERS
        missing = {name for name, owners in packages_distributions().items() if not brought & {*map(canonicalize_name, owners)}}
        for path in LIBRARIES.iterdir():
            if path.name.partition(".")[0] not in missing:
                (libraries / path.name).symlink_to(path)
    command = [sys.executable, "-I", "-S", "-W", "ignore", "-c", RUN, str(installed), str(libraries), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves


def distributions(*extras: str) -> set[str]:
    """Return the names of all that an installation with these extras brings."""
    brought: set[str] = set()
    waiting = {("presswork", extra) for extra in ("", *extras)}
    done: set[tuple[str, str]] = set()
    while waiting:
        name, extra = waiting.pop()
        done.add((name, extra))
        brought.add(canonicalize_name(name))
        for each in map(Requirement, requires(name) or ()):
            if not each.marker or each.marker.evaluate({"extra": extra}):
                waiting |= {(each.name, wanted) for wanted in ("", *each.extras)} - done
    return brought


@pytest.mark.slow
def test_a_wheel_puts_one_name_into_site_packages_and_holds_every_file_of_the_program(wheel: Path) -> None:
    wanted = {
        f"presswork/{path.relative_to(PROJECT).as_posix()}"
        for folder in PROGRAM
        for path in (PROJECT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert wanted - held == set()
    assert {name.partition("/")[0] for name in held} == {"presswork"}
    assert {Path(name).suffix for name in held if "__pycache__" in name} == {".cache"}


@pytest.mark.slow
def test_the_first_build_of_an_installation_compiles_no_template(installed: Path, tmp_path: Path) -> None:
    def compiled() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in (installed / "presswork/templates/__pycache__").glob("*.cache")}

    before = compiled()
    (tmp_path / "site.yaml").write_text("title: Rye\n")

    assert presswork(installed, tmp_path, "build", ".", "../out").returncode == DONE
    assert compiled() == before
    assert len(before) >= len([*(PROJECT / "templates").rglob("*.html")])


@pytest.mark.slow
@pytest.mark.parametrize("settings", ["presswork.toml", "trial.toml"])
def test_without_any_extra_a_blog_is_started_written_checked_and_built(settings: str, installed: Path, tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    (tmp_path / settings).write_text('name = "blog"\nregion = "eu-west-1"\nowner = "ann@example.org"\n')
    for words in (("init", "blog", "--yes"), ("check", "blog"), ("build", "blog", "out", "--url", "https://example.org")):
        ran = presswork(installed, tmp_path, *words)
        assert ran.returncode == DONE, ran.stderr

    new = presswork(installed, blog, "new", "Second post")

    assert (new.returncode, (blog / new.stdout.split()[0]).is_file()) == (DONE, True)
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.mark.slow
def test_without_an_encoder_images_are_published_as_they_are_unless_they_tell_a_place(installed: Path, tmp_path: Path) -> None:
    images = tmp_path / "blog" / "images"
    images.mkdir(parents=True)
    (tmp_path / "blog" / "site.yaml").write_text("title: Rye\n")
    (images / "drawn.png").write_bytes(png(300, 200))
    (images / "taken.jpg").write_bytes(flat_jpeg(300, 200))

    ran = presswork(installed, tmp_path, "build", "blog", "out")

    assert ran.returncode == FOUND
    assert "it tells a place" in ran.stderr
    assert "pip install 'presswork[images]'" in ran.stderr
    assert (tmp_path / "out" / "images" / "drawn.png").read_bytes() == png(300, 200)
    assert not (tmp_path / "out" / "images" / "taken.jpg").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("demo",), "demo"),
        (("package", "out"), "deploy"),
        (("deploy",), "deploy"),
        (("push", ".", "--site", "blog"), "deploy"),
        (("import", "wordpress", "x.xml", "--into", "new"), "import"),
    ],
)
def test_a_command_whose_extra_is_missing_names_it(installed: Path, tmp_path: Path, words: tuple[str, ...], extra: str) -> None:
    (tmp_path / "presswork.toml").write_text('name = "blog"\nregion = "eu-west-1"\n')
    (tmp_path / "site.yaml").write_text("title: Rye\n")
    written(tmp_path / "x.xml", item(1, "Rye"))

    ran = presswork(installed, tmp_path, *words)

    assert (ran.returncode, ran.stdout) == (UNABLE, "")
    assert f"'presswork[{extra}]'" in ran.stderr


@pytest.mark.slow
def test_with_the_extra_deploy_a_site_is_packed_and_a_dry_run_lists_it(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "presswork.toml").write_text('name = "blog"\nregion = "eu-west-1"\nowner = "ann@example.org"\n')

    packed = presswork(installed, tmp_path, "package", "packed", extras=("deploy",))
    listed = presswork(installed, tmp_path, "deploy", "--dry-run", "--package", "packed", extras=("deploy",))

    assert packed.returncode == DONE, packed.stderr
    assert listed.returncode == DONE, listed.stderr
    assert "AWS::Lambda::Function" in listed.stdout


def test_every_package_of_an_extra_is_installed_here_so_that_hiding_it_means_something() -> None:
    assert {package for packages in EXTRAS.values() for package in packages} <= set(packages_distributions())
