"""What the builder of the wheel calls: it puts the program, as it stands in a clone, into the package `presswork`.

Where the program's libraries are beside the builder, as `make release-check` has them, the wheel holds the built-in templates
compiled by them, too; another Python or Jinja2 compiles them when it first needs them. An editable installation gets nothing:
there, the program stands beside the package.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROGRAM = (
    ".chalice",
    "app.py",
    "chalicelib",
    "example",
    "infra",
    "requirements-authoring.lock",
    "requirements-authoring.txt",
    "requirements-images.lock",
    "requirements-images.txt",
    "requirements.lock",
    "requirements.txt",
    "templates",
)
"""All that the command reads."""
COMPILER = ("babel", "jinja2", "markupsafe", "msgspec")
"""What compiles templates."""


class ProgramHook(BuildHookInterface[Any]):
    """Adds the program to what the wheel holds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        build_data["force_include"].update({name: f"presswork/{name}" for name in PROGRAM})
        if all(map(find_spec, COMPILER)):
            self.scratch = TemporaryDirectory()
            compiled = compile_templates(Path(self.root), Path(self.scratch.name))
            build_data["force_include"].update({str(path): f"presswork/templates/__pycache__/{path.name}" for path in compiled})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - the builder gives them
        if hasattr(self, "scratch"):
            self.scratch.cleanup()


def compile_templates(root: Path, scratch: Path) -> list[Path]:
    """Compile a copy of the templates, so that nothing of this machine is in them; return the compiled files."""
    templates = Path(copytree(root / "templates", scratch / "templates", ignore=ignore_patterns("__pycache__")))
    command = [sys.executable, "-m", "infra.package.templates", str(templates), "presswork/templates"]
    subprocess.run(command, cwd=root, env={**os.environ, "PYTHONHASHSEED": "0"}, check=True)  # noqa: S603 - ourselves
    return sorted(templates.glob("__pycache__/*.cache"))
