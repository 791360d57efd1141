"""The attacks of `make attack`, one row each."""

from collections.abc import Mapping

from tests.attack import archives, dialects, drawings, keys, templates, tokens
from tests.attack.running import Attack

ROWS = (
    Attack(
        "markup",
        "random texts of hostile pieces, nested, cut and mixed, in both dialects, read and shown by Chromium without a policy",
        "only allowed elements, attributes and addresses, which stay in place and are read again as the same; nothing runs",
        dialects.attack,
        cases=20_000,
        sample=100,
    ),
    Attack(
        "drawings",
        "random SVG that runs or fetches something, in 21 encodings, opened by Chromium without a policy",
        "refused; what is accepted runs nothing, fetches nothing and links to no script",
        drawings.attack,
        cases=5_000,
        sample=100,
    ),
    Attack(
        "templates",
        "random templates that run on, use up the memory, or reach what they are not given",
        "refused, or done within 20 seconds and 1 GiB",
        templates.attack,
        cases=20_000,
        sample=200,
    ),
    Attack(
        "keys",
        "uploads with random keys, addresses, aliases and ids, which are to reach what isn't theirs",
        "published at an address of their own, or refused; nothing of others changes, and nothing is left when they are gone",
        keys.attack,
        cases=4_000,
        sample=100,
    ),
    Attack(
        "archives",
        "random zips, damaged or dishonest, imported from three systems",
        "imported or refused within bounds; nothing is written elsewhere",
        archives.attack,
        cases=3_000,
        sample=60,
    ),
    Attack(
        "tokens",
        "links of each purpose, for each reader, good, old, forged, damaged and mixed, at each route",
        "each opens its own route alone; nothing is changed by reading, and nothing of another reader",
        tokens.attack,
        cases=20_000,
        sample=500,
    ),
)
ATTACKS: Mapping[str, Attack] = {row.name: row for row in ROWS}
