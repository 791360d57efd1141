"""Only locked packages are installed, so a new release breaks no fresh machine, and adds nothing untested."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
READ = (
    "Makefile",
    "README.md",
    ".ci/*",
    "docs/*.md",
    "bench/**/*.py",
    "infra/**/*.py",
    "infra/**/*.yaml",
    "tests/*.sh",
    "tests/ministack/*.py",
)
OF_THE_SYSTEM = r"\b(?:apt|apt-get|dnf|apk)(?:\s+-\S+)*"
COMMANDS = (
    rf"(?:{OF_THE_SYSTEM}|pip3?\d*(?:\.\d+)?|\buv(?: pip| tool)?|\bpipx|\bnpm|\bpnpm|\byarn|\bnpx|\buvx|\bbrew|\bgem|\bcargo)"
)
INSTALL = re.compile(rf"{COMMANDS}\s+(?:install|add|i|sync|run|ci)\b|\b(?:npx|uvx)\s+\S+|\beasy_install\b")
"""Whatever installs; in Python, a command's words stand apart (`WORDS`)."""
WORDS = re.compile(r"""["']\)?,\s*f?["']""")
LOCKED = re.compile(r"--require-hashes\b.*--no-deps\b|--no-deps\b.*--require-hashes\b|\bnpm\s+ci\b")
OURSELVES = re.compile(r"--no-deps --no-build-isolation --editable \.(?:[\s)]|$)")
NOT_LOCKED = {
    (
        "Makefile",
        ".venv/newest/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'",
    ): "`make newest` asks what a release breaks",
    ("Makefile", "on Debian: apt-get install python3-venv"): "a hint for a person; it installs nothing",
    (
        "tests/bring.sh",
        "apt-get install -qq -y --no-install-recommends",
    ): "programs of tests alone, as Debian signs them: its mirrors keep only the newest version, so a lock would soon fail",
    ("tests/bring.sh", "On Debian, as root: apt-get install %s"): "a hint for a person; it installs nothing",
    ("infra/extras.py", "{python} -m pip install {extra}"): "a hint for a person; it installs nothing",
    ("infra/extras.py", '"pipx runpip presswork install {extra}"'): "likewise",
    ("infra/extras.py", '"uv pip install --python {python} {extra}"'): "likewise",
    (
        "README.md",
        "uvx --from 'presswork[demo] @ git+URL' presswork demo",
    ): "it takes the newest, as `make release-check` does",
    ("README.md", "pipx install 'presswork[deploy,images] @ git+URL'"): "likewise",
    ("docs/deploy.md", "pipx install 'presswork[deploy,images] @ git+URL'"): "likewise",
    ("docs/tutorial.md", "pipx install 'presswork[demo] @ git+URL'"): "likewise",
    ("docs/apps.md", "pipx install 'presswork[login] @ git+URL'"): "likewise",
    ("docs/deploy.md", "pip3 install --user uv"): "CloudShell has no pipx; uv installs Presswork there, as below",
    (
        "docs/deploy.md",
        "uv tool install --python 3.13 'presswork[deploy] @ git+URL'",
    ): "it takes the newest, as `make release-check` does",
    ("infra/package/release_check.py", "-m pip install --quiet --find-links"): "it tries what an installation of today gets",
    ("infra/package/webfonts.py", "uv run --with fonttools=="): "run by hand, with pinned versions; what it writes is committed",
    ("infra/package/card_fonts.py", "uv run --with fonttools=="): "likewise",
    ("infra/package/locking.py", "npm install --package-lock-only"): "it makes a lock, and installs nothing",
}
"""What may stand without a lock, each with its reason: the file, and how the command begins."""


def commands(name: str, text: str) -> Iterator[str]:
    """Each line of a file that may install something, with Make's variables and Python's lists written out."""
    known = dict(re.findall(r"^(\w+) :?= (.*?)\s*(?:#.*)?$", text, re.MULTILINE)) if name == "Makefile" else {}
    for line in text.replace("\\\n", " ").split("\n"):
        written = re.sub(r"^(\w+) :?= .*", "", line) if known else line
        while re.search(r"\$\((\w+)\)", written) and (names := set(re.findall(r"\$\((\w+)\)", written)) & known.keys()):
            for one in names:
                written = written.replace(f"$({one})", known[one])
        yield WORDS.sub(" ", written) if name.endswith(".py") else written


def unlocked(name: str, text: str) -> Iterator[str]:
    """The commands of a file that install what no lock names."""
    for command in commands(name, text):
        found = INSTALL.search(command)
        excused = any(name == file and begins in command for file, begins in NOT_LOCKED)
        if found and not (LOCKED.search(command) or OURSELVES.search(command) or excused):
            yield f"{name}: {command.strip()}"


def files() -> list[Path]:
    return sorted({path for pattern in READ for path in PROJECT.glob(pattern) if path.is_file()})


@pytest.mark.slow
def test_every_install_is_locked() -> None:
    assert [
        actual for path in files() for actual in unlocked(path.relative_to(PROJECT).as_posix(), path.read_text("utf-8"))
    ] == []


def test_what_needs_no_lock_is_really_there() -> None:
    """No exception outlives its command."""
    actual = {name: "\n".join(commands(name, (PROJECT / name).read_text("utf-8"))) for name, _ in NOT_LOCKED}

    assert [(name, begins) for name, begins in NOT_LOCKED if begins not in actual[name]] == []


def test_the_makefile_installs_by_locks() -> None:
    """What the check above reads is really there."""
    text = (PROJECT / "Makefile").read_text()

    assert sum(bool(INSTALL.search(command) and LOCKED.search(command)) for command in commands("Makefile", text)) >= 8


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "python3 -m pip install presswork"),
        ("docs/deploy.md", ".venv/bin/python -m pip install -e '.[deploy]'"),
        ("docs/deploy.md", "pip install -r requirements.txt"),
        ("docs/deploy.md", "pip install --require-hashes -r locks/demo.txt"),
        ("docs/deploy.md", "uv pip install boto3"),
        ("infra/authoring/create/workflows.py", '"pip install --no-deps --no-build-isolation --editable ./other"'),
        ("infra/authoring/create/workflows.py", '"pip install presswork @ git+https://example.org/presswork@0f0f"'),
        ("docs/deploy.md", "uv tool install awscli && uvx ruff"),
        (".ci/run", "npm install --prefix x vnu-jar@26.9.27"),
        (".ci/run", "npx lighthouse"),
        ("Makefile", "PIP := -m pip install --quiet\nx:\n\tpython $(PIP) \\\n\t  boto3\n"),
        ("Makefile", "PIP := -m pip install --quiet\nLOCKED := $(PIP) --no-deps\nx:\n\tpython $(LOCKED) -r a.txt\n"),
        (".ci/run", "sudo apt-get -qq -y install chromium"),
        ("tests/a.sh", "apt-get install -y nodejs"),
        ("bench/a.py", 'run([sys.executable, "-m", "pip", "install", "boto3"])'),
        ("bench/a.py", 'run([str(folder / "pip"), "install", "boto3"])'),
        ("bench/a.py", 'run(["npm", "install", "lighthouse"])'),
    ],
)
def test_an_install_without_a_lock_is_found(name: str, text: str) -> None:
    assert len(list(unlocked(name, text))) == 1


def test_a_locked_install_is_let_pass() -> None:
    variables = "PIP := -m pip install\nLOCKED := $(PIP) --require-hashes --no-deps # all\n"
    text = f"{variables}x:\n\tpython $(LOCKED) -r a.txt\n\tnpm ci --prefix x\n"

    assert list(unlocked("Makefile", text)) == []
