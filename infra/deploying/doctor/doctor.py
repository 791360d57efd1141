"""`presswork doctor`: what is missing, in words. `status` says how a site fares; this tries what it needs, and says what to do.

It changes nothing but for its probes: a page that it removes again, and a mail to the mail service's simulator.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from uuid import uuid4

from infra.deploying import checks
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.stack_checks import GOOD, UNUSED, CheckRow, examined
from infra.deploying.doctor.web import Https
from infra.deploying.domain.dns import dns_beside
from infra.deploying.names import Names
from infra.deploying.services import services
from infra.deploying.site import SiteChoice, chosen_site, name_and_region
from infra.terminal.streams import remark


def of_machine(asked: SiteChoice, say: Callable[[str], None], *, as_json: bool) -> int:
    """Check the region and the credentials. Raises what `infra.error_texts` puts into words."""
    name, region = name_and_region(asked)
    facts = {"python": sys.version.split()[0], "account": checks.account(services(region)), "name": name, "region": region}
    line = "Python {python}, account {account}, {name} in {region}: ok. `--stack` examines the deployed site."
    say(json.dumps(facts, indent=2) if as_json else line.format(**facts))
    return 0


def of_stack(asked: SiteChoice, say: Callable[[str], None], *, as_json: bool) -> int:
    site = chosen_site(asked)
    names = Names(site.name, checks.account(site.aws), site.aws.region)
    dns = dns_beside(site.aws.endpoint)
    return examine(CheckContext(site, names, Https(), dns, uuid4().hex, time.sleep, remark), say, as_json=as_json)


def examine(context: CheckContext, say: Callable[[str], None], *, as_json: bool) -> int:
    """Print the report as it is known; return 1 if anything is missing."""
    rows: list[CheckRow] = []
    if not as_json:
        say(heading(context))
    for row in examined(context):
        if not as_json:
            for line in lines(row, first=not rows or rows[-1].group != row.group):
                say(line)
        rows.append(row)
    if as_json:
        say(json.dumps([*map(described, rows)], indent=2))
    return int(is_lacking(rows))


def heading(context: CheckContext) -> str:
    """Return the line before all others: the commands that a report advises mostly name no region."""
    region = context.names.region
    return f"{context.names.name} in {region}; before the commands that follow: `export AWS_REGION={region}`"


def is_lacking(rows: Iterable[CheckRow]) -> bool:
    return any(row.result not in (GOOD, UNUSED) for row in rows)


def lines(row: CheckRow, *, first: bool) -> Iterator[str]:
    """Yield the line of a row, after the name of its group; a row with several faults has a line for each."""
    if first:
        yield row.group
    if not row.faults:
        yield f"    {row.name}: {'; '.join((row.result, *(remark.says for remark in row.remarks)))}"
    for fault in row.faults:
        yield f"  ! {row.name}: {row.result}: {fault.found}. Do: {fault.do}"


def described(row: CheckRow) -> dict[str, object]:
    findings = {"faults": [fault._asdict() for fault in row.faults], "remarks": [remark.says for remark in row.remarks]}
    return {"group": row.group, "name": row.name, "result": row.result, **findings}
