"""`presswork history`: the earlier versions of a file, and what changed between them."""

import click

from infra.authoring.inspect.history import Version, compared_with_itself, difference, split, time_name, version_named
from infra.authoring.target.destination import site_option
from infra.commands.file_versions import VersionedFile, versioned_file
from infra.commands.options import as_json
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
    with versioned_file(name, site) as versioned:
        if not versioned.versions:
            raise CannotError(f"{versioned.key}: the site has never had this file, or no longer keeps a version of it", FOUND)
        if diff is None and not version:
            return print_list(versioned, as_json=as_json)
        old, new = ends(versioned, version, diff)
        return print_difference(versioned, old, new, as_json=as_json)


def print_list(versioned: VersionedFile, *, as_json: bool) -> int:
    rows = [row(versioned, number, one) for number, one in enumerate(versioned.versions, 1)]
    if as_json:
        document({"file": versioned.key, "versions": rows})
        return DONE
    for one in rows:
        size = "deleted" if one["deleted"] else f"{one['size']:,} bytes"
        say_line(
            f"{one['number']:>4}  {one['time']}  {size:>15}{'  current' if one['number'] == 1 and not one['deleted'] else ''}"
        )
    return DONE


def row(versioned: VersionedFile, number: int, entry: Version) -> dict[str, object]:
    return {
        "number": number,
        "time": time_name(entry.time, versioned.zone),
        "size": entry.size,
        "deleted": entry.deleted,
        "id": entry.id,
    }


def ends(versioned: VersionedFile, version: str, diff: str | None) -> tuple[Version | None, Version]:
    """Return the versions to compare, the earlier one first; None: there was none before."""
    if version and diff is None:
        new = version_named(versioned.versions, version, versioned.zone)
        after = versioned.versions.index(new) + 1
        return (versioned.versions[after] if after < len(versioned.versions) else None), new
    new = version_named(versioned.versions, version, versioned.zone) if version else versioned.versions[0]
    return version_named(versioned.versions, str(diff), versioned.zone), new


def print_difference(versioned: VersionedFile, old: Version | None, new: Version, *, as_json: bool) -> int:
    """Print what changed."""
    texts = [b"" if one is None or one.deleted else versioned.keeper.read(one) for one in (old, new)]
    names = tuple(f"{versioned.key}@{time_name(one.time, versioned.zone)}" if one else "/dev/null" for one in (old, new))
    lines = difference(texts[0], texts[1], (names[0], names[1]))
    if as_json:
        document({"file": versioned.key, "from": names[0], "to": names[1], "diff": [*lines]})
        return DONE
    diff_lines = [*lines]
    if not diff_lines:
        remark(
            compared_with_itself(versioned.versions, new)
            if old is new
            else on_one_line(f"{names[0]} and {names[1]} are the same.")
        )
    for line in diff_lines:
        say(line, COLOURS.get(line[:1], ""))
    return DONE
