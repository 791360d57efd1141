"""The report of a build: refused sources, warnings, and counts."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.cloud.folder import is_text
from chalicelib.content.media.images import is_image
from chalicelib.diagnostics import CAUTIONS
from infra.error_texts import REMEDIES, RUN_AGAIN
from infra.files.blog_folder import blogs_below, has_any, shown
from infra.terminal import streams
from infra.terminal.exit_codes import DONE, FOUND, UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import BAD, DOUBTFUL, CannotError, counted, first_of, remark, say

if TYPE_CHECKING:
    from infra.build.build import BuildReport

CUT_OFF = f"interrupted during a build; {RUN_AGAIN}"
SHOWN = 3  # of the phrases that a language lacks


class ReportLine(NamedTuple):
    """A refusal or a warning, and its colour."""

    text: str
    colour: str


def report(result: "BuildReport", *, as_json: bool = False) -> int:
    """Report a build; return the exit status."""
    if as_json:
        streams.document(as_document(result))
    else:
        for line in lines(result):
            remark(streams.on_one_line(line.text), line.colour)
        say(summary(result))
    return FOUND if result.refused or result.failed else DONE


def summary(result: "BuildReport") -> str:
    refused = f", {len(result.refused)} refused" if result.refused else ""
    counts = f"{counted(result.posts, 'post')}, {counted(result.pages, 'page')}, {counted(result.files, 'other file')}"
    return f"{counts}, {result.seconds:.1f} seconds{refused}"


def lines(result: "BuildReport") -> Iterator[ReportLine]:
    """Yield refusals and warnings, as `file:line: reason` where there is a file."""
    for key, refusal in result.refused:
        yield ReportLine(f"{key}:{refusal.line or 1}: {refusal}", BAD)
    for missing in result.missing:
        verb = "shows" if is_image(missing.target) else "links to"
        yield ReportLine(f"{missing.key}:{missing.line or 1}: warning: {verb} {missing.target}, which is missing", DOUBTFUL)
    for key, diagnostic in result.diagnostics:
        yield ReportLine(f"{key}:{diagnostic.line or 1}: warning: {diagnostic.explanation}", DOUBTFUL)
    for key, line, said in result.unused:
        yield ReportLine(f"{key}:{line}: warning: {said}", DOUBTFUL)
    for lang, phrases in result.untranslated.items():
        yield ReportLine(untranslated(lang, phrases), DOUBTFUL)
    for lang in result.unused_catalogues:
        why = f"templates/phrases: warning: there are translations for {lang}, which isn't in site.yaml"
        yield ReportLine(why, DOUBTFUL)
    for page in result.failed:
        yield ReportLine(f"presswork: this page couldn't be made: {page.kind} {page.of} {page.at}".rstrip(), BAD)


def as_document(result: "BuildReport") -> dict[str, object]:
    """Return the report for a program."""
    return {
        "posts": result.posts,
        "pages": result.pages,
        "files": result.files,
        "seconds": round(result.seconds, 3),
        "refused": [{"file": key, "line": refusal.line or 1, "reason": str(refusal)} for key, refusal in result.refused],
        "missing": [{"file": missing.key, "line": missing.line or 1, "target": missing.target} for missing in result.missing],
        "warnings": [
            {"file": key, "line": diagnostic.line or 1, "found": diagnostic.found, "reason": CAUTIONS[diagnostic.code].why}
            for key, diagnostic in result.diagnostics
        ]
        + [{"file": key, "line": line, "found": "", "reason": said} for key, line, said in result.unused],
        "untranslated": {lang: list(phrases) for lang, phrases in result.untranslated.items()},
        "idle": list(result.unused_catalogues),
        "failed": [{"kind": page.kind, "of": page.of, "at": page.at} for page in result.failed],
    }


def untranslated(lang: str, phrases: Sequence[str]) -> str:
    """Return the warning for phrases without a translation into a language."""
    some = ", ".join(f'"{phrase}"' for phrase in phrases[:SHOWN])
    more = ", …" if phrases[SHOWN:] else ""
    where = f"templates/phrases/{lang}.po (`presswork phrases {lang}` prints one to fill in)"
    return f"{where}: warning: {counted(len(phrases), 'phrase')} still in English: {some}{more}"


def broke_off(what: str, error: OSError, where: str | Path = "") -> CannotError:
    """Return the error for work that the system stopped, at `where` unless it names a file."""
    said = ": ".join(filter(None, (str(error.filename or where), error.strerror or str(error))))
    remedy = REMEDIES.get(error.errno or 0)
    return CannotError(f"the {what} stopped: {said}" + (f"; {remedy}" if remedy else ""))


def unreachable(folder: Path) -> str:
    """Return why a folder can be neither built nor watched by its path; empty if it can."""
    path = str(folder.resolve())
    return "" if is_text(path) else f"{shown(path)}: this path isn't UTF-8; rename the folder that isn't"


def demand_buildable(source: Path, out: Path) -> None:
    """Raise CannotError if a folder can't be built into another."""
    if why := unbuildable(source, out):
        raise CannotError(why, UNABLE)


def nothing_in(source: Path) -> CannotError:
    """Return the error for a folder without anything of a blog."""
    return CannotError(f"{source} has no posts, no pages and no site.yaml; start a blog: `presswork init {word(source)}`", UNABLE)


def demand_blog(source: Path, out: Path) -> None:
    """Raise CannotError if a folder has nothing of a blog, or only holds folders of blogs."""
    if below := blogs_below(source):
        names = first_of([str(folder) for folder in below], SHOWN)
        raise CannotError(f"{source} has no site.yaml; name a folder that has one: {names}", UNABLE)
    if not has_any(source, out):
        raise nothing_in(source)


def unbuildable(source: Path, out: Path) -> str:
    """Return why a folder can't be built into another; empty if it can."""
    if why := unreachable(source) or unreachable(out):
        return why
    if not source.is_dir():
        return f"{source} isn't a folder"
    if out.exists() and not out.is_dir():
        return f"{out} is a file; choose a folder to build into"
    if source.resolve().is_relative_to(out.resolve()):
        return f"{out} contains the sources; choose another folder to build into"
    try:
        out.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=out).close()
    except OSError as error:
        return f"can't write to {out}: {error.strerror}"
    return ""
