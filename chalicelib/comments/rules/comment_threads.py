"""The comments of a post as its pages show them: oldest first, with the answers to each below it, and so many on a page."""

from collections.abc import Iterable

from chalicelib.comments.rules.comment import Comment
from chalicelib.frozen import Frozen

FITS = 200
"""Comments that fit on a page."""


class Branch(Frozen):
    """A comment, and the answers to it."""

    comment: Comment
    replies: tuple[Comment, ...] = ()

    @property
    def size(self) -> int:
        return 1 + len(self.replies)


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


def divided(branches: Iterable[Branch]) -> tuple[tuple[Branch, ...], ...]:
    """Return the branches of each page. Answers stay with their comment, so one with very many may be too long for its page."""
    pages: list[tuple[Branch, ...]] = []
    room = 0
    for branch in branches:
        if branch.size > room:
            pages.append(())
            room = FITS
        pages[-1] += (branch,)
        room -= branch.size
    return tuple(pages)
