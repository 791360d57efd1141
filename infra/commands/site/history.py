"""`presswork history`: the earlier versions of a file, and what changed between them."""

import click

from infra.authoring.inspect.history import Version, compared_with_itself, difference, split, time_name, version_named
from infra.authoring.target.destination import site_option
from infra.commands.options import as_json
from infra.commands.versioned import Kept, kept
from infra.terminal.exit_codes import DONE, FOUND
from infra.terminal.streams import CannotError, document, on_one_line, remark, say, say_line

COLOURS = {"+": "green", "-": "red", "@": "cyan"}  # of the lines of a diff, by how they begin


@click.command(epilog="Example: presswork history posts/hello.md --diff 2")
@click.argument("file", metavar="FILE", help="A file of the blog, or one that was deleted.")
@click.option(
    "--diff",
    metavar="VERSION",
    is_flag=False,
    flag_value="2",
    help="Show what changed since this version, up to now or to FILE@VERSION (default: since the one before).",
)
@site_option
@as_json
def command(*, file: str, diff: str | None, site: str, as_json: bool) -> int:
    """List the earlier versions of a file, newest first, or show what changed.

    Name a version by its number in the list, where 1 is the newest, or by its time or the beginning of it, such as
    2026-11-27T10:00. FILE@VERSION shows what changed between that version and the one before it. Each upload shifts the numbers,
    but not the times. The site keeps earlier versions for a month.
    """
    name, version = split(file)
    with kept(name, site) as found:
        if not found.versions:
            raise CannotError(f"{found.key}: the site has never had this file, or no longer keeps a version of it", FOUND)
        if diff is None and not version:
            return listed(found, as_json=as_json)
        old, new = ends(found, version, diff)
        return compared(found, old, new, as_json=as_json)


def listed(found: Kept, *, as_json: bool) -> int:
    rows = [row(found, number, one) for number, one in enumerate(found.versions, 1)]
    if as_json:
        document({"file": found.key, "versions": rows})
        return DONE
    for one in rows:
        size = "deleted" if one["deleted"] else f"{one['size']:,} bytes"
        say_line(
            f"{one['number']:>4}  {one['time']}  {size:>15}{'  current' if one['number'] == 1 and not one['deleted'] else ''}"
        )
    return DONE


def row(found: Kept, number: int, one: Version) -> dict[str, object]:
    return {"number": number, "time": time_name(one.time, found.zone), "size": one.size, "deleted": one.deleted, "id": one.id}


def ends(found: Kept, version: str, diff: str | None) -> tuple[Version | None, Version]:
    """Return the versions to compare, the earlier one first; None: there was none before."""
    if version and diff is None:
        new = version_named(found.versions, version, found.zone)
        after = found.versions.index(new) + 1
        return (found.versions[after] if after < len(found.versions) else None), new
    new = version_named(found.versions, version, found.zone) if version else found.versions[0]
    return version_named(found.versions, str(diff), found.zone), new


def compared(found: Kept, old: Version | None, new: Version, *, as_json: bool) -> int:
    """Print what changed."""
    texts = [b"" if one is None or one.deleted else found.keeper.read(one) for one in (old, new)]
    names = tuple(f"{found.key}@{time_name(one.time, found.zone)}" if one else "/dev/null" for one in (old, new))
    lines = difference(texts[0], texts[1], (names[0], names[1]))
    if as_json:
        document({"file": found.key, "from": names[0], "to": names[1], "diff": [*lines]})
        return DONE
    said = [*lines]
    if not said:
        remark(
            compared_with_itself(found.versions, new) if old is new else on_one_line(f"{names[0]} and {names[1]} are the same.")
        )
    for line in said:
        say(line, COLOURS.get(line[:1], ""))
    return DONE
