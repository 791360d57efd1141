"""`presswork comments`: list, approve, delete and erase comments.

A comment is named by its post's file and its anchor, as in `posts/a.md#4f2a91c07be35d68`. Acts are those of the moderator's page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import erasure, state_changes
from chalicelib.comments.rules.comment import Act, Comment, thread_of
from chalicelib.comments.rules.comment_text import spoken
from chalicelib.content.plain_text import short
from chalicelib.store import comments, records
from infra.running import id_of, local, mailbox_of, zone
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, counted, document, documents, remark, say, say_line

MOST_WAITING = 1_000
"""Waiting comments that are listed; those after them are shown once these are decided."""
LINE = "{:<48} {:<9} {:<16} {:<20} {}"
Outcome: TypeAlias = Literal["approved", "deleted", "unchanged"]
DONE: Mapping[Act, Outcome] = {"approve": "approved", "delete": "deleted"}


def list_(cloud: Cloud, *, post: str = "", as_json: bool = False) -> int:
    """Print the comments that wait, or those of a post, one on a line."""
    found = _of_post(cloud, post) if post else comments.held(cloud.table, MOST_WAITING)
    if as_json:
        documents(facts_of(comment) for comment in found)
        return 0
    if not found:
        say(f"{post} has no comments" if post else "no comments are waiting")
        return 0
    where = zone(cloud)
    say(LINE.format("ID", "STATE", "AT", "NAME", "TEXT"))
    for comment in found:
        facts = (id_in(comment), comment.state, local(comment.at, where), spoken(comment.writer))
        say_line(LINE.format(*facts, short(" ".join(spoken(comment.text).split()))).rstrip())
    for comment in found:
        for hit in comment.hits:
            remark(f"{id_in(comment)}: {spoken(hit)}")
    return 0


def id_in(comment: Comment) -> str:
    """Return what a person calls the comment."""
    return f"{comment.thread}#{comment.anchor}"


def facts_of(comment: Comment) -> Mapping[str, object]:
    texts = {name: getattr(comment, name) for name in ("state", "at", "writer", "website", "address", "text")}
    return {"id": id_in(comment), **texts, "hits": list(comment.hits)}


def thread_at(cloud: Cloud, post: str) -> str:
    """Return the thread of a post's file; what no source is called may be the name of a thread itself."""
    record = records.read(cloud.table, post)
    return thread_of(record) if record and record.post else post


def _of_post(cloud: Cloud, post: str) -> Sequence[Comment]:
    """Return the comments of a post, but for what is left of deleted ones."""
    return [comment for comment in comments.of_thread(cloud.table, thread_at(cloud, post)) if comment.state != "deleted"]


def find(cloud: Cloud, id_: str) -> Comment:
    """Return the comment that is called so. Raises CannotError where there is none."""
    post, _, anchor = id_.rpartition("#")
    for thread in dict.fromkeys((post, thread_at(cloud, post))) if post else ():
        for comment in comments.of_thread(cloud.table, thread):
            if comment.anchor == anchor and comment.state != "deleted":
                return comment
    raise CannotError(f"{id_}: there's no such comment; `presswork comments list` shows the IDs of those that wait", UNABLE)


def question(cloud: Cloud, ids: Sequence[str]) -> str:
    """Return what is asked before these comments are deleted. Raises CannotError where there is none of this ID."""
    found = [find(cloud, id_) for id_ in ids]
    return f"Delete {counted(len(found), 'comment')} ({', '.join(short(spoken(comment.writer)) for comment in found)})?"


def decide(cloud: Cloud, *, ids: Sequence[str], act: Act, as_json: bool = False) -> int:
    """Carry out an act on comments; a wrong ID stops it before anything changes."""
    found = [find(cloud, id_) for id_ in ids]
    outcomes: dict[str, Outcome] = {}
    for comment in found:
        is_done = act == "approve" and comment.is_shown
        state_changes.act(cloud, comment.thread, comment.name, act)
        outcomes[id_in(comment)] = "unchanged" if is_done else DONE[act]
    if as_json:
        document([{"id": id_, "outcome": outcome} for id_, outcome in outcomes.items()])
        return 0
    numbers = Counter(outcomes.values())
    say(f"{counted(numbers[DONE[act]], 'comment')} {DONE[act]}" + (", the others were before" if numbers["unchanged"] else ""))
    return 0


def erase(cloud: Cloud, *, address: str, as_json: bool = False) -> int:
    """Delete all comments that came with an address, and the wish for replies; what is left of each is its time and its place."""
    mailbox = mailbox_of(address)
    found = erasure.erase(cloud, id_of(cloud, mailbox))
    if as_json:
        document({"address": mailbox.address, "comments": found})
    elif found:
        say_line(f"{counted(found, 'comment')} of {mailbox.address} deleted")
        remark("presswork: files of comments beside your posts keep what they have of it: remove it there, too")
    else:
        say_line(f"{mailbox.address}: no comment came with this address")
    return 0
