"""A blog of any length, made up: post `n` is the same text on every machine.

Posts come a hundred a month and end with one and the same month however many there are, so what is about the newest
posts is about equally many. Topics are few and take turns, so that already the first hundred fill every feed.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random

from chalicelib.frozen import Frozen

A_MONTH = 100
LAST_MONTH = 2026 * 12 + 9  # October 2026, counted from the year 0
LONG = 5  # letters of the words that name things in code
LINK = "LINKED-POST.md"  # stands in a text for the file name of the post it links to

CATEGORIES = ("Harbour", "Machines", "Type", "Workshop", "Paper", "Ink", "Visits", "Letters")
TAGS = ("brass", "copper", "lead", "linen", "moss", "oak", "pear", "pitch", "salt", "slate", "tin", "wax")
AUTHORS = ("Inês Corvelo", "Yusuf Benhaddu", "Ada Quill", "Tom Reglet")
PROSE = """
    the of and to in a is that for it was on with as by at from this have or one had not but what all were when we there can
    an your which their said if do will each about how up out them then she many some so these would other into has more her
    two like him see time could no make than first been its who now people my made over did down only way find use may water
    long little very after words called just where most know press letter case ink paper harbour table window drawer morning
    evening machine roller sheet margin measure corner handle visitor answer question number almost between another because
    nothing something yesterday tomorrow winter summer carefully quickly slowly again before behind without against together
"""
WORDS = tuple(PROSE.split())
CODE = """```python
def {measure}({sheets}: list[int], wanted: int = {number}) -> dict[str, int]:
    \"\"\"How many {sheets} there are of each size.\"\"\"
    found = {{"small": 0, "large": 0}}
    for {sheet} in {sheets}:
        if {sheet} > wanted:  # a large one
            found["large"] += 1
        else:
            found["small"] += {number}
    return found
```"""


class Written(Frozen):
    """One post as its author keeps it."""

    name: str
    title: str
    date: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    author: str
    text: str

    @property
    def key(self) -> str:
        return f"posts/{self.name}"

    @property
    def source(self) -> bytes:
        """The whole file, with front matter."""
        lines = (
            f"title: {self.title}",
            f"date: {self.date}",
            f"categories: [{', '.join(self.categories)}]",
            f"tags: [{', '.join(self.tags)}]",
            f"author: {self.author}",
        )
        return "\n".join(("---", *lines, "---", "", self.text, "")).encode()


SITE = b"""title: The Composing Room
description: Letters, machines, and the harbour below the window.
url: https://example.org
sidebar: [follow, topics, recent, archives, feeds]
"""


def posts(count: int, texts: int = 0) -> Iterator[Written]:
    """All posts of a site of so many, oldest first."""
    return (post(number, count, texts) for number in range(count))


def post(number: int, count: int, texts: int = 0) -> Written:
    """The post of this number in a site of `count`; numbers from `count` on are further posts of the last month.

    Every text is another, unless so many `texts` take turns; what they link to, and their titles, differ all the same.
    """
    date, title = date_of(number, count), title_of(number)
    return Written(
        name=name_of(number, count),
        title=title,
        date=date,
        categories=taking_turns(CATEGORIES, number, 2),
        tags=taking_turns(TAGS, number, 3),
        author=AUTHORS[number % len(AUTHORS)],
        text=text(number % texts if texts else number).replace(LINK, name_of(max(number - 7, 0), count)),
    )


def name_of(number: int, count: int) -> str:
    return f"{date_of(number, count)[:10]}-{title_of(number).lower().replace(' ', '-')}.md"


def title_of(number: int) -> str:
    words = [WORDS[(number // len(WORDS) ** place) % len(WORDS)] for place in range(3)]
    return f"The {' '.join(words)} number {number}".title()


def date_of(number: int, count: int) -> str:
    """Spread over the month's first 25 days; later numbers are later."""
    months_back = max((count - 1) // A_MONTH - number // A_MONTH, 0)
    year, month = divmod(LAST_MONTH - months_back, 12)
    of_month = number - (count - 1) // A_MONTH * A_MONTH if months_back == 0 else number % A_MONTH
    minutes = of_month * 25 * 24 * 60 // A_MONTH
    return f"{year:04d}-{month + 1:02d}-{minutes // 1440 + 1:02d} {minutes % 1440 // 60:02d}:{minutes % 60:02d}"


def taking_turns(terms: Sequence[str], number: int, several: int) -> tuple[str, ...]:
    """Some neighbours among the terms; every term is chosen as often as any other."""
    return tuple(terms[(number * several + place) % len(terms)] for place in range(several))


@lru_cache(maxsize=256)
def text(number: int) -> str:
    """Some 500 words of Markdown: headings, lists, code, a quotation, a table, emphasis and links."""
    said = Random(number)  # noqa: S311 - the text is the same every time
    return "\n\n".join(
        (
            paragraph(said, 70),
            f"## {sentence(said, 4)}",
            f"{paragraph(said, 50)} See [{sentence(said, 3)}]({LINK}) and [the {said.choice(WORDS)}](https://example.org/{number}).",
            "\n".join(f"- **{said.choice(WORDS)}**: {sentence(said, 9)}" for _ in range(5)),
            paragraph(said, 60),
            code(said),
            f"### {sentence(said, 5)}",
            f"> {sentence(said, 20)}\n> {sentence(said, 15)}",
            "\n".join(f"{line}. {sentence(said, 8)}" for line in range(1, 5)),
            paragraph(said, 70),
            "| what | how many |\n|---|---|\n" + "\n".join(f"| {said.choice(WORDS)} | {said.randrange(100)} |" for _ in range(4)),
            f'{paragraph(said, 60)} "{sentence(said, 8)}" -- it\'s what `{said.choice(WORDS)}` means.[^1]',
            f"[^1]: {sentence(said, 10)}",
        )
    )


def code(said: Random) -> str:
    """A dozen lines of Python."""
    words = said.sample([word for word in WORDS if len(word) > LONG], k=3)
    return CODE.format(**dict(zip(("measure", "sheets", "sheet"), words, strict=True)), number=said.randrange(100))


def paragraph(said: Random, words: int) -> str:
    """Sentences of some length, with emphasis here and there."""
    sentences = []
    while words > 0:
        length = min(said.randrange(7, 17), words)
        sentences.append(sentence(said, length))
        words -= length
    marked = said.randrange(len(sentences))
    sentences[marked] = f"*{sentences[marked]}*"
    return " ".join(sentences)


def sentence(said: Random, words: int) -> str:
    return " ".join(said.choices(WORDS, k=words)).capitalize() + "."


def write(folder: Path, count: int) -> None:
    """Write a site of so many posts into a folder, with its `site.yaml`."""
    write_all(folder, posts(count))


def write_all(folder: Path, written: Iterable[Written]) -> None:
    """Write these posts into a folder, with a `site.yaml`."""
    (folder / "posts").mkdir(parents=True)
    (folder / "site.yaml").write_bytes(SITE)
    for one in written:
        (folder / one.key).write_bytes(one.source)
