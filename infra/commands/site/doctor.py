"""`presswork doctor`: what was lost or is missing, and how to mend it."""

from collections.abc import Sequence
from typing import Any

import click

from infra.authoring.inspect.differences import Difference
from infra.authoring.target.destination import Destination, find, site_option
from infra.commands.options import agreed, as_json, yes
from infra.commands.sites import also_of_stack
from infra.deploying.site import SiteChoice
from infra.terminal.exit_codes import DONE, FOUND
from infra.terminal.streams import CannotError, document, is_watched, remark, say, say_line


@click.command(epilog="Example: presswork doctor --repair")
@site_option
@click.option("--deep", is_flag=True, help="Render every page and compare its bytes, instead of comparing what was last written.")
@click.option("--repair", is_flag=True, help="Queue what is needed to repair the differences.")
@click.option("--delete", is_flag=True, help="With --repair: also remove objects of the public bucket that no page shows.")
@click.option("--all", "everything", is_flag=True, help="List all differences, instead of only the first few of each kind.")
@click.option("--stack", is_flag=True, help="Examine the site's resources on AWS, instead of its files and pages.")
@click.option("--machine", is_flag=True, help="Check only the region and the credentials of this machine.")
@yes
@as_json
@also_of_stack
def command(*, asked: SiteChoice, stack: bool, machine: bool, as_json: bool, **options: Any) -> int:
    """Find what is missing or out of date, and say how to repair it.

    Compares the uploaded files, the site's records of them, and its pages, and prints a line for each difference. --repair queues
    the files and pages concerned, and changes nothing itself. --stack examines what the site runs on. The exit status is 0 only
    if nothing is missing.
    """
    if stack or machine:
        from infra.deploying.doctor import doctor  # noqa: PLC0415 - it loads all checks of a deployment

        return (doctor.of_stack if stack else doctor.of_machine)(asked, say, as_json=as_json)
    return of_site(as_json=as_json, **options)


def of_site(*, site: str, deep: bool, repair: bool, delete: bool, everything: bool, yes: bool, as_json: bool) -> int:
    """Compare the site with itself, and mend what differs, if that is asked."""
    from infra.authoring.inspect import doctor  # noqa: PLC0415 - `--help` does without what renders
    from infra.authoring.inspect.repair import repair as mend  # noqa: PLC0415

    destination = find(site)
    differences, numbers = doctor.compare(destination, deep=deep, shown=is_watched() and not as_json)
    if not as_json:
        for line in doctor.lines(differences, everything=everything):
            say_line(line)
        say(doctor.summary(differences, numbers, repairs=repair))
    agree(differences, delete=repair and delete, yes=yes)
    result = mend(destination.cloud, differences, delete=delete) if repair and differences else None
    if as_json:
        document(doctor.as_document(differences, numbers, result))
    elif result:
        say(doctor.repair_text(result))
    if differences and not result:
        warn(destination)
    return FOUND if (result.left if result else differences) else DONE


def warn(destination: Destination) -> None:
    from infra.authoring.inspect import doctor  # noqa: PLC0415 - see above

    if doctor.is_busy(destination):
        remark("presswork: something is still being published, so some of this may be resolved in a minute")


def agree(differences: Sequence[Difference], *, delete: bool, yes: bool) -> None:
    """Ask before objects are removed. Raises CannotError where nobody agrees."""
    number = sum(one.kind == "strange" for one in differences)
    question = f"Remove {number:,} objects that no page shows?"
    unasked = f"{number:,} objects would be removed: check which, then add --yes"
    if delete and number and not agreed(question, yes=yes, unasked=unasked):
        raise CannotError("nothing was queued")
