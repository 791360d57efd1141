"""The comments of a Ghost export: of those who were members, as far as the export has the tables of both."""

from collections import defaultdict
from collections.abc import Mapping

from chalicelib.frozen import Frozen
from infra.importers.blog import Comment
from infra.importers.export.json_slices import Slice
from infra.importers.ghost.export_tables import SkippedRows, TableRow, rows, small_table, text
from infra.importers.parsing.timestamps import moment


class Comments(Frozen):
    """The comments that were shown, by the id of their post, and how many were hidden or deleted."""

    of_post: Mapping[str, tuple[Comment, ...]]
    hidden: int


def comments_in(tables: Mapping[str, Slice], skipped_rows: SkippedRows) -> Comments:
    """Return the comments of an export."""
    written = small_table(tables, "comments", skipped_rows)
    ids = {text(row, "member_id") for row in written}
    members = {text(row, "id"): row for row in rows(tables, "members") if text(row, "id") in ids} if ids else {}
    by_post: dict[str, list[Comment]] = defaultdict(list)
    shown = [row for row in written if text(row, "status") in ("", "published")]
    for row in shown:
        by_post[text(row, "post_id")].append(_comment_of(row, members.get(text(row, "member_id"), {})))
    return Comments({post: tuple(of_post) for post, of_post in by_post.items()}, len(written) - len(shown))


def _comment_of(row: TableRow, member: TableRow) -> Comment:
    return Comment(
        id=text(row, "id"),
        author=text(member, "name"),
        text=text(row, "html"),
        date=moment(row.get("created_at")),
        parent=text(row, "in_reply_to_id", "parent_id"),
        email=text(member, "email"),
    )
