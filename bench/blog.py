"""A blog of twelve years, made up: post `n` of a blog of this length is the same on every machine.

However many posts there are, they are spread evenly over the same twelve years. A post has one or two of 12 categories, up to
three of 60 tags, and one of five authors. Some topics are chosen more often than others, as on real blogs: the commonest tag
stands in every ninth post, the rarest in one of 150. The texts are those of `bench.corpus`, some 530 words each.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bench import corpus
from bench.corpus import LINK, Written

BEGAN, ENDED = datetime(2014, 11, 1), datetime(2026, 11, 1)

CATEGORIES = (
    *("Harbour", "Machines", "Type", "Workshop", "Paper", "Ink"),
    *("Visits", "Letters", "Binding", "History", "Teaching", "Tools"),
)
MATTER = """
    brass copper lead linen moss oak pear pitch salt slate tin wax amber apple ash barley birch bone brick canvas cedar
    chalk clay coal cotton elm felt flax flint glass glue gold granite hemp honey horn iron ivory larch leather lime
    maple marble milk oil parchment pewter pine resin rope rubber rust sand silk silver steel straw thread walnut wool
"""
TAGS = tuple(MATTER.split())
AUTHORS = ("Inês Corvelo", "Yusuf Benhaddu", "Ada Quill", "Tom Reglet", "Mirela Font")
CATEGORIES_A_POST, TAGS_A_POST = (1, 2), (0, 1, 2, 3)
EVENNESS = 4  # the larger, the less the common topics are ahead of the rare ones


def posts(count: int, texts: int = 0) -> Iterator[Written]:
    """All posts of a blog of so many, oldest first."""
    return (post(number, count, texts) for number in range(count))


def post(number: int, count: int, texts: int = 0) -> Written:
    """The post of this number in a blog of `count`.

    Numbers from `count` on are new posts, which have two categories and three tags: the same ones, however long the blog is.
    Every text is another, unless so many `texts` take turns.
    """
    new = number >= count
    drawn = Random(f"new {number - count}" if new else f"post {number}")  # noqa: S311 - the same every time
    return Written(
        name=name_of(number, count),
        title=corpus.title_of(number),
        date=date_of(number, count),
        categories=some(drawn, CATEGORIES, CATEGORIES_A_POST[-1] if new else drawn.choice(CATEGORIES_A_POST)),
        tags=some(drawn, TAGS, TAGS_A_POST[-1] if new else drawn.choice(TAGS_A_POST)),
        author=some(drawn, AUTHORS, 1)[0],
        text=corpus.text(number % texts if texts else number).replace(LINK, name_of(max(number - 7, 0), count)),
    )


def name_of(number: int, count: int) -> str:
    return f"{date_of(number, count)[:10]}-{corpus.title_of(number).lower().replace(' ', '-')}.md"


def date_of(number: int, count: int) -> str:
    """Spread over the twelve years; new posts come an hour apart after their end."""
    old = (ENDED - BEGAN) * min(number, count) / count
    return f"{BEGAN + old + timedelta(hours=max(number - count, 0)):%Y-%m-%d %H:%M}"


def some(drawn: Random, terms: Sequence[str], several: int) -> tuple[str, ...]:
    """Draw so many different terms; the first ones are the commonest."""
    weights = [1 / (rank + EVENNESS) for rank in range(len(terms))]
    chosen: dict[str, None] = {}
    while len(chosen) < several:
        chosen |= dict.fromkeys(drawn.choices(terms, weights))
    return tuple(chosen)


def write(folder: Path, count: int) -> None:
    """Write a blog of so many posts into a folder, with its `site.yaml`."""
    corpus.write_all(folder, posts(count))
