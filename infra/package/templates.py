"""The built-in templates, compiled beforehand, for the functions, whose folder is read-only, and when Presswork is installed.

A cold function that shows a page, and the first build after an installation, would spend much of their time on that.

This is a program, `python -m infra.package.templates FOLDER`, because the output of Python depends a little on the process's
history. A second argument says where the folder will be, if it will be moved.
"""

import sys
from pathlib import Path

from jinja2 import DictLoader

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.bytecode_cache import CompiledTemplates
from chalicelib.rendering.templates.sandbox import TrustedEnvironment

TEXTS = (".html", ".txt")


def main(folder: Path, place: str) -> None:
    """Compile every template in the folder, in the order of their names, as if the folder was at this place."""
    compiled = CompiledTemplates(folder)
    environment = TrustedEnvironment(DictLoader({}), Phrasebook(), compiled)
    for path in sorted(path for path in folder.rglob("*") if path.suffix in TEXTS):
        name, source = path.relative_to(folder).as_posix(), path.read_text("utf-8")
        bucket = compiled.get_bucket(environment, name, str(path), source)
        bucket.code = environment.compile(source, name, f"{place}/{name}")
        compiled.set_bucket(bucket)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[-1])
