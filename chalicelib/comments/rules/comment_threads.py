"""The comments of a post as a page shows them: oldest first, with the answers to each below it."""

from collections.abc import Iterable

from chalicelib.comments.rules.comment import Comment
from chalicelib.frozen import Frozen


class Branch(Frozen):
    """A comment, and the answers to it."""

    comment: Comment
    replies: tuple[Comment, ...] = ()


def arranged(comments: Iterable[Comment]) -> tuple[Branch, ...]:
    """Return the comments that are shown. An answer to an answer is below the first comment; one whose comment is gone stands
    by itself."""
    shown = {comment.name: comment for comment in sorted(comments, key=lambda comment: comment.name) if comment.is_shown}
    roots: dict[str, list[Comment]] = {}
    for comment in shown.values():
        root = _root(comment, shown)
        roots.setdefault(root.name, [])
        if root is not comment:
            roots[root.name].append(comment)
    return tuple(Branch(shown[name], tuple(replies)) for name, replies in sorted(roots.items()))


def _root(comment: Comment, shown: dict[str, Comment]) -> Comment:
    """Return the comment below which this one stands. Answers are later than what they answer, so the way up ends."""
    while comment.reply_to in shown and comment.reply_to < comment.name:
        comment = shown[comment.reply_to]
    return comment
