"""Apps that other people wrote: npm's clients of Micropub and IndieAuth, which `make .venv/clients` installs."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE

SCRIPT = Path(__file__).with_name("client.cjs")
PACKAGES = Path(__file__).parents[2] / ".venv" / "clients" / "node_modules"
MISSING = "node or its packages are missing: run `make .venv/clients`, which needs npm"


class Client:
    """A client with its options, which a call may change, as it does in an app."""

    def __init__(self, name: str, **options: str) -> None:
        self.name, self.options = name, dict[str, Any](options)

    def call(self, method: str, *given: Any) -> Any:
        """Call a method of the client; return its result. An error is a dict with `error` and `status`."""
        node = shutil.which("node")
        if node is None or not PACKAGES.is_dir():
            (pytest.fail if os.environ.get("PRESSWORK_CLIENTS") else pytest.skip)(MISSING)
        asked = {"client": self.name, "options": self.options, "method": method, "given": given}
        ran = subprocess.run(  # noqa: S603 - our own script
            [node, SCRIPT],
            input=json.dumps(asked),
            env={"NODE_PATH": str(PACKAGES)},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )
        assert ran.returncode == 0, ran.stderr
        answer = json.loads(ran.stdout)
        if "error" in answer:
            return answer
        self.options = answer["options"]
        return answer.get("result")


def file(path: Path, type: str) -> dict[str, str]:
    """Return a file as an argument of a call."""
    return {"file": str(path), "type": type}
