"""What a visitor does to follow by mail, from the form to the last letter."""

import re
from datetime import UTC, datetime
from typing import Any

from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import subscribers
from tests.ministack.world import Mail, World, soon


def test_a_visitor_follows_gets_the_next_post_and_leaves_by_one_click(world: World) -> None:
    address = "ada@example.org"
    assert world.post("/api/subscriptions", email=address).status in (200, 303)
    asked = soon(lambda: world.inbox(address))[0]
    assert asked.sender == "confirm@press.example"
    assert world.read(link_in(asked, "confirm")).status == 200
    assert world.post(link_in(asked, "confirm")).status in (200, 303)
    soon(lambda: world.inbox(address)[1:])

    letter = mailed(world, "News", address)
    assert letter.sender == "letters@news.press.example"

    assert world.post(link_in(letter, "unsubscribe"), **{"List-Unsubscribe": "One-Click"}).status == 200
    follow(world, "bob@example.org")
    mailed(world, "More", "bob@example.org")
    assert [mail.subject for mail in world.inbox(address)][2:] == ["News"]


def test_whom_letters_do_not_reach_gets_no_more(world: World) -> None:
    follow(world, "gone@example.org")
    follow(world, "there@example.org")
    mailed(world, "Sent", "gone@example.org")
    reader = world.reader("gone@example.org")

    world.publish_event(bounce("posts/sent.md", reader))
    soon(lambda: (standing := subscribers.read(world.table, reader)) and standing.state == "suppressed")

    mailed(world, "Unsent", "there@example.org")
    subjects = [mail.subject for mail in world.inbox("gone@example.org")]
    assert (subjects.count("Sent"), subjects.count("Unsent")) == (1, 0)


def test_nobody_reaches_the_api_past_the_cdn(world: World) -> None:
    path = f"/_aws/execute-api/{world.outputs['RestAPIId']}/api/subscriptions"

    assert world.ask("GET", "localhost", path).status == 403
    assert world.read("/api/subscriptions").status == 405  # as our own function says it


def follow(world: World, address: str) -> None:
    world.post("/api/subscriptions", email=address)
    world.post(link_in(soon(lambda: world.inbox(address))[0], "confirm"))
    soon(lambda: world.inbox(address)[1:])


def mailed(world: World, title: str, address: str) -> Mail:
    """Publish a post, and wait until it is mailed to this address."""
    now = datetime.now(UTC)
    world.upload(f"posts/{title.lower()}.md", f"---\ntitle: {title}\ndate: {now.isoformat()}\n---\nIt happened.\n")
    soon(lambda: world.shows(f"/{now:%Y/%m/%d}/{title.lower()}/"))
    world.tick()
    return soon(lambda: next((mail for mail in world.inbox(address) if mail.subject == title), None))


def link_in(mail: Mail, purpose: str) -> str:
    """The path of the link to this act."""
    found = re.search(rf"https://[^/\s]+(/api/{purpose}\?t=[\w.-]+)", mail.text)
    assert found, mail.text
    return found[1]


def bounce(key: str, reader: str) -> dict[str, Any]:
    """SES's event for a letter to an address that no longer exists."""
    tags = {"letter": [id_of(key)], "reader": [reader]}
    mail = {"timestamp": datetime.now(UTC).isoformat(), "messageId": "1", "tags": tags}
    return {"eventType": "Bounce", "mail": mail, "bounce": {"bounceType": "Permanent", "bounceSubType": "General"}}
