"""The attack by links: tokens of each purpose, for each reader, damaged, old and of other keys, at each route of the API.

One table says which purpose opens which route (`OPENS`). A token opens nothing else: whatever an attacker presses with other
tokens changes nothing and tells nothing, a GET never changes anything, and an attacker's own tokens touch no other reader.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random

from chalicelib.newsletter.rules import tokens
from chalicelib.web.api import ROUTES
from tests.attack.running import Result
from tests.web.visitor import KEYS, Visitor, new_visitor

ADA, EVE = "ada@example.org", "eve@evil.example"
OPENS: Mapping[str, str] = {
    "/confirm": "confirm",
    "/preferences": "preferences",
    "/address": "account",
    "/move": "move",
    "/unsubscribe": "unsubscribe",
    "/data": "account",
    "/erase": "account",
    "/account": "preferences",
}
"""The purpose of the token with which a POST to each route changes anything or tells; all other routes take none. (A GET of
`/account` takes the token that its POST mails.)"""

FORMS: Sequence[Mapping[str, str]] = (
    {},
    {"often": "daily"},
    {"email": EVE},
    {"email": ADA},
    {"email": "new@evil.example", "often": "weekly", "categories": "ink"},
    {"leave": "yes"},
)
METHODS = ("GET", "HEAD", "POST", "POST", "POST", "OPTIONS", "PUT", "DELETE")


def attack(random: Random, number: int) -> Result:
    """Press each token at a route; ADA follows, EVE attacks and follows, too."""
    result, visitor = Result(), _followed()
    for _ in range(number):
        if _judge(random, visitor, result):
            visitor = _followed()
    return result


def _followed() -> Visitor:
    visitor = new_visitor()
    visitor.follow(ADA)
    visitor.follow(EVE)
    visitor.clock.sleep(7_200)
    return visitor


def _judge(random: Random, visitor: Visitor, result: Result) -> bool:
    """Send one request; return whether it changed anything."""
    method, path = random.choice(METHODS), random.choice(sorted({path for _, path in ROUTES}))
    purpose, address = random.choice(sorted(tokens.PURPOSES)), random.choice((ADA, EVE, "nobody@example.org"))
    how, token = random.choice(SPELLINGS)(random, visitor, purpose, address)
    form, before, jobs = random.choice(FORMS), visitor.kept(), visitor.waiting()
    place = {"t": token}
    reply = (
        visitor.ask(method, f"{path}?t={token}", form) if random.random() < 0.5 else visitor.ask(method, path, {**place, **form})
    )
    visitor.work()
    after = visitor.kept()
    case = f"{method} {path} with a {how} token for {purpose} of {address} and {form}: {reply.status}"
    result.end("refused" if reply.status >= 400 else "answered")
    opens = how == "good" and OPENS.get(path) == purpose
    if reply.status >= 500:
        result.breach("it fails", case)
    if method != "POST" and (before != after or jobs != visitor.waiting()):
        result.breach("reading changes something", case)
    if path in OPENS and not opens and before != after:
        result.breach("a token of another purpose changes something", case)
    if path in OPENS and address != ADA and _of(visitor, ADA, before) != _of(visitor, ADA, after):
        result.breach("it changes what is another reader's", case)
    if ADA.encode() in reply.body and not (opens and address == ADA):
        result.breach("it tells the address of another reader", case)
    return before != after


def _of(visitor: Visitor, address: str, items: frozenset[tuple[str, str, str]]) -> frozenset[tuple[str, str, str]]:
    """Return the items about one reader."""
    reader = visitor.id_of(address)
    return frozenset(item for item in items if reader in "".join(item))


# ---- the spellings of a token

Spelling = Callable[[Random, Visitor, str, str], tuple[str, str]]


def _good(_random: Random, visitor: Visitor, purpose: str, address: str) -> tuple[str, str]:
    return "good", _signed(visitor, purpose, address)


def _signed(visitor: Visitor, purpose: str, address: str, keys: tuple[str, ...] = KEYS, age: float = 0) -> str:
    parts = {"id": visitor.id_of(address), "to": visitor.id_of("new@evil.example")}
    payload = tuple(parts.get(name, "x" * 32) for name in tokens.PURPOSES[purpose].holds)
    return tokens.sign(keys, purpose, payload, visitor.clock.now() - timedelta(seconds=age))


def _old(_random: Random, visitor: Visitor, purpose: str, address: str) -> tuple[str, str]:
    return "old", _signed(visitor, purpose, address, age=tokens.PURPOSES[purpose].age + 1)


def _of_another_key(random: Random, visitor: Visitor, purpose: str, address: str) -> tuple[str, str]:
    return "forged", _signed(visitor, purpose, address, keys=(random.choice(("", "another", "a key of link")) or "x",))


def _damaged(random: Random, visitor: Visitor, purpose: str, address: str) -> tuple[str, str]:
    token = _signed(visitor, purpose, address)
    at = random.randint(0, len(token) - 1)
    swapped = random.choice([letter for letter in "AZaz09-_.=" if letter != token[at]])
    return "damaged", random.choice((token[:at], token[:at] + swapped + token[at + 1 :], token + "=", token * 2, token[::-1]))


def _mixed(random: Random, visitor: Visitor, purpose: str, address: str) -> tuple[str, str]:
    """The payload of one token with the time and the signature of another."""
    one, other = (_signed(visitor, purpose, who).split(".") for who in (ADA, EVE))
    mixed = [random.choice(pair) for pair in zip(one, other, strict=True)]
    return ("mixed", ".".join(mixed)) if mixed not in (one, other) else _damaged(random, visitor, purpose, address)


def _short(_random: Random, visitor: Visitor, purpose: str, address: str) -> tuple[str, str]:
    return "short", tokens.sign_short(KEYS, purpose, visitor.id_of(address), visitor.clock.now())


SPELLINGS: Sequence[Spelling] = (_good, _good, _old, _of_another_key, _damaged, _mixed, _short)
