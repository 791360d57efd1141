"""The checks of `presswork doctor --stack`: a table, and its run.

A check asks (`deploying.doctor.aws_checks`), and a diagnosis judges the answer. It has one row in the report for each of its
subjects (`deploying.doctor.check_subjects`): each function, each queue, each record. A check whose `needs` failed isn't tried,
and says so; it may need a whole check, or one row of it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from infra.aws_errors import REFUSED, code_of, explained
from infra.deploying import UndeployableError
from infra.deploying.doctor import against_template, aws_checks, check_subjects, core_checks, diagnoses
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.diagnoses import Fault, Findings, Remark

GOOD, WRONG, UNTRIED, UNUSED = "ok", "wrong", "not tried", "not used"


class CheckRow(NamedTuple):
    """One line of the report."""

    group: str
    name: str
    result: str
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Check(NamedTuple):
    """A check: its group, its name, the function that asks and judges, its subjects, and the checks that it needs."""

    group: str
    name: str
    examine: Callable[[CheckContext, Any], Findings]
    over: Callable[[CheckContext], Iterable[tuple[str, Any]]]
    needs: tuple[str, ...] = ()


def examined(context: CheckContext) -> Iterator[CheckRow]:
    """Run the checks of the table; yield each row of the report at once."""
    failed: set[str] = set()
    for check in CHECKS:
        for row in _rows(context, check, failed):
            yield row
            if row.result not in (GOOD, UNUSED):
                failed |= {check.name, row.name}


def _rows(context: CheckContext, check: Check, failed: set[str]) -> Iterator[CheckRow]:
    try:
        subjects = tuple(check.over(context))
    except Exception as error:  # as below
        yield CheckRow(check.group, check.name, WRONG, (_broken(error),))
        return
    if not subjects:
        yield CheckRow(check.group, check.name, UNUSED)
    for name, subject in subjects:
        yield _row(context, check, f"{check.name} {name}".strip(), subject, failed)


def _row(context: CheckContext, check: Check, name: str, subject: Any, failed: set[str]) -> CheckRow:
    lacking = [need for need in check.needs if need in failed]
    if lacking:
        return CheckRow(check.group, name, UNTRIED, (Fault(f"it needs these to be ok: {', '.join(lacking)}", "fix those first"),))
    try:
        findings = tuple(check.examine(context, subject))
    except Exception as error:  # a check that breaks must not hide the others
        findings = (_broken(error),)
    faults = tuple(finding for finding in findings if isinstance(finding, Fault))
    remarks = tuple(finding for finding in findings if isinstance(finding, Remark))
    return CheckRow(check.group, name, WRONG if faults else GOOD, faults, remarks)


def _broken(error: Exception) -> Fault:
    """Return the fault that an error of a check means."""
    if isinstance(error, ClientError):
        if code_of(error) in REFUSED:
            remedy = f"use an administrator's credentials, or allow these the action {error.operation_name}"
        else:
            remedy = f"fix what the other rows say; if this remains, {diagnoses.RESTORE}"
        return Fault(explained(error), remedy)
    if isinstance(error, UndeployableError):
        return Fault(str(error).removesuffix(f"; {diagnoses.DEPLOY}"), diagnoses.DEPLOY)
    if isinstance(error, BotoCoreError | OSError | ValueError):
        return Fault(explained(error), "check that this machine can reach it, and run this again")
    return Fault(f"{type(error).__name__}: {explained(error)}", diagnoses.DEPLOY)


CHECKS: tuple[Check, ...] = (
    Check("account", "stack", aws_checks.stack, check_subjects.once),
    Check("account", "concurrency", aws_checks.concurrency, check_subjects.once),
    Check("account", "plan", aws_checks.account_plan, check_subjects.once),
    Check("account", "owner", aws_checks.owner, check_subjects.once),
    Check("account", "secrets", core_checks.keys, check_subjects.once),
    Check("account", "table", core_checks.catalog, check_subjects.once),
    Check("functions", "function", aws_checks.function, check_subjects.functions),
    Check("functions", "reserved concurrency of", core_checks.reserved, check_subjects.functions),
    Check("functions", "loop of", core_checks.leave, check_subjects.looping),
    Check("functions", "rights", aws_checks.rights, check_subjects.functions, needs=("function",)),
    Check("functions", "messages of", aws_checks.mapping, check_subjects.queues),
    Check("functions", "schedule", against_template.clock, against_template.clocks),
    Check("functions", "failed events of", against_template.failed_events, against_template.failing),
    Check("functions", "notifications of", aws_checks.notifications, check_subjects.telling),
    Check("functions", "dead letters of", aws_checks.dead, check_subjects.put_away),
    Check("policies", "policy", against_template.policy, against_template.policies),
    Check("dns", "record", aws_checks.record, check_subjects.records),
    Check("site", "CDN", aws_checks.cdn, check_subjects.with_cdn),
    Check("site", "address", aws_checks.https, check_subjects.once, needs=("CDN",)),
    Check("site", "API", core_checks.visited, check_subjects.once),
    Check("site", "log delivery", aws_checks.deliveries, check_subjects.with_reads),
    Check("site", "log files", aws_checks.log_files, check_subjects.with_reads),
    Check(
        "site",
        "probe page",
        aws_checks.page,
        check_subjects.once,
        needs=("address", "notifications of content", "messages of uploads", "messages of press"),
    ),
    Check("mail", "sender", aws_checks.sender, check_subjects.senders),
    Check("mail", "senders of site.yaml", aws_checks.own_senders, check_subjects.with_mail),
    Check("mail", "sandbox", aws_checks.sandbox, check_subjects.with_mail),
    Check("mail", "sending", aws_checks.sending, check_subjects.with_mail),
    Check("mail", "quota", aws_checks.quota, check_subjects.with_mail),
    Check("mail", "events", aws_checks.events, check_subjects.with_mail),
    Check("mail", "events' receiver", aws_checks.told, check_subjects.with_mail, needs=("events",)),
    Check("mail", "receipt rule", against_template.receipt, against_template.receipts),
    Check("mail", "probe letter", aws_checks.letter, check_subjects.mailboxes, needs=("sender", "sending")),
)
