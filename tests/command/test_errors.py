"""What goes wrong in a real process is one line with the remedy, never a traceback, and nothing is left half-said."""

import json
import subprocess
from pathlib import Path

import boto3
import pytest

from infra.authoring.target.destination import REQUIRED_SETTINGS
from infra.command import failed
from infra.demo import aws
from tests.command.terminals import COMMAND, ROOT, unseen

KEYS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
SITE = dict.fromkeys((*REQUIRED_SETTINGS, "LINK_KEYS", "ADDRESS_PEPPER"), "any")
ONCE = {"AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
NOBODY = "http://127.0.0.1:1"  # where no server listens


@pytest.mark.parametrize(
    ("words", "settings", "status", "says"),
    [
        ("build blog /proc/site", {}, 2, "can't write to /proc/site"),
        ("package /proc/package", {}, 1, "/proc/package"),
        ("build nowhere site", {}, 2, "nowhere isn't a folder"),
        ("build blog site --now tomorrow", {}, 2, "'tomorrow' isn't a time, such as 2026-11-25"),
        ("letters", {**SITE, "AWS_REGION": "us-east-1"}, 2, "there are no AWS credentials: log in"),
        ("letters", {**KEYS, **SITE, "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": NOBODY}, 1, f"can't reach {NOBODY}"),
        ("letters", {**KEYS, **SITE, "AWS_REGION": "us-east-1", "AWS_PROFILE": "gone"}, 2, "list-profiles"),
        ("letters", {**KEYS, **SITE}, 2, "AWS_REGION"),
        ("letters --site blog", {**KEYS, "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": NOBODY}, 2, f"can't reach {NOBODY}"),
        ("letters --site demo", {}, 2, "start one with `presswork demo`"),
        ("status --stack --region mars-1", KEYS, 2, "mars-1"),
        ("logs --since soon", {}, 2, "say 90s, 30m, 1h or 2d"),
        ("logs everything", {}, 2, "use one of"),
        ("deploy --yes", KEYS, 2, "write it, with at least name, region and owner"),
        ("logs", KEYS, 2, "which region? Use --region"),
        ("status --stack", KEYS, 2, "which region? Use --region"),
        ("doctor --machine", KEYS, 2, "which region? Use --region"),
        ("build empty site", {}, 2, "empty has no posts, no pages and no site.yaml; start a blog: `presswork init empty`"),
        ("check", {}, 2, ". has no site.yaml; name a folder that has one: blog"),
        ("demo empty/nowhere", {}, 2, "empty/nowhere isn't a folder"),
        ("check empty", {}, 2, "empty has no posts, no pages and no site.yaml; start a blog: `presswork init empty`"),
        ("serve blog", {}, 2, "blog isn't a site that was built; build it and serve that: `presswork serve --watch blog OUT`"),
        ("init blog/site.yaml", {}, 2, "blog/site.yaml is a file; choose a folder for the blog"),
        ("init blog/site.yaml/new", {}, 2, "Not a directory; choose another place"),
        ("import hugo nowhere --into new", {}, 2, "there's no file or folder nowhere"),
    ],
)
def test_it_is_one_line_with_the_remedy(words: str, settings: dict[str, str], status: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "site.yaml").write_text("title: Ink\n")

    told = unseen(tmp_path, *words.split(), **ONCE, **settings)

    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (status, "", 1), told.stderr
    assert told.stderr.startswith("presswork: ")
    assert says in told.stderr


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        ("build nowhere site --json", 2, "nowhere isn't a folder"),
        ("build blog site --now tomorrow --json", 2, "'tomorrow' isn't a time"),
        ("letters --json --site demo", 2, "start one with `presswork demo`"),
        ("letters cancel --json", 2, "missing argument"),
        ("push nowhere --json", 2, "nowhere: there's no such file or folder"),
        ("deploy --json --yes", 2, "write it, with at least name, region and owner"),
        ("biuld --json", 2, "Did you mean `presswork build`"),
    ],
)
def test_for_a_program_it_is_one_object_on_stderr_and_stdout_is_empty(words: str, status: int, says: str, tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()

    told = unseen(tmp_path, *words.split(), **ONCE, **KEYS)

    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (status, "", 1), told.stderr
    error = json.loads(told.stderr)
    assert (list(error), error["status"]) == (["error", "status"], status)
    assert says in error["error"]


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, in which `$P` is the command."""
    script = f"P() {{ {COMMAND[0]} -c '{COMMAND[2]}' \"$@\"; }}; {line}"
    run = ["bash", "-c", script]
    return subprocess.run(run, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)  # noqa: S603


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    told = shell(tmp_path, "P phrases nl | head -n 1")

    assert told.stdout.startswith("# The words that readers see.")
    assert told.stderr == ""


def test_a_result_that_finds_no_room_is_said(tmp_path: Path) -> None:
    told = shell(tmp_path, "P phrases nl > /dev/full")

    assert told.returncode == 1
    assert told.stderr == "presswork: No space left on device: make room, then run the same command again to do the rest\n"


def test_a_mistake_of_our_own_is_one_line_unless_its_traceback_is_wished(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = ZeroDivisionError("division by zero")

    assert failed(error) == 70
    assert capsys.readouterr().err.count("\n") == 1

    monkeypatch.setenv("PRESSWORK_TRACEBACK", "1")
    failed(error)
    assert "\nZeroDivisionError: division by zero\n" in f"\n{capsys.readouterr().err}"


def test_a_bucket_that_is_gone_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: The Press\n")
    (tmp_path / "hello.md").write_text("# Hello\n\nText.\n")
    (tmp_path / ".presswork").mkdir()
    with aws.local_aws() as endpoint:
        settings = {**aws.create_stack(endpoint), **KEYS}
        (tmp_path / ".presswork" / "demo.json").write_text(json.dumps({"settings": settings}))
        s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="a")
        s3.delete_bucket(Bucket=settings["CONTENT_BUCKET"])

        told = unseen(tmp_path, "push", **ONCE)

    assert told.returncode == 1
    assert f"there's no bucket {settings['CONTENT_BUCKET']}: check the site's name and region" in told.stderr
    assert "Traceback" not in told.stderr
