"""The built-in templates, compiled beforehand, because the functions' folder is read-only.

A cold function that shows a page would spend much of its time on that.

This is a program, `python -m infra.package.templates FOLDER`, because the output of Python depends a little on the process's
history.
"""

import sys
from pathlib import Path

from jinja2 import DictLoader

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.bytecode_cache import CompiledTemplates
from chalicelib.rendering.templates.sandbox import TrustedEnvironment
from infra.package.bytecode import TASK

TEXTS = (".html", ".txt")


def main(folder: Path) -> None:
    """Compile every template in the folder, in the order of their names, as if it was where Lambda unpacks the zip."""
    compiled = CompiledTemplates(folder)
    environment = TrustedEnvironment(DictLoader({}), Phrasebook(), compiled)
    for path in sorted(path for path in folder.rglob("*") if path.suffix in TEXTS):
        name, source = path.relative_to(folder).as_posix(), path.read_text("utf-8")
        bucket = compiled.get_bucket(environment, name, str(path), source)
        bucket.code = environment.compile(source, name, f"{TASK}/templates/{name}")
        compiled.set_bucket(bucket)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
