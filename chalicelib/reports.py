"""The texts beside a source, for its author: the report of a refusal, and the warnings."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.diagnostics import CAUTIONS, Diagnostic
from chalicelib.errors import Refusal


def report(key: str, refusal: Refusal) -> str:
    """Return the report beside a refused upload, for its author."""
    where = f"{key}, line {refusal.line}" if refusal.line else key
    rows = (
        ("Error", where),
        ("Found", refusal.found.strip()),
        ("Why", refusal.reason.why),
        ("Fix", refusal.reason.remedy(refusal.found)),
    )
    return "".join(f"{label + ':':9} {text}\n" for label, text in rows if text)


def missing_links(key: str, targets: Iterable[str]) -> str:
    """Return the warning beside a source with links to missing sources."""
    return _warning(
        key,
        [f"a link to {target}" for target in targets],
        "there's no such post or page, so readers can't follow the link",
        "Upload the missing file, or correct the link. This warning then goes away by itself.",
    )


def missing_files(key: str, files: Iterable[str]) -> str:
    """Return the warning beside a source with missing images or other files."""
    return _warning(
        key,
        [f"the file /{file}" for file in files],
        "the site has no such file, so readers don't see it",
        "Upload the file, or correct its address. This warning then goes away by itself.",
    )


def cautions(key: str, diagnostics: Iterable[Diagnostic]) -> Sequence[str]:
    """Return the warnings beside a source for what was found in its text, one for each code."""
    places: dict[str, list[str]] = {}
    for diagnostic in diagnostics:
        places.setdefault(diagnostic.code, []).append(diagnostic.place)
    return [_warning(key, of_code, CAUTIONS[code].why, CAUTIONS[code].instead) for code, of_code in places.items()]


def taken_aliases(key: str, owners: Mapping[str, str]) -> str:
    """Return the warning beside a source whose aliases belong to other sources."""
    return _warning(
        key,
        [f"the alias {alias}, which belongs to {owner}" for alias, owner in owners.items()],
        "the first file to have an address keeps it, so this alias doesn't lead here",
        "Remove the alias. Or remove the other file, and the alias leads here.",
    )


def _warning(key: str, names: Sequence[str], why: str, instead: str) -> str:
    """Return a warning, or an empty text if nothing was found."""
    rows = "".join(f"Found:    {one}\n" for one in names)
    return f"Warning:  {key}\n{rows}Why:      {why}\nFix:      {instead}\n" if rows else ""
