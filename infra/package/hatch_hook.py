"""What the builder of the wheel calls: it puts the program, as it stands in a clone, into the package `presswork`.

Where the program's libraries are beside the builder, as `make release-check` has them, the wheel holds the built-in templates
compiled by them, too; another Python or Jinja2 compiles them when it first needs them. An editable installation gets nothing:
there, the program stands beside the package.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROGRAM = (
    ".chalice",
    "app.py",
    "chalicelib",
    "example",
    "infra",
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
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the program to what the wheel holds."""
        if version == "editable":
            return
        build_data["force_include"].update({name: f"presswork/{name}" for name in PROGRAM})
        if all(map(find_spec, COMPILER)):
            build_data["force_include"].update(
                {str(path): f"presswork/{path.relative_to(self.root)}" for path in self._compiled()}
            )

    def _compiled(self) -> list[Path]:
        """Compile the templates; return their files."""
        templates = Path(self.root, "templates")
        command = [sys.executable, "-m", "infra.package.templates", str(templates)]
        subprocess.run(command, cwd=self.root, check=True)  # noqa: S603 - ourselves
        from chalicelib.rendering.templates.bytecode_cache import FOLDER, CompiledTemplates  # noqa: PLC0415 - see `COMPILER`

        form = CompiledTemplates(templates).get_cache_key("base.html", str(templates / "base.html")).rpartition(".")[2]
        return sorted((templates / FOLDER).glob(f"*.{form}.cache"))
