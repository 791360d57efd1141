"""A code that comes twice at once, or whose exchange dies anywhere, never leads to two tokens that work."""

from collections.abc import Callable
from typing import Any

from bench.watching import watched
from chalicelib.store.authoring import access_tokens
from chalicelib.web.http import Reply
from tests.authoring_api.indieauth_app import allow, exchange, said
from tests.authoring_api.writer import Writer, new_writer
from tests.crashing_workers import Died, dying

CALLS = 16
"""More than an exchange makes."""


def at_call(number: int, meanwhile: Callable[[], object]) -> Callable[..., Any]:
    """Do something right before the call of this number."""
    calls = [0]

    def around(_port: str, _method: str, _args: Any, act: Callable[[], Any]) -> Any:
        calls[0] += 1
        if calls[0] == number:
            meanwhile()
        return act()

    return around


def exchange_with(writer: Writer, around: Callable[..., Any], code: str) -> Reply:
    return exchange(Writer(watched(writer.cloud, around)), code)


def stored_tokens(writer: Writer) -> int:
    return len(access_tokens.all_of(writer.cloud.table, "ann", writer.clock.now()))


def exchanged_twice(writer: Writer, code: str, number: int) -> list[Reply]:
    """Exchange a code, and once more before the call of this number; return the replies."""
    replies: list[Reply] = []
    replies.append(exchange_with(writer, at_call(number, lambda: replies.append(exchange(writer, code))), code))
    return replies


def test_of_two_exchanges_at_once_at_most_one_token_works() -> None:
    met = 0
    for number in range(1, CALLS):
        writer = new_writer().sign_in()
        replies = exchanged_twice(writer, allow(writer)["code"], number)
        met += len(replies) == 2

        given = [said(reply)["access_token"] for reply in replies if reply.status == 200]
        working = [token for token in given if access_tokens.read(writer.cloud.table, token, writer.clock.now())]
        assert len(working) == stored_tokens(writer) <= 1, number

    assert 5 < met < CALLS - 1  # each call of the first exchange was met by a second


def test_an_exchange_that_dies_anywhere_leads_to_one_token_at_most() -> None:
    for number in range(1, CALLS):
        writer = new_writer().sign_in()
        code = allow(writer)["code"]
        try:
            exchange_with(writer, dying(number), code)
        except Died:
            exchange(writer, code)

        assert stored_tokens(writer) <= 1, number
