"""Plans: what an author may do in a short while. There are few keys, dates, terms and addresses, so that they collide.

A plan is drawn from a seed by a random generator of its own: hypothesis prefers small and equal values, and a site needs
some posts before anything can go wrong between them.
"""

import random
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tests.pictures import flat_png as png

Plan: TypeAlias = list[tuple[str, bytes | None]]

DATES = ("2026-03-02", "2026-03-02 10:00", "2026-03-17", "2026-04-01", "2025-12-31", "2025-04-09")
SITES = (
    "title: One\nlanguages: [en]\n",
    "title: Two\nlanguages: [en, es]\nlanding: 2\nsidebar: [recent, topics]\nnewsletter: {forms: no}\n",
    "title: Two\nlanguages: [en, es]\nlanding: 2\nsidebar: [archives, pages]\nfeed: {length: 3}\n",
    "title: Two\nlanguages: [es, en]\n",
    "title: [\n",
    "title: One\nlanguages: [en]\nimages: {cards: yes}\n",
    "title: Two\nlanguages: [en, es]\nimages: {cards: yes}\ntheme: {light: {accent: '#123456'}}\n",
    "title: Two\nlanguages: [en, es]\nimages: {cards: yes}\ntheme: {image: /posts/p.png}\n",
    "title: Two\nlanguages: [en, es]\nmenu: [about.md, posts/a.md, category/x]\nredirects: {/old/: /topics/, /us/: /}\n",
    "title: Two\nlanguages: [es, en]\nmenu: {en: [posts/b.md, topics], es: [category/y]}\nredirects: {/old/: 'https://a.example'}\n",
)
CARDS = SITES[5]
SMALL, LARGE = png(3, 2), png(300, 200)
SVG = b"<svg/>"
LONG_SHEET = b"p { color: red }\n" * 5_000  # longer than what may be in every page
TORN = LARGE[:-30]  # its size can be read, its pixels can't
OTHERS: Sequence[tuple[str, tuple[bytes | None, ...]]] = (
    ("about.md", (b"# About\n\nUs.", b"---\ntitle: About\nslug: us\n---\n", None)),
    ("site.yaml", (*(text.encode() for text in SITES), None)),
    ("posts/p.png", (SMALL, LARGE)),
    ("posts/p.png", (LARGE + b"2", b"no picture", TORN, None)),
    ("posts/d.svg", (b"<svg/>", b'<svg width="4" height="3"/>', b"<svg><script/></svg>", None)),
    ("posts/t.pdf", (b"%PDF", None)),
    ("templates/landing.html", (b"<p>{{ site.title }}</p>", b"{% if %}", None)),
    ("templates/extra.css", (b"h1 { color: navy }", LONG_SHEET, None)),
)
RARELY = {  # a line of front matter: one in so many posts has it
    "tags: [z]": 3,
    "author: Ann": 3,
    "lang: es": 4,
    "translation_key: k": 3,
    "id: 7": 6,
    "draft: true": 8,
    "listed: no": 8,
    "pinned: yes": 4,
    "series: S": 3,
    "expires: 2026-06-01": 20,
    "updated: 2026-05-05": 6,
    "broken: [": 15,
    "date: 2031-01-01": 20,
}

NOTE = 4
"""Of the numbers of posts, the one of those without a title."""
AUTHORS = ("Ann", "Bo", "[Ann, Bo]", "Ann")  # so that a language has none, one or two, by turns

KEYS = "a new key of links"
"""Stands in a plan in place of the key of an object: the body is the newest key from then on."""
COPY = b"---\ntitle: T\ndate: 2026-03-02\n---\nSome text.\n"
NOTED = COPY.replace(b"title: T", b"type: note")
DRAFT = COPY.replace(b"title", b"draft: yes\ntitle")
NAMED: Mapping[str, Plan] = {  # what random plans do too seldom
    "languages": [
        ("site.yaml", SITES[1].encode()),
        ("posts/a.md", COPY),
        ("posts/b.md", COPY.replace(b"title", b"lang: es\ntags: [z]\ntitle")),
        ("site.yaml", SITES[3].encode()),
        ("posts/c.md", COPY.replace(b"title", b"lang: es\ntitle")),
        ("posts/b.md", None),
    ],
    "files": [
        ("posts/a.md", COPY + b"[The talk](t.pdf)\n"),
        ("posts/t.pdf", b"%PDF"),
        ("posts/b.md", COPY.replace(b"title: T", b"title: U") + b"[The talk](t.pdf)\n"),
        ("posts/t.pdf", None),
    ],
    "related": [
        ("posts/a.md", COPY.replace(b"title", b"tags: [z]\ntitle")),
        ("posts/b.md", COPY.replace(b"03-02", b"03-10").replace(b"title: T", b"title: U")),
        ("posts/c.md", COPY.replace(b"03-02", b"03-12").replace(b"title: T", b"title: V")),
        ("posts/d.md", COPY.replace(b"03-02", b"04-01").replace(b"title: T", b"tags: [z]\ntitle: W")),
        ("posts/d.md", COPY.replace(b"03-02", b"04-01").replace(b"title: T", b"tags: [z]\ntitle: X")),
    ],
    "copies": [("posts/a.md", COPY), ("posts/a.md", None), ("posts/b.md", COPY), ("posts/c.md", COPY)],
    "links": [
        ("about.md", b"# About\n\nUs."),
        ("posts/a.md", COPY + b"[About](../about.md)\n"),
        ("about.md", b"---\ntitle: About\nslug: us\n---\n"),
    ],
    "cards": [
        ("site.yaml", CARDS.encode()),
        ("posts/a.md", COPY),
        ("site.yaml", CARDS.replace("One", "Another").encode()),
        ("posts/a.md", COPY.replace(b"title", b"slug: b\ntitle")),
        ("posts/b.md", COPY.replace(b"title: T", b"title: U")),
        ("site.yaml", SITES[0].encode()),
    ],
    "menu": [
        ("site.yaml", SITES[8].encode()),
        ("posts/a.md", COPY.replace(b"title", b"categories: [X]\ntitle")),
        ("about.md", b"# About\n\nUs."),
        ("posts/a.md", COPY.replace(b"title: T", b"title: U")),
        ("about.md", None),
        ("site.yaml", SITES[9].encode()),
    ],
    "previews": [
        ("posts/a.md", DRAFT),
        (KEYS, b"a second key"),
        ("posts/b.md", COPY.replace(b"date: 2026-03-02", b"date: 2031-03-02") + b"See [a](a.md). ![P](p.png)\n"),
        ("posts/a.md", COPY),
        ("posts/p.png", SMALL),
        (KEYS, b"a third key"),
        ("posts/a.md", DRAFT + b"More.\n"),
        ("site.yaml", SITES[0].encode()),
        ("posts/b.md", COPY.replace(b"title: T", b"title: U")),
        ("posts/b.md", COPY.replace(b"title: T", b"slug: u\ntitle: U")),
    ],
    "drawn": [("site.yaml", CARDS.encode()), ("posts/a.md", COPY)],
    "images": [
        ("posts/d.svg", b"<svg/>"),
        ("posts/a.md", COPY + b"![D](d.svg)\n"),
        ("posts/d.svg", b'<svg width="4" height="3"/>'),
    ],
    "replaced": [
        ("posts/a.md", COPY + b"![P](p.png)\n"),
        ("posts/b.md", COPY.replace(b"title: T", b"title: U") + b"![P](p.png)\n"),
        *(("posts/p.png", raw) for raw in (SMALL, LARGE, LARGE + b"2", None, LARGE + b"3", TORN, LARGE + b"4")),
    ],
    "notes": [
        ("posts/a.md", NOTED + b"See [b](b.md). ![P](p.png)\n"),
        ("posts/b.md", COPY.replace(b"03-02", b"03-03")),
        ("posts/p.png", LARGE),
        ("posts/b.md", COPY.replace(b"03-02", b"03-03").replace(b"title: T", b"title: T\nslug: u")),
        ("posts/a.md", NOTED + b"Other words. ![P](p.png)\n"),
        ("posts/a.md", COPY),
        ("posts/a.md", NOTED),
        ("posts/p.png", None),
    ],
    "aliases": [("posts/b.md", COPY.replace(b"title", b"aliases: [/2026/03/02/a/]\ntitle")), ("posts/a.md", COPY)],
    "returns": [("posts/a.md", COPY), ("posts/a.md", None), ("posts/b.md", COPY), ("posts/a.md", COPY + b"More.\n")],
}


def plan_of(seed: int) -> Plan:
    """Uploads, edits, renames and deletions of a few sources, files, templates and the site itself."""
    chance = random.Random(seed)  # noqa: S311 - it must be repeatable
    names = [f"{name}.md" for name in "abcdefgh"[: chance.randint(2, 8)]]
    slugs = "pqrstuvw"[: chance.randint(2, 8)]
    others = chance.choice((0.0, 0.1, 0.3))
    plan: Plan = []
    for _ in range(chance.randint(2, 20)):
        if chance.randrange(30) == 0:
            plan.append((KEYS, f"key {len(plan)}".encode()))
        renamed = _rename(chance, names, dict(plan)) if chance.randrange(4) == 0 else []
        plan += renamed or [_step(chance, names, slugs, others)]
    return plan


def _rename(chance: random.Random, names: list[str], standing: Mapping[str, bytes | None]) -> Plan:
    """One of the posts under another name, at times under two or with another text, its old name deleted before or after that."""
    posts = [(key, body) for key, body in sorted(standing.items()) if key.endswith(".md") and body]
    if not posts:
        return []
    key, body = chance.choice(posts)
    new = body + b"More.\n" if chance.randrange(3) == 0 else body
    moved: Plan = [(f"posts/{name}", new) for name in chance.sample(names, chance.choice((1, 1, 1, 2)))]
    return [*moved, (key, None)] if chance.randrange(2) else [(key, None), *moved]


def _step(chance: random.Random, names: list[str], slugs: str, others: float) -> tuple[str, bytes | None]:
    if chance.random() < others:
        key, bodies = chance.choice(OTHERS)
        return key, chance.choice(bodies)
    return f"posts/{chance.choice(names)}", post_of(chance, names, slugs) if chance.random() < 0.8 else None


def _address(chance: random.Random, slugs: str) -> str:
    """Where some post lives, or has lived, or will."""
    year, month, day = chance.choice(DATES)[:10].split("-")
    return f"/{year}/{month}/{day}/{chance.choice(slugs)}/"


def post_of(chance: random.Random, names: list[str], slugs: str) -> bytes:
    """A post's source; now and then a bad one."""
    lines = {line.partition(":")[0]: line for line, one_in in RARELY.items() if chance.randrange(one_in) == 0}
    lines.setdefault("date", f"date: {chance.choice(DATES)}")
    if chance.randrange(3) == 0:
        lines["tags"] = f"tags: {chance.sample(['v', 'w', 'z'], chance.randint(1, 3))}"
    number = chance.randrange(9)
    lines["title"] = 'title: ""' if number == NOTE else f"title: T{number}"
    if "author" in lines:
        lines["author"] = f"author: {AUTHORS[number % len(AUTHORS)]}"
    if chance.randrange(4):
        lines["slug"] = f"slug: {chance.choice(slugs)}"  # else its key's, so that copies don't share an address
    if chance.randrange(4) == 0:
        lines["aliases"] = f"aliases: [{chance.choice(('/old/', _address(chance, slugs)))}]"
    lines["categories"] = f"categories: {chance.sample(['X', 'y'], chance.randint(0, 2))}"
    texts = (
        "Some text.",
        "Lead ![P](p.png)\n\n<!--more-->\n\nRest ![D](d.svg)",
        f"See [it]({chance.choice(names)}). ![P](p.png)",
        "[The talk](t.pdf), {{< unheard >}}, ![](p.png)",
        "",
    )
    return ("---\n" + "\n".join(lines.values()) + f"\n---\n{chance.choice(texts)}\n").encode()
