"""`presswork desk`: invite and revoke people who write, and list what they are signed in with and what they did."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from chalicelib.authoring.grants import PERSON, ROLES, SCOPES, Role
from chalicelib.authoring.identity import desk_links
from chalicelib.authoring.identity.credentials import Invitation, Passkey, Session
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter.jobs import PersonInvited, to_letters
from chalicelib.store import site_files
from chalicelib.store.authoring import access_tokens, activity, credentials, people
from chalicelib.store.authoring.people import Person
from chalicelib.times import in_utc
from infra.running import local, mailbox_of, zone
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, document, documents, say, say_line

NO_DESK = (
    "this site has no desk, so nobody could sign in. "
    'Write `desk = "yes"` into presswork.toml, run `presswork deploy`, and then this again'
)

LAST = 200
"""Acts of each person that are listed."""


def invite(cloud: Cloud, *, address: str, author: str, role: str, prints: bool, as_json: bool = False) -> int:
    """Let a person write, and mail or print the link with which they start. Whoever was invited before stays signed in."""
    _demand_desk(cloud)
    person = Person(_name(author), cast(Role, role), author, mailbox_of(address).address)
    owner = people.with_mailbox(cloud.table, mailbox_of(address).key)
    if owner and owner.name != person.name:
        raise CannotError(f"{person.address} is {owner.name}'s already, and a link mailed there signs in as {owner.name}", UNABLE)
    if people.read(cloud.table, person.name) is None:
        _end_all(cloud, person.name)  # nobody inherits the tokens of a former person with this name
    people.put(cloud.table, person)
    activity.note(cloud.table, person.name, "invite", role, "presswork", cloud.clock.now())
    link = _printed_link(cloud, person) if prints else ""
    if not prints:
        cloud.letters.send([to_letters(PersonInvited(person.name))])
    if as_json:
        document({"name": person.name, "role": role, **({"link": link} if link else {})})
    else:
        say_line(link or f"{person.name} is invited, {ROLES[person.role]}; the link is on its way to {person.address}")
    return 0


def _demand_desk(cloud: Cloud) -> None:
    if not cloud.desk:
        raise CannotError(NO_DESK, UNABLE)


def _name(author: str) -> str:
    if not PERSON.fullmatch(author):
        raise CannotError(f"{author}: a name has up to 40 lowercase letters, digits and hyphens", UNABLE)
    return author


def _printed_link(cloud: Cloud, person: Person) -> str:
    text = credentials.issue(cloud.table, person.name, Invitation(in_utc(cloud.clock.now())))
    return desk_links.invitation(site_files.read(cloud).site.url, text)


def list_(cloud: Cloud, *, as_json: bool = False) -> int:
    """Print who may write, one on a line."""
    everyone = people.all_of(cloud.table)
    if as_json:
        documents({"name": one.name, "role": one.role, "author": one.author, "address": one.address} for one in everyone)
        return 0
    if not everyone:
        say("nobody is invited; `presswork desk invite ADDRESS --author NAME` invites somebody")
    for one in everyone:
        say_line(f"{one.name:<20} {one.role:<8} {one.address}")
    return 0


def revoke(cloud: Cloud, *, name: str, as_json: bool = False) -> int:
    """Keep a person from writing: from now on, none of their sessions, passkeys and tokens is accepted."""
    _person(cloud, name)
    people.remove(cloud.table, name)
    _end_all(cloud, name)
    activity.note(cloud.table, name, "revoke", "", "presswork", cloud.clock.now())
    if as_json:
        document({"name": name, "outcome": "revoked"})
    else:
        say(f"{name} can't write any more")
    return 0


def _end_all(cloud: Cloud, name: str) -> None:
    credentials.remove_all(cloud.table, name)
    access_tokens.revoke_all(cloud.table, name)


def _person(cloud: Cloud, name: str) -> Person:
    person = people.read(cloud.table, name)
    if person is None:
        raise CannotError(f"{name}: nobody with this name may write; `presswork desk list` shows who may", UNABLE)
    return person


def _chosen(cloud: Cloud, name: str) -> Sequence[Person]:
    return (_person(cloud, name),) if name else people.all_of(cloud.table)


def sessions(cloud: Cloud, *, name: str = "", as_json: bool = False) -> int:
    """Print what people signed in with, and their tokens, one on a line."""
    rows = [row for person in _chosen(cloud, name) for row in _held(cloud, person.name)]
    if as_json:
        documents(rows)
        return 0
    where = zone(cloud)
    for row in rows:
        say_line(f"{row['name']:<20} {row['kind']:<8} {local(row['at'], where):<17} {row['about']}".rstrip())
    if not rows:
        say("nobody is signed in")
    return 0


def _held(cloud: Cloud, name: str) -> Iterator[Mapping[str, str]]:
    table, now = cloud.table, cloud.clock.now()
    for passkey in credentials.all_of(table, name, Passkey, now).values():
        yield {"name": name, "kind": "passkey", "at": passkey.at, "about": passkey.browser}
    for session in credentials.all_of(table, name, Session, now).values():
        yield {"name": name, "kind": "session", "at": session.at, "about": session.browser}
    for token in access_tokens.all_of(table, name, now).values():
        yield {"name": name, "kind": "token", "at": token.at, "about": f"{token.client} {' '.join(token.scopes)}".strip()}


def log(cloud: Cloud, *, name: str = "", as_json: bool = False) -> int:
    """Print what people did, newest first; a name may be that of somebody who was revoked."""
    names = [name] if name else [person.name for person in people.all_of(cloud.table)]
    acts = sorted((act for one in names for act in activity.of_person(cloud.table, one, LAST)), key=lambda act: act.at)
    if as_json:
        documents(
            {"at": act.at, "name": act.person, "act": act.act, "about": act.about, "app": act.client} for act in reversed(acts)
        )
        return 0
    where = zone(cloud)
    for act in reversed(acts):
        say_line(f"{local(act.at, where):<17} {act.person:<20} {act.act:<16} {act.about} {act.client}".rstrip())
    if not acts:
        say("nothing has happened in the last year")
    return 0


def token(cloud: Cloud, *, author: str, scopes: str, client: str = "", as_json: bool = False) -> int:
    """Print a new token of a person, and nothing else, on standard output."""
    _demand_desk(cloud)
    person, wanted = _person(cloud, author), scopes.split()
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise CannotError(f"{' '.join(unknown) or 'no scope'}: choose from {', '.join(SCOPES)}", UNABLE)
    ordered = tuple(scope for scope in SCOPES if scope in wanted)
    issued = access_tokens.issue(cloud.table, person.name, ordered, client, cloud.clock.now())
    activity.note(cloud.table, person.name, "make token", " ".join(ordered), "presswork", cloud.clock.now())
    if as_json:
        document({"name": person.name, "token": issued, "scope": " ".join(ordered)})
    else:
        say_line(issued)
    return 0
