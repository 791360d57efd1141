"""The owner: who holds the account, and runs `presswork` in a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.deploying import ownership
from infra.deploying.names import Names
from tests.ministack.server import REGION, ROOT, Server

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "import sys; from infra.command import main; sys.exit(main())")


@dataclass(frozen=True, slots=True)
class Owner:
    """A person with an account at this AWS, a folder, and the package to deploy."""

    server: Server
    folder: Path
    package: Path
    name: str

    def wants(self, **said: str) -> None:
        """Write `presswork.toml`."""
        rows = {"name": self.name, "region": REGION, **said}
        (self.folder / "presswork.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in rows.items()))

    def deploy(self, *words: str) -> str:
        said = self.run("deploy", "--package", str(self.package), "--yes", *words)
        self._tag_buckets()
        return said

    def _tag_buckets(self) -> None:
        """Do what ministack's CloudFormation leaves undone: give the stack's buckets their tag."""
        account = self.server.client("sts").get_caller_identity()["Account"]
        names = Names(self.name, account, REGION)
        for bucket in names.buckets:
            self.server.client("s3").put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [ownership.tag(names)]})

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run a command that ends with this status; what it says."""
        command = [*COMMAND, *arguments]
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=self.folder, env=self._settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def running(self, *arguments: str) -> Iterator[Path]:
        """Run a command until the block ends; yield the file of what it says."""
        said = self.folder / "said.txt"
        command = [*COMMAND, *arguments]
        with (
            said.open("w") as file,
            subprocess.Popen(command, cwd=self.folder, env=self._settings, stdout=file, stderr=file) as process,  # noqa: S603 - ours
        ):
            try:
                yield said
            finally:
                process.terminate()

    @property
    def _settings(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "AWS_ENDPOINT_URL": self.server.url,
            "AWS_CA_BUNDLE": str(self.server.certificate),
            **{name.upper(): value for name, value in ROOT.items()},
        }
