"""What a release must pass: its files are built, installed in bare environments as readers of the README install them, and tried.

`python -m infra.package.release_check [TAG]`, which `make release-check` runs, prints sizes. A tag must be that of the version.
Each trial has the versions that the release's file of constraints names; the last one has the newest of everything. With
`authors` in place of a tag, only what authors do is tried, as on a Mac and on Windows. With `--dist`, nothing is built: the
release workflow tries the very files that it publishes.
"""

import json
import os
import subprocess
import sys
import tomllib
import venv
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copy, rmtree
from tempfile import TemporaryDirectory

from chalicelib.frozen import Frozen
from infra.package.archive import megabytes
from infra.package.constraints import NAME, of_locks
from infra.package.newest import canonical, differences
from infra.package.running import ROOT
from infra.package.server_smoke_test import SmokeTestError, serve
from infra.terminal.writer import write

DIST = ROOT / "dist"
ONLY_AUTHORS = "authors"
MOST_MB = 46 if sys.platform == "darwin" else 40
"""The most that an installation without extras may fetch; on a Mac, libraries come for both of its processors."""


class Trial(Frozen):
    """The commands that must work in a bare environment with these extras, one after the other in one folder, and the servers.

    It has the tested versions, or the newest.
    """

    extras: str
    commands: Sequence[Sequence[str]]
    servers: Sequence[Sequence[str]] = ()
    newest: bool = False


FILES: Mapping[str, str] = {
    "presswork.toml": 'name = "blog"\nregion = "eu-west-1"\nowner = "ann@example.org"\n',
    "old/_config.yml": "title: Old\n",
    "old/_posts/2024-05-01-rye.md": "---\ntitle: Rye\n---\n\nBread.\n",
}
"""What the commands need in their folder."""
EXAMPLE = ROOT / "example"
PICTURES: Mapping[str, Path] = {"pictures/quay.jpg": EXAMPLE / "posts/quay.jpg", "pictures/site.yaml": EXAMPLE / "site.yaml"}
"""Files of the example that they need there."""
AUTHORS = Trial(
    "",
    (
        ("--version",),
        ("init", "blog", "--yes"),
        ("new", "Second post", "--folder", "blog"),
        ("check", "blog"),
        ("build", "blog", "out", "--url", "https://example.org"),
    ),
    (("serve", "out"), ("serve", "--watch", "blog", "watched")),
)
TRIALS = (
    AUTHORS,
    Trial("images", (("build", "pictures", "out"),)),
    Trial("import", (("import", "jekyll", "old", "--into", "imported"),)),
    Trial("deploy", (("package", "packed"), ("deploy", "--dry-run", "--package", "packed"))),
    Trial("demo", (), (("demo",),)),
    Trial("demo,deploy", (*AUTHORS.commands, ("package", "packed")), (("demo", "blog"),), newest=True),
)


class ReleaseError(Exception):
    """The release isn't fit to be published; the text says why."""


def main(words: Sequence[str]) -> int:
    """Try a release, built into `dist/` unless its folder is named; return the exit status."""
    parser = ArgumentParser(prog="release_check")
    parser.add_argument("tag", nargs="?", default="")
    parser.add_argument("--dist", type=Path)
    options = parser.parse_args(words)
    is_for_authors = options.tag == ONLY_AUTHORS
    try:
        _check_tag("" if is_for_authors else options.tag)
        wheel = wheel_in(options.dist.resolve() if options.dist else _build())
        for path in sorted(wheel.parent.iterdir()):
            write(f"{path.name}: {megabytes(path.stat().st_size)}")
        for trial in (AUTHORS,) if is_for_authors else TRIALS:
            _try(trial, wheel)
    except (ReleaseError, SmokeTestError) as error:
        write(f"not fit for a release: {error}", sys.stderr)
        return 1
    return 0


def _check_tag(tag: str) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if tag and tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but pyproject.toml says {version}")


def _build() -> Path:
    """Build the release into `dist/`, where nothing else is then."""
    rmtree(DIST, ignore_errors=True)
    _run([sys.executable, "-m", "hatchling", "build", "--directory", str(DIST)], ROOT)
    return DIST


def wheel_in(folder: Path) -> Path:
    """Return the only wheel of a folder. Raises ReleaseError for none and for several."""
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise ReleaseError(f"{folder} has {len(wheels)} wheels, but a release is one")
    return wheels[0]


def _try(trial: Trial, wheel: Path) -> None:
    """Install the wheel with the trial's extras, and let its commands work and its servers serve."""
    with TemporaryDirectory(prefix="presswork-release-") as folder:
        python, work = _environment(Path(folder, "venv")), Path(folder, "work")
        _install(trial, wheel, python, Path(folder))
        _write_files(work)
        presswork = str(python.with_name("presswork"))
        for words in trial.commands:
            _run([presswork, *words], work)
            write(f"    {' '.join(words)}")
        for words in trial.servers:
            page = serve([presswork, *words], work)
            write(f"    {' '.join(words)}: a page of {len(page):,} characters, then Ctrl-C")


def _install(trial: Trial, wheel: Path, python: Path, folder: Path) -> None:
    wanted = [f"{wheel}[{trial.extras}]" if trial.extras else str(wheel)]
    if not trial.newest:
        (folder / NAME).write_text(of_locks(), "utf-8")
        wanted += ["--constraint", str(folder / NAME)]
    _run([str(python), "-m", "pip", "download", "--quiet", "--dest", f"{folder}/fetched", *wanted], ROOT)
    fetched = sum(path.stat().st_size for path in (folder / "fetched").iterdir()) / 1e6
    write(f"{trial.extras or 'no extra'}{', the newest' if trial.newest else ''}: {fetched:.1f} MB to fetch")
    if not trial.extras and fetched > MOST_MB:
        raise ReleaseError(f"an installation without extras fetches {fetched:.1f} MB, but the limit is {MOST_MB}")
    _run([str(python), "-m", "pip", "install", "--quiet", "--find-links", f"{folder}/fetched", *wanted], ROOT)
    if not trial.newest and (others := [*differences(of_locks(), _versions(python))]):
        raise ReleaseError(f"the constraints let other versions in: {', '.join(others)}")


def _environment(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _versions(python: Path) -> Mapping[str, str]:
    """Return the versions of what was installed in an environment."""
    listed = _run([str(python), "-m", "pip", "list", "--format", "json", "--exclude", "pip"], ROOT)
    return {canonical(row["name"]): row["version"] for row in json.loads(listed)}


def _write_files(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for name, path in PICTURES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(path, folder / name)


def _run(command: Sequence[str], folder: Path) -> str:
    ran = subprocess.run(  # noqa: S603 - ourselves
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if ran.returncode:
        raise ReleaseError(f"`{' '.join(command)}` ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
