"""`presswork comments`: what readers write below posts."""

from pathlib import Path

import click

from chalicelib.cloud.ports import Cloud
from infra.authoring.create import comments_in_front_matter
from infra.authoring.target import destination
from infra.commands.command_group import CommandGroup
from infra.commands.options import PATH, agreed, as_json, yes
from infra.commands.sites import BUILT_COMMENTS, on_site_with_comments, running
from infra.running import comments
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError

ids = click.argument("ids", metavar="ID…", nargs=-1, required=True, help="Comments, as `list` shows them.")
posts = click.argument("files", metavar="FILE…", nargs=-1, required=True, type=PATH, help="Posts of your folder.")
address = click.argument("address", metavar="ADDRESS", help="The email address, exactly as it was given.")


@click.group(cls=CommandGroup, usual="list", epilog="Example: presswork comments approve posts/hello.md#4f2a91c07be35d68")
def command() -> None:
    """List, approve, answer, delete or import comments, block or erase who writes them, or close those of a post.

    `presswork comments` alone lists those that wait for a look.
    """


@command.command("list", epilog="Example: presswork comments list posts/hello.md")
@click.argument("post", metavar="[POST]", required=False, default="", help="A post's file: list all its comments.")
@as_json
@on_site_with_comments
def list_(*, cloud: Cloud, post: str, as_json: bool) -> int:
    """List the comments that are waiting, oldest first, or those on one post."""
    return comments.list_(cloud, post=post, as_json=as_json)


@command.command(epilog="Example: presswork comments approve posts/hello.md#4f2a91c07be35d68")
@ids
@as_json
@on_site_with_comments
def approve(*, cloud: Cloud, ids: tuple[str, ...], as_json: bool) -> int:
    """Show comments on the pages of their posts."""
    return comments.decide(cloud, ids=ids, act="approve", as_json=as_json)


@command.command(epilog="Example: presswork comments delete posts/hello.md#4f2a91c07be35d68")
@ids
@yes
@as_json
@on_site_with_comments
def delete(*, cloud: Cloud, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Delete comments, whether they wait or are shown."""
    agree(comments.question(cloud, ids), yes=yes)
    return comments.decide(cloud, ids=ids, act="delete", as_json=as_json)


@command.command(epilog="Example: presswork comments block posts/hello.md#4f2a91c07be35d68")
@ids
@yes
@as_json
@on_site_with_comments
def block(*, cloud: Cloud, ids: tuple[str, ...], yes: bool, as_json: bool) -> int:
    """Delete comments, and drop what their writers send for 30 days."""
    agree(comments.question(cloud, ids, "Delete {}, and block the writers?"), yes=yes)
    return comments.decide(cloud, ids=ids, act="block", as_json=as_json)


@command.command(epilog="Example: presswork comments unblock ada@example.org")
@address
@as_json
@on_site_with_comments
def unblock(*, cloud: Cloud, address: str, as_json: bool) -> int:
    """Take comments from a blocked email address again."""
    return comments.unblock(cloud, address=address, as_json=as_json)


@command.command(epilog="Example: presswork comments reply posts/hello.md#4f2a91c07be35d68 'Thank you!'")
@click.argument("id_", metavar="ID", help="The comment, as `list` shows it.")
@click.argument("text", metavar="TEXT", help="The reply: plain text, or the Markdown that readers may use.")
@as_json
@on_site_with_comments
def reply(*, cloud: Cloud, id_: str, text: str, as_json: bool) -> int:
    """Answer a comment as the author of its post; one that waits is approved."""
    return comments.reply(cloud, id_=id_, text=text, as_json=as_json)


@command.command(epilog="Example: presswork comments erase ada@example.org")
@address
@yes
@as_json
@on_site_with_comments
def erase(*, cloud: Cloud, address: str, yes: bool, as_json: bool) -> int:
    """Delete all comments that came with an address, and the address."""
    agree(f"Delete all comments of {address}?", yes=yes)
    return comments.erase(cloud, address=address, as_json=as_json)


@command.command("import", epilog="Example: presswork comments import blog")
@click.argument("folder", metavar="[FOLDER]", required=False, default=Path(), type=PATH, help="The blog (default: here).")
@destination.site_option
@as_json
def import_(*, folder: Path, site: str, as_json: bool) -> int:
    """Put the comments of files beside posts on the site, each once."""
    from infra.running import comment_import  # noqa: PLC0415 - it loads what reads them

    if not folder.is_dir():
        raise CannotError(f"{folder} isn't a folder; name that of your blog", UNABLE)
    return comment_import.import_(running(destination.find(site, folder), BUILT_COMMENTS), folder=folder, as_json=as_json)


def agree(question: str, *, yes: bool) -> None:
    """Ask before comments are deleted, which can't be undone. Raises CannotError where nobody agrees."""
    if not agreed(question, yes=yes, unasked=f"{question} There's no terminal to ask on: add --yes to go ahead"):
        raise CannotError("nothing was deleted")


@command.command(epilog="Example: presswork comments close posts/hello.md")
@posts
@as_json
def close(*, files: tuple[Path, ...], as_json: bool) -> int:
    """Close the comments of posts in your folder; then push."""
    return comments_in_front_matter.write(files, "closed", as_json=as_json)


@command.command("open", epilog="Example: presswork comments open posts/hello.md")
@posts
@as_json
def open_(*, files: tuple[Path, ...], as_json: bool) -> int:
    """Open the comments of posts in your folder; then push."""
    return comments_in_front_matter.write(files, "open", as_json=as_json)
