"""Letters as the desk shows them: which are due, under way and sent, and what a person does with one.

An editor sees all, an author those about posts in their own folder. An act is a job in the queue, which a worker carries out
(`newsletter.letter_acts`): the desk itself changes no letter.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.authoring import request_limits, sessions
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.form_fields import object_in
from chalicelib.authoring.grants import Grant, may_write
from chalicelib.content.addresses.addresses import LONGEST_KEY
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import LetterAct, to_letters
from chalicelib.newsletter.rules.letter import CANCELLABLE, RESUMABLE, Letter
from chalicelib.store import records
from chalicelib.store.newsletter import letters, subscribers
from chalicelib.web import http
from chalicelib.web.http import Reply

LISTED = 20
"""Letters of one answer, the newest; each takes two reads."""
LOOKED_THROUGH = 200
"""Letters among which an author's own are looked for."""


def listed(context: AuthoringContext) -> Reply:
    """List the newest letters of this person, and count the subscribers."""
    grant = sessions.required(context).grant
    table = context.cloud.table
    ids = letters.listed(table, limit=LOOKED_THROUGH if grant.role == "author" else LISTED)
    stored = letters.read_many(table, ids)
    own = [letter for name in ids if (letter := stored.get(name)) and _decides(grant, letter)][:LISTED]
    return http.as_json({"letters": [_shown(context, letter) for letter in own], "followers": subscribers.followers(table)})


def act(context: AuthoringContext) -> Reply:
    """Cancel or resume a letter, or have a test of it, or of a post, sent to the person who asks."""
    signed_in, asked = sessions.required_by_script(context), object_in(context.request)
    request_limits.refuse_busy(context, signed_in.person.name)
    act_, name = str(asked.get("act", "")), str(asked.get("letter", ""))
    letter = letter_named(context, signed_in.grant, name)
    if act_ not in (_acts(letter) if letter else ("test",)):
        raise Refusal("field", f"act: {act_}")
    if act_ == "test" and not signed_in.person.address:
        raise Refusal("no-address", signed_in.person.name)
    context.cloud.letters.send([to_letters(LetterAct(name, act_, signed_in.person.name))])
    context.note(signed_in.grant, f"{act_} letter", letter.title if letter else name)
    return http.as_json({"letter": name, "act": act_, "to": signed_in.person.address if act_ == "test" else ""})


def letter_named(context: AuthoringContext, grant: Grant, name: str) -> Letter | None:
    """Return the letter with this id, or nothing for the key of a post; refuse those on which this person doesn't decide."""
    if len(name.encode(errors="replace")) > LONGEST_KEY:
        raise Refusal("not-yours", short(name))
    letter = letters.read_many(context.cloud.table, [name]).get(name)
    is_own = _decides(grant, letter) if letter else may_write(grant, name)
    if not is_own:
        raise Refusal("not-yours", name)
    if letter is None and records.read(context.cloud.table, name) is None:
        raise Refusal("no-post", name)
    return letter


def _decides(grant: Grant, letter: Letter) -> bool:
    return grant.role != "author" or bool(letter.key and may_write(grant, letter.key))


def _acts(letter: Letter) -> Sequence[str]:
    """Return what may be done with a letter in this state; a digest is different for each reader, so it has no test."""
    acts = {"cancel": letter.state in CANCELLABLE, "resume": letter.state in RESUMABLE, "test": letter.kind == "each"}
    return [name for name, is_possible in acts.items() if is_possible]


def _shown(context: AuthoringContext, letter: Letter) -> Mapping[str, Any]:
    progress = letters.progress(context.cloud.table, letter.id).values()
    totals = {name: sum(getattr(shard, name) for shard in progress) for name in ("sent", "failed")}
    about = {name: getattr(letter, name) for name in ("id", "title", "kind", "state", "due", "why")}
    troubles = letters.troubles(context.cloud.table, letter.id)
    return {**about, **totals, **troubles, "posts": len(letter.keys), "acts": _acts(letter)}
