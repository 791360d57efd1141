"""What a release must pass: its files are built, installed in bare environments as readers of the README install them, and tried.

`python -m infra.package.release_check [TAG]`, which `make release-check` and the release workflow run, takes the newest
dependencies from the registry, as an installation of today does, and prints sizes. A tag must be that of the version.
"""

import subprocess
import sys
import tomllib
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copy, rmtree
from tempfile import TemporaryDirectory

from chalicelib.frozen import Frozen
from infra.package.archive import megabytes
from infra.package.running import ROOT
from infra.terminal.writer import write

DIST = ROOT / "dist"
MOST_MB = 40
"""The most that an installation without extras may fetch."""


class Trial(Frozen):
    """The commands that must work in a bare environment with these extras, one after the other in one folder."""

    extras: str
    commands: Sequence[Sequence[str]]


FILES: Mapping[str, str] = {
    "presswork.toml": 'name = "blog"\nregion = "eu-west-1"\nowner = "ann@example.org"\n',
    "old/_config.yml": "title: Old\n",
    "old/_posts/2024-05-01-rye.md": "---\ntitle: Rye\n---\n\nBread.\n",
}
"""What the commands need in their folder."""
EXAMPLE = ROOT / "example"
PICTURES: Mapping[str, Path] = {"pictures/quay.jpg": EXAMPLE / "posts/quay.jpg", "pictures/site.yaml": EXAMPLE / "site.yaml"}
"""Files of the example that they need there."""
TRIALS = (
    Trial(
        "",
        (
            ("--version",),
            ("init", "blog", "--yes"),
            ("new", "Second post", "--folder", "blog"),
            ("check", "blog"),
            ("build", "blog", "out", "--url", "https://example.org"),
            ("serve", "--help"),
        ),
    ),
    Trial("images", (("build", "pictures", "out"),)),
    Trial("import", (("import", "jekyll", "old", "--into", "imported"),)),
    Trial("deploy", (("package", "packed"), ("deploy", "--dry-run", "--package", "packed"))),
    Trial("demo", (("demo", "--help"),)),
)


class ReleaseError(Exception):
    """The release isn't fit to be published; the text says why."""


def main(tag: str = "") -> int:
    """Build the release into `dist/`, and try it; return the exit status."""
    try:
        _check_tag(tag)
        rmtree(DIST, ignore_errors=True)
        _run([sys.executable, "-m", "hatchling", "build", "--directory", str(DIST)], ROOT)
        (wheel,) = DIST.glob("*.whl")
        for path in sorted(DIST.iterdir()):
            write(f"{path.name}: {megabytes(path.stat().st_size)}")
        for trial in TRIALS:
            _try(trial, wheel)
    except ReleaseError as error:
        write(f"not fit for a release: {error}", sys.stderr)
        return 1
    return 0


def _check_tag(tag: str) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if tag and tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but pyproject.toml says {version}")


def _try(trial: Trial, wheel: Path) -> None:
    with TemporaryDirectory(prefix="presswork-release-") as folder:
        python = _environment(Path(folder, "venv"))
        wanted = f"{wheel}[{trial.extras}]" if trial.extras else str(wheel)
        _run([str(python), "-m", "pip", "download", "--quiet", "--dest", f"{folder}/fetched", wanted], ROOT)
        fetched = sum(path.stat().st_size for path in Path(folder, "fetched").iterdir()) / 1e6
        write(f"{trial.extras or 'no extra'}: {fetched:.1f} MB to fetch")
        if not trial.extras and fetched > MOST_MB:
            raise ReleaseError(f"an installation without extras fetches {fetched:.1f} MB, but the limit is {MOST_MB}")
        _run([str(python), "-m", "pip", "install", "--quiet", "--find-links", f"{folder}/fetched", wanted], ROOT)
        _write_files(Path(folder, "work"))
        for words in trial.commands:
            _run([str(python.with_name("presswork")), *words], Path(folder, "work"))
            write(f"    {' '.join(words)}")


def _environment(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    return folder / "bin" / "python"


def _write_files(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for name, path in PICTURES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(path, folder / name)


def _run(command: Sequence[str], folder: Path) -> None:
    ran = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - ourselves
    if ran.returncode:
        raise ReleaseError(f"`{' '.join(command)}` ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
