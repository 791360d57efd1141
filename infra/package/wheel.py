"""What the builder of the wheel calls: it puts the program, as it stands in a clone, into the package `presswork`.

An editable installation gets nothing: there, the program stands beside the package.
"""

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


class ProgramHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the program to what the wheel holds."""
        if version != "editable":
            build_data["force_include"].update({name: f"presswork/{name}" for name in PROGRAM})
