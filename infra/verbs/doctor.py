"""`presswork doctor`: what is missing, and how to fix it."""

import click

from infra.deploying import doctor
from infra.deploying.site import Asked
from infra.terminal import say
from infra.verbs.options import as_json
from infra.verbs.sites import of_stack


@click.command(epilog="Example: presswork doctor --stack")
@click.option("--stack", is_flag=True, help="Examine the deployed site, not only this machine.")
@as_json
@of_stack
def command(*, asked: Asked, stack: bool, as_json: bool) -> int:
    """Find what is missing, and say how to fix it; the exit status is 0 only if nothing is missing."""
    examine = doctor.of_stack if stack else doctor.of_machine
    return examine(asked, say, as_json=as_json)
