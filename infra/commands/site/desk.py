"""`presswork desk`: who may write without AWS keys."""

import click

from chalicelib.authoring.grants import ROLES
from chalicelib.cloud.ports import Cloud
from infra.commands.command_group import CommandGroup
from infra.commands.options import agreed, as_json, yes
from infra.commands.sites import on_site_with_people
from infra.running import desk
from infra.terminal.streams import CannotError

name = click.argument("name", metavar="NAME", help="A person, as `list` shows them.")
person = click.argument("name", metavar="[NAME]", required=False, default="", help="Only this person.")
author = click.option("--author", required=True, metavar="NAME", help="Whose posts they write, as in `posts/NAME/`.")


@click.group(cls=CommandGroup, usual="list", epilog="Example: presswork desk invite ann@example.org --author ann --role editor")
def command() -> None:
    """Invite and revoke people who write, and list what they do and sign in with.

    `presswork desk` alone lists them.
    """


@command.command(epilog="Example: presswork desk invite ann@example.org --author ann --role author")
@click.argument("address", metavar="ADDRESS", help="Their email address.")
@author
@click.option("--role", type=click.Choice(list(ROLES)), default="author", show_default=True, help="What they may write.")
@click.option("--print", "prints", is_flag=True, help="Print the link, instead of sending it by email.")
@as_json
@on_site_with_people
def invite(*, cloud: Cloud, address: str, author: str, role: str, prints: bool, as_json: bool) -> int:
    """Mail somebody a link with which they sign in for the first time, or again after losing all passkeys."""
    return desk.invite(cloud, address=address, author=author, role=role, prints=prints, as_json=as_json)


@command.command("list", epilog="Example: presswork desk list")
@as_json
@on_site_with_people
def list_(*, cloud: Cloud, as_json: bool) -> int:
    """List who may write."""
    return desk.list_(cloud, as_json=as_json)


@command.command(epilog="Example: presswork desk revoke ann")
@name
@yes
@as_json
@on_site_with_people
def revoke(*, cloud: Cloud, name: str, yes: bool, as_json: bool) -> int:
    """Keep a person from writing: their passkeys, sessions and tokens end at once."""
    question = f"Keep {name} from writing, and end their sessions and tokens?"
    if not agreed(question, yes=yes, unasked=f"{question} There's no terminal to ask on: add --yes to go ahead"):
        raise CannotError("nobody was revoked")
    return desk.revoke(cloud, name=name, as_json=as_json)


@command.command(epilog="Example: presswork desk sessions ann")
@person
@as_json
@on_site_with_people
def sessions(*, cloud: Cloud, name: str, as_json: bool) -> int:
    """List the browsers where people are signed in, their passkeys, and the tokens of their apps."""
    return desk.sessions(cloud, name=name, as_json=as_json)


@command.command(epilog="Example: presswork desk log ann")
@person
@as_json
@on_site_with_people
def log(*, cloud: Cloud, name: str, as_json: bool) -> int:
    """List what people and their apps did, newest first."""
    return desk.log(cloud, name=name, as_json=as_json)


@command.command(epilog='Example: presswork desk token --author ann --scope "create update media"')
@author
@click.option("--scope", "scopes", required=True, metavar="SCOPES", help="What it may do, in one text: `create update media`.")
@click.option("--for", "client", default="", metavar="APP", help="What it is for, as `sessions` shows it.")
@as_json
@on_site_with_people
def token(*, cloud: Cloud, author: str, scopes: str, client: str, as_json: bool) -> int:
    """Print a token for an app that takes a pasted one. It is never shown again."""
    return desk.token(cloud, author=author, scopes=scopes, client=client, as_json=as_json)
