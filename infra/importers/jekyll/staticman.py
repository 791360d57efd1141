"""Comments that Staticman kept as data of a Jekyll blog: a file each, in a folder named by its post (`_data/comments/SLUG/`).

https://staticman.net/docs/configuration
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from chalicelib.content.frontmatter.parsed_values import Value
from infra.importers.blog import Comment
from infra.importers.folder.config_files import read
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.folder.tree import Tree
from infra.importers.parsing.lenient_values import text_at
from infra.importers.parsing.timestamps import moment
from infra.terminal.streams import counted

FOLDER = "_data/comments"
ENDINGS = (".yml", ".yaml", ".json")
MILLISECONDS = 100_000_000_000  # from here on a number counts these, and not seconds


def with_comments(sources: Iterable[ScannedSource], slugs: Mapping[str, str], tree: Tree, notes: Notes) -> list[ScannedSource]:
    """Return the sources with their comments; those of which no source is known are noted."""
    found = _by_slug(tree, notes)
    placed: list[ScannedSource] = []
    for source in sources:
        names = (slugs.get(source.path, ""), source.entry.name, posixpath.basename(source.entry.address.rstrip("/")))
        name = next((name for name in names if name in found), "")
        comments = found.pop(name, ())
        placed.append(replace(source, entry=replace(source.entry, comments=comments)) if comments else source)
    for name, comments in found.items():
        why = f"no post is called so, which {counted(len(comments), 'comment')} would be about"
        notes.add("skipped", f"{FOLDER}/{name}/", why)
    return placed


def _by_slug(tree: Tree, notes: Notes) -> dict[str, tuple[Comment, ...]]:
    """Return the comments by the name of their folder, oldest first."""
    found: dict[str, list[Comment]] = defaultdict(list)
    for path in tree.files(lambda folder: folder == "_data" or f"{folder}/".startswith(f"{FOLDER}/")):
        if path.startswith(f"{FOLDER}/") and path.endswith(ENDINGS):
            slug = posixpath.basename(posixpath.dirname(path))
            found[slug].append(_comment_of(path, read(tree, path, notes)))
    return {slug: tuple(_answering(sorted(comments, key=_written))) for slug, comments in found.items()}


def _comment_of(path: str, keys: Mapping[str, Value]) -> Comment:
    """Return the comment in a file. Its address of mail is mostly a digest, which is of no use."""
    email = text_at(keys, "email")
    return Comment(
        id=text_at(keys, "_id", "id") or posixpath.splitext(posixpath.basename(path))[0],
        author=text_at(keys, "name", "author"),
        text=text_at(keys, "message", "comment", "body"),
        date=_date(text_at(keys, "date", "timestamp")),
        parent=text_at(keys, "_parent", "replying_to_uid", "replying_to", "parent", "reply_to"),
        email=email if "@" in email else "",
        url=text_at(keys, "url", "website"),
        format="markdown",
    )


def _date(written: str) -> datetime | None:
    if written.isdecimal() and written.isascii():
        number = int(written[:16])
        return moment(number if number >= MILLISECONDS else number * 1000)
    return moment(written)


def _written(comment: Comment) -> datetime:
    return comment.date or datetime.min.replace(tzinfo=UTC)


def _answering(comments: list[Comment]) -> Iterator[Comment]:
    """Yield the comments with the ids of those that they answer; some themes give its number among those that answer none."""
    ids = {comment.id for comment in comments}
    first = [comment.id for comment in comments if comment.parent in ("", "0")]
    by_number = {str(number): id_ for number, id_ in enumerate(first, 1)}
    for comment in comments:
        yield replace(comment, parent=comment.parent if comment.parent in ids else by_number.get(comment.parent, ""))
