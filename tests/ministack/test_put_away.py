"""What can't be done is put away where the owner finds it. It is there from the start, so all other tests go on beside it."""

from tests.ministack.owner import Owner
from tests.ministack.world import POISON, World, soon

AWAY = {**dict.fromkeys(POISON, 1), "EventsDeadLetters": 1}


def test_what_fails_again_and_again_is_put_away_and_nothing_else_is(world: World) -> None:
    soon(lambda: all(world.put_away[queue] for queue in AWAY))

    assert world.put_away == AWAY


def test_the_owner_sees_what_was_put_away_and_why(world: World, owner: Owner) -> None:
    soon(lambda: world.put_away["UploadsDeadLetters"])

    soon(lambda: "uploads: 0 waiting, 0 in hand, 1 FAILED" in owner.run("status", "--stack", status=1))
    soon(lambda: "JSONDecodeError" in owner.run("logs", "ingest"))


def test_no_function_was_refused_a_right(world: World, owner: Owner) -> None:
    said = owner.run("logs")

    assert "JSONDecodeError" in said
    assert "AccessDenied" not in said
    assert "not authorized" not in said


def test_an_event_is_handed_over_again_and_put_away_again_where_it_fails_again(world: World, owner: Owner) -> None:
    soon(lambda: world.put_away["EventsDeadLetters"])

    said = owner.run("redrive", "events")

    assert "events: 1 of mail_news retried; see `presswork logs mail_news`" in said
    soon(lambda: world.put_away["EventsDeadLetters"])
    soon(lambda: "KeyError: 'Message'" in owner.run("logs", "mail_news"))
