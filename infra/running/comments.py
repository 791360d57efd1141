"""`presswork comments`: list, approve, answer, delete, block and erase comments.

A comment is named by its post's file and its anchor, as in `posts/a.md#4f2a91c07be35d68`. Acts are those of the moderator's page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Literal, TypeAlias

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import erasure, moderator_acts, state_changes
from chalicelib.comments.rules.comment import LONGEST_TEXT, Act, Comment, anchor_of, name_of, thread_of
from chalicelib.comments.rules.comment_text import spoken
from chalicelib.content.plain_text import short
from chalicelib.newsletter.jobs import CommentAct
from chalicelib.store import blocked_commenters, comments, records
from infra.running import id_of, local, mailbox_of, zone
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, counted, document, documents, remark, say, say_line

MOST_WAITING = 1_000
"""Waiting comments that are listed; those after them are shown once these are decided."""
LINE = "{:<{width}} {:<9} {:<16} {:<20} {}"
Outcome: TypeAlias = Literal["approved", "deleted", "blocked", "unchanged"]
DONE: Mapping[Act, Outcome] = {"approve": "approved", "delete": "deleted", "block": "blocked"}
SAID: Mapping[Act, str] = {**DONE, "block": "deleted, and the writers blocked"}


def list_(cloud: Cloud, *, post: str = "", as_json: bool = False) -> int:
    """Print the comments that wait, or those of a post, one on a line."""
    listed = _of_post(cloud, post) if post else comments.held(cloud.table, MOST_WAITING)
    if as_json:
        documents(facts_of(comment) for comment in listed)
        return 0
    if not listed:
        say(f"{post} has no comments" if post else "no comments are waiting")
        return 0
    where, width = zone(cloud), max(len(id_in(comment)) for comment in listed)
    say(LINE.format("ID", "STATE", "AT", "NAME", "TEXT", width=width))
    for comment in listed:
        facts = (id_in(comment), comment.state, local(comment.at, where), spoken(comment.writer))
        say_line(LINE.format(*facts, short(" ".join(spoken(comment.text).split())), width=width).rstrip())
    for comment in listed:
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


def question(cloud: Cloud, ids: Sequence[str], asked: str = "Delete {}?") -> str:
    """Return what is asked before these comments are deleted. Raises CannotError where there is none of this ID."""
    named = [find(cloud, id_) for id_ in ids]
    writers = ", ".join(short(spoken(comment.writer)) for comment in named)
    return asked.format(f"{counted(len(named), 'comment')} ({writers})")


def decide(cloud: Cloud, *, ids: Sequence[str], act: Act, as_json: bool = False) -> int:
    """Carry out an act on comments; a wrong ID stops it before anything changes."""
    named = [find(cloud, id_) for id_ in ids]
    outcomes: dict[str, Outcome] = {}
    for comment in named:
        is_done = act == "approve" and comment.is_shown
        moderator_acts.carry_out(cloud, CommentAct(comment.thread, comment.name, act))
        outcomes[id_in(comment)] = "unchanged" if is_done else DONE[act]
    if as_json:
        document([{"id": id_, "outcome": outcome} for id_, outcome in outcomes.items()])
        return 0
    numbers = Counter(outcomes.values())
    say(f"{counted(numbers[DONE[act]], 'comment')} {SAID[act]}" + (", the others were before" if numbers["unchanged"] else ""))
    for comment in named:
        if act == "block" and not (comment.mailbox or comment.network):
            remark(f"{id_in(comment)}: its writer can't be blocked: it has no email address, and was approved or imported")
    return 0


def reply(cloud: Cloud, *, id_: str, text: str, as_json: bool = False) -> int:
    """Show the author's reply to a comment, which is approved, too, if it waits."""
    if not text.strip():
        raise CannotError("the reply is empty", UNABLE)
    if len(text) > LONGEST_TEXT:
        raise CannotError(f"the reply has {len(text):,} characters; {LONGEST_TEXT:,} are the most", UNABLE)
    comment, name = find(cloud, id_), name_of(cloud.clock.now(), token_hex(8))
    if state_changes.owner(cloud, comment.thread) is None:
        raise CannotError(f"{id_}: its post isn't on the site; restore it first")
    moderator_acts.carry_out(cloud, CommentAct(comment.thread, comment.name, "approve", text, name))
    answer = f"{comment.thread}#{anchor_of(name)}"
    if as_json:
        document({"id": id_in(comment), "reply": answer})
    else:
        say(f"{answer} is shown" + ("" if comment.is_shown else "; the comment is approved"))
    return 0


def unblock(cloud: Cloud, *, address: str, as_json: bool = False) -> int:
    """Take comments from an address again."""
    mailbox = mailbox_of(address)
    was_blocked = blocked_commenters.remove(cloud.table, id_of(cloud, mailbox), cloud.clock.now())
    if as_json:
        document({"address": mailbox.address, "outcome": "unblocked" if was_blocked else "unchanged"})
    else:
        say_line(f"{mailbox.address} {'may comment again' if was_blocked else 'was not blocked'}")
    return 0


def erase(cloud: Cloud, *, address: str, as_json: bool = False) -> int:
    """Delete all comments that came with an address, and the wish for replies; what is left of each is its time and its place."""
    mailbox = mailbox_of(address)
    number = erasure.erase(cloud, id_of(cloud, mailbox))
    if as_json:
        document({"address": mailbox.address, "comments": number})
    elif number:
        say_line(f"{counted(number, 'comment')} of {mailbox.address} deleted")
        remark("presswork: files of comments beside your posts keep what they have of it: remove it there, too")
    else:
        say_line(f"{mailbox.address}: no comment came with this address")
    return 0
