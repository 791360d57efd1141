"""Reports beside files, read for the desk: the inverse of `chalicelib.reports`. Pure."""

from collections.abc import Sequence

from chalicelib.frozen import Frozen

BEGINS = {"Error": "where", "Warning": "where", "Found": "found", "Why": "why", "Fix": "remedy"}


class FileReport(Frozen):
    """What is wrong with a file: where, what was found, why it is wrong, and what to do."""

    where: str
    found: tuple[str, ...] = ()
    why: str = ""
    remedy: str = ""


def reports_in(text: str) -> Sequence[FileReport]:
    """Return the reports in the text beside a file, which may be several."""
    reports: list[dict[str, list[str]]] = []
    for line in text.splitlines():
        label, _, said = line.partition(":")
        name = BEGINS.get(label, "")
        if name == "where":
            reports.append({})
        if name and reports:
            reports[-1].setdefault(name, []).append(said.strip())
    return [_report(parts) for parts in reports]


def _report(parts: dict[str, list[str]]) -> FileReport:
    where, why, remedy = ("\n".join(parts.get(name, ())) for name in ("where", "why", "remedy"))
    return FileReport(where, tuple(parts.get("found", ())), why, remedy)
