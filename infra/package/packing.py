"""Packing: creates the zips of the functions, `template.json` and `plain.json` of the project, all or none."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.frozen import Frozen
from infra.package import archive, bytecode, describing, locales, models, sources, wheels
from infra.package.running import module, script
from infra.package.targets import Target, target
from infra.package.trimming import trim
from infra.package.zips import FUNCTIONS, ZIPS, Zip

SAM, PLAIN = "template.json", "plain.json"


class Package(Frozen):
    """The files of a package, and their target."""

    folder: Path
    target: Target
    kinds: Sequence[Zip] = ZIPS

    @property
    def zips(self) -> Sequence[Path]:
        return [self.folder / each.name for each in self.kinds]

    @property
    def template(self) -> Path:
        return self.folder / SAM

    @property
    def plain(self) -> Path:
        """The template in plain CloudFormation."""
        return self.folder / PLAIN


def package(project: Path, out: Path, architecture: str, merged: Mapping[str, Any], kinds: Sequence[Zip] = ZIPS) -> Package:
    """Make the package of a project in the folder `out`, with `merged` merged into its template.

    Raises UnpackableError; `out` is then as it was.
    """
    where = target(architecture)
    with output_folder(out), TemporaryDirectory(prefix="presswork-") as temporary:
        scratch, done = Path(temporary), Path(temporary, "done")
        for name in ("copy", "done"):
            (scratch / name).mkdir()
        template = describing.sam(project, architecture, merged, scratch / "copy")
        (done / SAM).write_text(describing.as_text(template), "utf-8")
        (done / PLAIN).write_text(describing.as_text(describing.as_plain(template, scratch)), "utf-8")
        for each in kinds:
            tree = scratch / "trees" / each.parameter
            tree.mkdir(parents=True)
            make_zip(project, where, tree, done / each.name, each)
        for path in done.iterdir():
            shutil.copyfile(path, out / path.name)
    return Package(out, where, kinds)


@contextmanager
def output_folder(out: Path) -> Iterator[None]:
    """Make the folder first, since the work is long and in vain where it can't be made; remove it if the work fails.

    A folder in which there is a file by then stays, and the error is still that of the work.
    """
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for folder in missing:
                folder.rmdir()
        raise


def make_zip(project: Path, where: Target, tree: Path, out: Path, which: Zip = FUNCTIONS) -> None:
    fill_tree(project, where, tree, which)
    archive.pack(tree, out)
    archive.check(out, which.most)


def fill_tree(project: Path, where: Target, tree: Path, which: Zip = FUNCTIONS) -> None:
    """Make the folder that Lambda will unpack: the reduced dependencies, the project, and all bytecode."""
    wheels.install(project / which.lock, where, tree)
    trim(tree)
    models.cut(tree)
    if (tree / "babel").exists():
        script(locales.__file__, str(tree))
    sources.add_sources(project, tree, which.without)
    sources.unpack_fonts(tree)
    if which.renders:
        add_templates(project, tree, which)
    script(bytecode.__file__, str(tree))


def add_templates(project: Path, tree: Path, which: Zip = FUNCTIONS) -> None:
    """Copy the templates that this zip has, and compile them."""
    sources.copy(project / "templates", tree / "templates")
    for folder in which.no_templates:
        shutil.rmtree(tree / "templates" / folder)
    sources.read_catalogues(tree / "templates" / "phrases")
    module("infra.package.templates", str(tree / "templates"), f"{bytecode.TASK}/templates")
