"""A release: the workflow builds its files once, and tries the very files that it publishes; CI tries what may break it."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.authoring.create.workflows import ACTIONS
from infra.package.release_check import ReleaseError, main, wheel_in

PROJECT = Path(__file__).resolve().parents[2]
CI = (PROJECT / ".ci/run").read_text("utf-8")
JOBS: Mapping[str, Any] = yaml.safe_load((PROJECT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]
BUILD = "build"
HANDLING = ("release_check", "release-check", "pypi-publish", "attest-")
"""What tries, attests or publishes a release, by a word of its step."""
BUILDING = ("hatchling build", "-m build", "uv build", "pip wheel")


def texts(job: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each step of a job runs, or the action that it uses."""
    for step in job["steps"]:
        yield step.get("run") or step["uses"]


def artifact(job: Mapping[str, Any], action: str) -> Mapping[str, str] | None:
    """Return which artifact a job uploads or downloads, and the folder; None for a job that doesn't."""
    return next((step["with"] for step in job["steps"] if step.get("uses", "").startswith(f"actions/{action}-artifact@")), None)


def needs(job: Mapping[str, Any]) -> list[str]:
    named = job.get("needs", [])
    return [named] if isinstance(named, str) else named


def handling() -> list[str]:
    return [name for name, job in JOBS.items() if any(word in text for text in texts(job) for word in HANDLING)]


def test_every_action_is_pinned_to_a_commit_and_one_that_a_blog_uses_too_to_the_same() -> None:
    used = {step["uses"] for job in JOBS.values() for step in job["steps"] if "uses" in step}

    assert [one for one in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one)] == []
    pins = dict(pin.partition("  #")[0].split("@") for pin in ACTIONS.values())
    assert {name: pin for name, pin in (one.split("@") for one in used) if pins.get(name, pin) != pin} == {}
    assert len(used) == len({one.partition("@")[0] for one in used})


def test_only_one_job_builds_the_release_and_it_keeps_what_it_built() -> None:
    assert [name for name, job in JOBS.items() if any(word in text for text in texts(job) for word in BUILDING)] == [BUILD]
    assert artifact(JOBS[BUILD], "upload") == {"name": "dist", "path": "dist/"}


def test_some_jobs_try_the_release_and_one_publishes_it_after_them() -> None:
    assert handling() == ["try", "authors", "publish"]
    assert {"test", "try", "authors"} <= {*needs(JOBS["publish"])}


@pytest.mark.parametrize("name", handling())
def test_a_job_that_tries_or_publishes_takes_what_was_built(name: str) -> None:
    steps = list(texts(JOBS[name]))
    [taken] = [number for number, text in enumerate(steps) if text.startswith("actions/download-artifact@")]

    assert BUILD in needs(JOBS[name])
    assert artifact(JOBS[name], "download") == artifact(JOBS[BUILD], "upload")
    assert all(taken < number for number, text in enumerate(steps) if any(word in text for word in HANDLING))


@pytest.mark.parametrize("name", handling())
def test_what_tries_the_release_is_told_not_to_build_it(name: str) -> None:
    for text in texts(JOBS[name]):
        assert "release-check" not in text or "DIST=dist" in text
        assert "release_check" not in text or "--dist dist" in text


@pytest.mark.parametrize("wheels", [(), ("a-1-py3-none-any.whl", "a-2-py3-none-any.whl")])
def test_a_folder_without_exactly_one_wheel_is_no_release(
    wheels: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*wheels, "a-1.tar.gz"):
        (tmp_path / name).touch()

    assert main(["--dist", str(tmp_path)]) == 1
    assert f"has {len(wheels)} wheels" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {*wheels, "a-1.tar.gz"}
    with pytest.raises(ReleaseError):
        wheel_in(tmp_path)


def test_the_wheel_of_a_folder_is_tried_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a-1-py3-none-any.whl").touch()
    (tmp_path / "a-1.tar.gz").touch()

    assert wheel_in(tmp_path) == tmp_path / "a-1-py3-none-any.whl"


# ---- when CI tries it


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 - as in CI


def changes(folder: Path) -> bool:
    """Return what the function of CI answers: whether the branch changes the folder `part`."""
    function = CI[CI.index("changes() {") : CI.index("\nmake test\n")]
    command = f"set -euo pipefail\n{function}\nif changes part; then exit 0; else exit 9; fi"
    status = subprocess.run(["bash", "-c", command], cwd=folder, check=False).returncode  # noqa: S603, S607
    assert status in (0, 9)
    return status == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("add", "part/b"), True),
        (("rm", "part/a"), True),
        (("mv", "part/a", "part/c"), True),
        (("write", "part/a"), True),
        (("write", "other"), False),
    ],
)
def test_ci_tells_a_change_of_a_part_from_one_elsewhere(change: tuple[str, ...], expected: bool, tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "part").mkdir()
    for name in ("part/a", "other"):
        (tmp_path / name).write_text("first")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "a")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")

    verb, name, *_ = change
    if verb in ("add", "write"):
        (tmp_path / name).write_text("second")
        git(tmp_path, "add", name)
    else:
        git(tmp_path, *change)
    git(tmp_path, "commit", "-m", "b")

    assert changes(tmp_path) == expected
