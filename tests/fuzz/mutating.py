"""Random inputs from a seed: snippets of real texts, combined with tokens that break parsers.

The same seed gives the same inputs on every machine. Most mutations repeat, nest or splice, because these cost time and memory.
"""

from collections.abc import Callable, Sequence
from random import Random

LARGEST = 8_000  # bytes: enough to detect fast growth, and short enough for thousands of inputs a minute
STRANGE = (
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\x0b", b"\x19", b"&#x19;", b"\x7f", b"\xc2\x85"),
    *("\ufeff".encode(), "\u2028".encode(), "\u202e".encode(), "\u0301".encode(), "\ufffe".encode(), "\U0001f469\u200d".encode()),
    *(b"\\ud800", b"&#0;", b"&#xD800;", b"&amp;", b"%00", b"%", b"%ff", b"-", b"--5", "²".encode(), "٣".encode(), b"9" * 60),
    *(b"1e999", b"-1", b"null", b"true", b"..", b"/", b"\\", b'"', b"'", b"`", b"\n", b"\n\n", b"\t", b" ", b""),
)
Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def made(random: Random, seeds: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """Return one input: a seed, changed a few times."""
    data, several = random.choice(seeds), (*tokens, *tokens, *STRANGE)
    for _ in range(random.choice((0, 1, 1, 2, 3, 5, 8))):
        data = random.choice(MUTATIONS)(random, data, several)[:LARGEST]
    return data


def _place(random: Random, data: bytes) -> tuple[int, int]:
    """Return a range of the data, which may be empty."""
    first = random.randint(0, len(data))
    return first, min(len(data), first + random.choice((0, 1, 3, 10, 40, 200)))


def _insert(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(tokens) + data[at:]


def _replace(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    first, last = _place(random, data)
    return data[:first] + random.choice(tokens) + data[last:]


def _cut(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    first, last = _place(random, data)
    return data[:first] + data[last:]


def _repeat(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    """Insert a few tokens many times, for depth and width."""
    at, number = random.randint(0, len(data)), random.choice((2, 10, 100, 1000))
    piece = b"".join(random.choice(tokens) for _ in range(random.choice((1, 1, 2, 3))))
    return data[:at] + piece * number + data[at:]


def _double(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    first, last = _place(random, data)
    return data[:last] + data[first:last] * random.choice((1, 5, 50)) + data[last:]


def _flip(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    at = random.randint(0, max(0, len(data) - 1))
    return data[:at] + bytes([random.randint(0, 255)]) + data[at + 1 :]


def _swap(random: Random, data: bytes, _tokens: Sequence[bytes]) -> bytes:
    first, last = _place(random, data)
    return data[last:] + data[first:last] + data[:first]


MUTATIONS: tuple[Mutation, ...] = (_insert, _insert, _replace, _replace, _cut, _repeat, _repeat, _double, _flip, _swap)
