"""What is wrong with the blog: files that are refused, and warnings beside files, in one answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.authoring import sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.desk import refusal_texts
from chalicelib.authoring.desk.report_reader import FileReport, reports_in
from chalicelib.authoring.grants import FOLDERS, SITE_FILE, Grant, folder, may_write_at_desk
from chalicelib.content.plain_text import decoded
from chalicelib.errors import Refusal
from chalicelib.store import records
from chalicelib.web import http
from chalicelib.web.http import Reply

ERROR, WARNING = ".error.txt", ".warning.txt"
AT_ONCE, LISTINGS = 1_000, 20
"""Names of one listing of the bucket, and listings of one folder."""
SHOWN = 100
"""Files of each kind of report; the rest is told once these are mended."""


def listed(context: AuthoringContext) -> Reply:
    """Return the reports and warnings beside the files that this person may write."""
    grant = sessions.required(context).grant
    refused, warned = _reported(context, grant)
    records_of = records.read_many(context.cloud.table, [*refused[:SHOWN], *([SITE_FILE] if grant.role != "author" else [])])
    refusals = [_refused(context, record.key, record.refusal) for record in records_of.values() if record.refusal]
    warnings = [
        _shown(key, refusal_texts.report(report, context.say))
        for key in warned[:SHOWN]
        for report in _reports(context, key + WARNING)
    ]
    is_more = max(len(refused), len(warned)) > SHOWN
    return http.as_json({"refused": refusals, "warnings": warnings, "isMore": is_more})


def _reported(context: AuthoringContext, grant: Grant) -> tuple[Sequence[str], Sequence[str]]:
    """Return the keys of the files with a report of a refusal, and of those with a warning."""
    tops = [folder(grant, top) for top in FOLDERS] if grant.role == "author" else [""]
    names = [name for top in tops for name in _names(context, top)]
    refused, warned = ([name.removesuffix(end) for name in names if name.endswith(end)] for end in (ERROR, WARNING))
    return [key for key in refused if may_write_at_desk(grant, key)], [key for key in warned if may_write_at_desk(grant, key)]


def _names(context: AuthoringContext, prefix: str) -> Iterator[str]:
    after = ""
    for _ in range(LISTINGS):
        names = list(context.files.etags(prefix, after, AT_ONCE))
        yield from names
        if len(names) < AT_ONCE:
            return
        after = names[-1]


def _reports(context: AuthoringContext, name: str) -> Sequence[FileReport]:
    stored = context.files.read(name)
    return reports_in(decoded(stored[0])) if stored else ()


def _refused(context: AuthoringContext, key: str, refusal: Refusal) -> Mapping[str, Any]:
    found, why = refusal.found.strip(), context.say(refusal.reason.why)
    report = FileReport(key, (found,) if found else (), why, refusal_texts.remedy(refusal, context.say))
    return {**_shown(key, report), "line": refusal.line}


def _shown(key: str, report: FileReport) -> Mapping[str, Any]:
    return {"key": key, "found": list(report.found), "why": report.why, "remedy": report.remedy}
