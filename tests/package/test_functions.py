"""The functions' own zips, made of the real wheels: what they weigh and hold, and that they run alone."""

import ast
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

import pytest
from msgspec.structs import astuple
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from chalicelib.images.cards import drawn
from infra.package import archive
from infra.package.newest import locked
from infra.package.packing import fill_tree, make_zip
from infra.package.targets import target
from infra.package.zips import AUTHORING, FUNCTIONS, IMAGES, ZIPS, Zip
from tests.folder_contents import files_of
from tests.images.test_cards import TITLES, titled
from tests.thorough import sample

CARDS = {"budoux", "uharfbuzz"}
PILLOW = {"PIL", "pillow.libs", "pillow_heif", "pillow_heif.libs", "_pillow_heif"}
OURS = {"app.py", "chalicelib", "chalice", "msgspec", "__pycache__"}
BOTO3 = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.pyc", "urllib3"}
NOTO = "chalicelib/images/noto"
PROJECT = Path(__file__).resolve().parents[2]
HERE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def made(project: Path, architecture: str, folder: Path, which: Zip = FUNCTIONS) -> Path:
    (folder / "tree").mkdir(parents=True)
    make_zip(project, target(architecture), folder / "tree", folder / which.name, which)
    return folder / which.name


def tree_of(project: Path, architecture: str, folder: Path, which: Zip) -> Path:
    """Return the folder that would be zipped, without empty folders, which a zip leaves out."""
    (folder / "tree").mkdir(parents=True)
    fill_tree(project, target(architecture), folder / "tree", which)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return folder / "tree"


@pytest.mark.slow
@pytest.mark.parametrize("which", sample("package", ZIPS, 2), ids=lambda each: each.name)
def test_a_zip_for_arm_weighs_little_and_is_the_same_elsewhere_and_later(which: Zip, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for name in ("app.py", which.lock):
        other.mkdir(exist_ok=True)
        shutil.copyfile(PROJECT / name, other / name)
    for name in ("chalicelib", "templates"):
        shutil.copytree(PROJECT / name, other / name, ignore=shutil.ignore_patterns("__pycache__"))

    one, two = made(PROJECT, "arm64", tmp_path / "one", which), tree_of(other, "arm64", tmp_path / "two", which)

    assert one.stat().st_size <= which.most, archive.largest(one)
    with ZipFile(one) as packed:  # the same files, and so the same zip: see test_archive.py
        assert {name: packed.read(name) for name in packed.namelist()} == files_of(two)


@pytest.mark.slow
def test_only_the_zip_of_images_holds_pillow_and_it_holds_little_else(task: Path, images_task: Path) -> None:
    assert not (PILLOW | CARDS) & top(task)
    assert top(images_task) == PILLOW | CARDS | OURS | BOTO3
    assert not (task / NOTO).exists()
    assert {path.suffix for path in (images_task / NOTO).iterdir()} == {".otf", ".ttf", ".txt"}


def test_a_zip_lacks_only_packages_that_none_of_its_functions_imports() -> None:
    reached = set(
        modules_from("chalicelib.images.jobs", "chalicelib.cloud.bootstrap", *imports_of(PROJECT / "app.py", deep=False))
    )

    assert lacking(IMAGES, *reached) == set()
    assert "chalicelib.publishing.messages" in reached
    others = [f"chalicelib.{name}.consumers" for name in ("publishing", "newsletter")]
    others += ["chalicelib.schedule", "chalicelib.newsletter.inbound", "chalicelib.newsletter.feedback", *modules_in("analytics")]
    assert lacking(FUNCTIONS, *others, *modules_in("web"), *modules_in("content"), *modules_in("edge")) == set()
    assert lacking(AUTHORING, *modules_in("authoring"), *modules_in("content")) == set()


def lacking(which: Zip, *modules: str) -> set[str]:
    """Return what these modules import, though the zip lacks it."""
    paths = {name: PurePosixPath(f"/{name.removeprefix('chalicelib.').replace('.', '/')}.py") for name in modules_from(*modules)}
    left_out = [f"/{pattern}" for pattern in which.without]
    return {name for name, path in paths.items() if any(part.match(one) for part in (path, *path.parents) for one in left_out)}


NEEDED_OTHERWISE: Mapping[str, str] = {
    "python-dateutil": "boto3 brings it; the row keeps it below 3",
    "pymdown-extensions": "Markdown loads its extensions by name",
    "tzdata": "zoneinfo reads it",
}


@pytest.mark.parametrize("which", ZIPS, ids=lambda each: each.name)
def test_a_zip_requires_only_what_a_function_of_it_imports(which: Zip) -> None:
    imported = {name.partition(".")[0] for path in sources_of(which) for name in imports_of(path, deep=True)}
    owners = {name: {canonicalize_name(one) for one in of} for name, of in packages_distributions().items()}
    needed = set(NEEDED_OTHERWISE).union(*(owners.get(name, ()) for name in imported))

    required = {canonicalize_name(one.name) for one in requirements(PROJECT / which.lock.replace(".lock", ".txt"))}

    assert required - needed == set()
    assert "msgspec" in required


def test_the_authoring_zip_holds_all_that_its_function_imports() -> None:
    """Whatever only some requests need would be missed on AWS alone."""
    owners = packages_distributions()
    imported = {name.partition(".")[0] for path in sources_of(AUTHORING) for name in imports_of(path, deep=True)}
    needed = {canonicalize_name(owner) for name in imported for owner in owners.get(name, ())} - {"presswork"}

    assert needed - set(locked((PROJECT / AUTHORING.lock).read_text("utf-8"))) == set()


def sources_of(which: Zip) -> Iterator[Path]:
    """Yield the sources from which the functions of a zip begin, with all that they import."""
    if which is IMAGES:
        yield from map(path_of, modules_from("chalicelib.images.jobs", "chalicelib.cloud.bootstrap"))
    elif which is AUTHORING:
        yield from map(path_of, modules_from(*modules_in("authoring"), *modules_in("content")))  # both call some by their names
    else:
        yield PROJECT / "app.py"
        yield from (path for path in (PROJECT / "chalicelib").rglob("*.py") if path.parent.name != "images")


def modules_in(folder: str) -> Iterator[str]:
    """Yield the modules of a folder of chalicelib."""
    for path in (PROJECT / "chalicelib" / folder).rglob("*.py"):
        yield ".".join(path.relative_to(PROJECT).with_suffix("").parts)


def test_no_zip_holds_what_only_importers_and_the_demo_need() -> None:
    of_commands = {"docutils", "moto", "tqdm", "watchfiles"}
    of_importers = {"beautifulsoup4", "markdownify"}

    for each in ZIPS:
        names = set(locked((PROJECT / each.lock).read_text("utf-8")))
        assert of_commands & names == set()
        assert of_importers & names == (of_importers if each is AUTHORING else set())


def requirements(path: Path) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line]


def path_of(module: str) -> Path:
    return PROJECT / f"{module.replace('.', '/')}.py"


def modules_from(*names: str) -> Iterator[str]:
    """Yield all modules of chalicelib that these import, now or when they are called."""
    seen: set[str] = set()
    waiting = [name for name in names if name.startswith("chalicelib")]
    while waiting:
        name = waiting.pop()
        path = path_of(name)
        if name not in seen and path.is_file():
            seen.add(name)
            yield name
            waiting += [other for other in imports_of(path, deep=True) if other.startswith("chalicelib")]


def imports_of(path: Path, *, deep: bool) -> Iterator[str]:
    """Yield the modules that a file imports, and the names that it imports of them; not `deep`: on its first level alone."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree) if deep else tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def top(task: Path) -> set[str]:
    """The names of folders and files; code for a machine has its name in that of the module."""
    return {path.name.partition(".cpython-")[0] for path in task.iterdir()}


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as Lambda unpacks it, for the machine that this is; its zip holds the same files (see above)."""
    return tree_of(PROJECT, HERE, tmp_path_factory.mktemp("task"), FUNCTIONS)


@pytest.fixture(scope="module")
def images_task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of the function that encodes images."""
    return tree_of(PROJECT, HERE, tmp_path_factory.mktemp("images_task"), IMAGES)


@pytest.mark.slow
def test_the_functions_work_from_the_zip_alone_and_write_nothing_beside_it(task: Path) -> None:
    before = names(task)

    came = run(task, "task.py")

    assert names(task) == before
    assert {"index.html", "2026/11/20/a/index.html", "feed/atom/index.xml", "feed/json/index.json"} <= set(came["pages"])
    assert 'class="highlight language-python"' in came["post"]
    assert "footnote" in came["post"]
    assert "<rss" in came["feed"]
    assert came["signed"] == 303
    assert came["reads"] == [{"/2026/11/20/a/": 1}]
    assert [mail.count("To: ada@example.org") for mail in came["mails"]] == [1]
    assert 'style="' in came["letter"]
    assert {"PutItem", "Query"} <= set(came["clients"]["dynamodb"])
    assert "SendEmail" in came["clients"]["sesv2"]
    assert (came["clients"]["ssm"], came["clients"]["functions"]) == (["GetParameter"], ["Invoke"])
    assert {"landing.html", "mail/letter.html", "visitor/confirm.html"} <= set(came["samples"])


@pytest.mark.slow
def test_an_image_is_encoded_and_a_card_is_drawn_from_their_zip_alone(images_task: Path) -> None:
    before = names(images_task)

    texts = [titled(TITLES[lang], lang) for lang in ("en", "hi", "zh")]

    came = run(images_task, "images_task.py", json.dumps([astuple(text) for text in texts]))

    assert names(images_task) == before
    assert came["encodes"] == "chalicelib.images.jobs"
    assert came["handler"]
    assert came["reaches"]
    assert came["size"] == [1000, 500]
    assert {"avif", "jpeg"} <= {file.partition(".")[2] for file in came["files"]}
    assert all(came["files"].values())
    assert came["cards"] == [sha256(drawn(text)).hexdigest() for text in texts]
    assert not {"lxml", "babel", "pygments", "jinja2", "markdown"} & set(came["loaded"])


def run(task: Path, name: str, *words: str) -> dict[str, Any]:
    """What comes of this program, which plays a function's life, in a fresh process that knows the zip alone."""
    program = Path(__file__).with_name(name)
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-I", "-S", "-W", "error", program, task, *words],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout)
    return came


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
