"""Credentials: every command that asks AWS takes whatever there is: keys, SSO, `aws login`, a program, or those of CloudShell."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click import Context

from infra.command import command

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("comments", "list"),
    ("deploy", "--yes"),
    ("desk", "list"),
    ("destroy", "--yes"),
    ("doctor", "--stack"),
    ("doctor",),
    ("export", "copy"),
    ("history", "site.yaml"),
    ("keys", "list"),
    ("letters", "list"),
    ("logs", "ingest"),
    ("push", "blog"),
    ("rebuild", "pages"),
    ("redrive",),
    ("restore", "site.yaml"),
    ("schedule",),
    ("status", "--stack"),
    ("status",),
    ("subscribers", "count"),
    ("watch", "blog"),
)
LOCAL = {
    *("build", "check", "completion", "cost", "demo", "deploy-action", "import", "init", "login", "logout", "new", "package"),
    *("phrases", "serve"),
}
"""The verbs that ask nothing of AWS."""
SCRIPT = """
import sys
from infra.command import main
for line in sys.stdin.read().splitlines():
    print("status", main(line.split()), line, flush=True)
"""
CONFIG = 'name = "presswork"\nregion = "eu-central-1"\nowner = "you@example.org"\n'
SESSION = "arn:aws:sts::123456789012:assumed-role/Admin/ann"
LATER = datetime.now(UTC) + timedelta(hours=6)
CONTAINER = "/latest/meta-data/container/security-credentials"  # where a machine of AWS, such as CloudShell's, has its keys


@dataclass
class Refusing:
    """A server that exchanges a token of SSO for keys, and refuses everything else; it notes whose keys signed each request."""

    port: int = 0
    signers: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def aws() -> Iterator[Refusing]:
    refusing = Refusing()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/federation/credentials"):
                keys = {"accessKeyId": "SSO", "secretAccessKey": "s", "sessionToken": "t", "expiration": LATER.timestamp() * 1000}
                return self.answer(200, json.dumps({"roleCredentials": keys}))
            if self.path == CONTAINER:
                shell = {"AccessKeyId": "SHELL", "SecretAccessKey": "s", "Token": "t", "Expiration": LATER.isoformat()}
                return self.answer(200, json.dumps(shell))
            refusing.signers.append(self.headers["Authorization"].partition("Credential=")[2].partition("/")[0])
            return self.answer(
                403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
            )

        do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815 - as the library has them

        def answer(self, status: int, body: str) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode() if self.command != "HEAD" else b"")

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        refusing.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        yield refusing
        server.shutdown()


# ---- profiles: what is in a home folder, and whose keys come of it


def static(home: Path) -> str:
    (home / ".aws/credentials").write_text("[default]\naws_access_key_id = STATIC\naws_secret_access_key = s\n")
    return ""


def program(home: Path) -> str:
    keys = {"Version": 1, "AccessKeyId": "PROGRAM", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": LATER.isoformat()}
    (home / "keys.json").write_text(json.dumps(keys))
    return f"credential_process = cat {home / 'keys.json'}\n"


def sso(home: Path) -> str:
    token = {"accessToken": "t", "expiresAt": f"{LATER:%Y-%m-%dT%H:%M:%SZ}"}
    cache = home / ".aws/sso/cache"
    cache.mkdir(parents=True)
    (cache / f"{sha1(b'team').hexdigest()}.json").write_text(json.dumps(token))  # noqa: S324 - the name that botocore reads
    return (
        "sso_session = team\nsso_account_id = 123456789012\nsso_role_name = Admin\n\n"
        "[sso-session team]\nsso_region = eu-central-1\nsso_start_url = https://team.awsapps.com/start\n"
    )


def login(home: Path) -> str:
    keys = {"accessKeyId": "LOGIN", "secretAccessKey": "s", "sessionToken": "t", "accountId": "123456789012"}
    token = {"accessToken": {**keys, "expiresAt": f"{LATER:%Y-%m-%dT%H:%M:%SZ}"}}
    rest = {"clientId": "c", "refreshToken": "r", "dpopKey": "k", "tokenType": "aws_sigv4", "idToken": "i"}
    cache = home / ".aws/login/cache"
    cache.mkdir(parents=True)
    (cache / f"{sha256(SESSION.encode()).hexdigest()}.json").write_text(json.dumps({**token, **rest}))
    return f"login_session = {SESSION}\n"


def shell(_home: Path) -> str:
    """Nothing: the machine has the keys."""
    return ""


PROFILES = {"STATIC": static, "PROGRAM": program, "SSO": sso, "LOGIN": login, "SHELL": shell}


@dataclass
class Author:
    """An author with a home folder, and a blog with its settings."""

    home: Path
    aws: Refusing

    def run(self, *commands: tuple[str, ...], before: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            "HOME": str(self.home),
            "PATH": "/usr/bin:/bin",
            "AWS_ENDPOINT_URL": self.aws.url,
            "AWS_REGION": "eu-central-1",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{self.aws.url}{CONTAINER}",  # of all, the last to be asked
        }
        words = "\n".join(map(" ".join, commands))
        return subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", before + SCRIPT],
            cwd=self.home,
            env=environment,
            input=words,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def author(tmp_path: Path, aws: Refusing) -> Author:
    (tmp_path / ".aws").mkdir()
    (tmp_path / "presswork.toml").write_text(CONFIG)
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/site.yaml").write_text("title: A blog\nurl: https://blog.example.org\n")
    return Author(tmp_path, aws)


def test_every_verb_is_tried_or_asks_nothing_of_aws() -> None:
    assert {words[0] for words in COMMANDS} == set(command.list_commands(Context(command))) - LOCAL


@pytest.mark.parametrize("profile", PROFILES)
def test_every_command_signs_with_the_keys_of_the_profile(author: Author, profile: str) -> None:
    settings = PROFILES[profile](author.home)
    (author.home / ".aws/config").write_text(f"[default]\nregion = eu-central-1\n{settings}")

    ran = author.run(*COMMANDS)

    ended = [line for line in ran.stdout.splitlines() if line.startswith("status ")]
    assert len(ended) == len(COMMANDS), ran.stderr
    assert all("AccessDenied" in line for line in ran.stderr.splitlines()), ran.stderr
    assert set(author.aws.signers) == {profile}
    assert len(author.aws.signers) >= len(COMMANDS)


def test_without_the_package_a_login_says_how_to_install_it(author: Author) -> None:
    (author.home / ".aws/config").write_text(f"[default]\n{login(author.home)}")

    ran = author.run(("status", "--stack"), before="import sys\nsys.modules['awscrt'] = None\n")

    assert "`aws login` need packages that are not installed" in ran.stderr
    assert "-m pip install 'presswork[deploy]'`" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert author.aws.signers == []


def test_a_login_that_has_ended_says_to_log_in(author: Author) -> None:
    (author.home / ".aws/config").write_text(f"[default]\nlogin_session = {SESSION}\n")

    ran = author.run(("status", "--stack"))

    assert "have expired: log in (`aws login`" in ran.stderr
    assert author.aws.signers == []
