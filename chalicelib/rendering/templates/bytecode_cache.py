"""The built-in templates as bytecode, which is kept beside them, as Python does with its modules.

Jinja2 compiles a template whenever a process first needs it, which is a fifth of the time of a build that changes one post. The
zip of the functions holds the bytecode (`infra.package.templates`), since their folder can't be written. A site's own templates
are never kept: they come from outside, and their bytecode would run unchecked.
"""

import hashlib
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from chalicelib.rendering.templates import template_filters

FOLDER = "__pycache__"


class CompiledTemplates(FileSystemBytecodeCache):
    """The bytecode of the templates in one folder, and of no others; what is out of date is compiled again."""

    def __init__(self, templates: Path) -> None:
        super().__init__(str(templates / FOLDER), "%s.cache")
        self._templates = templates

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name of its file, or nothing for a template that isn't kept."""
        is_kept = filename is not None and Path(filename).is_relative_to(self._templates)
        return f"{name.replace('/', '-')}.{_form()}" if is_kept else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            with suppress(OSError):  # it is compiled instead
                super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            with suppress(OSError):  # it is compiled again the next time, as a module is
                (self._templates / FOLDER).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


@cache
def _form() -> str:
    """Return a name of what templates are compiled to by this Python, Jinja2, and our options and filters."""
    digest = hashlib.sha256(f"{sys.implementation.cache_tag} {jinja2.__version__}".encode())
    for module in (Path(__file__).with_name("sandbox.py"), Path(template_filters.__file__)):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:12]
