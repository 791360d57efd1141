"""Workers that die at any call, what happens meanwhile, and what is wrong afterwards."""

import copy
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.publishing import consumers
from chalicelib.rendering.formats.search_index import PART
from chalicelib.store import records
from tests.crashing_workers import Died
from tests.function_rights import granted
from tests.pictures import flat_png as png
from tests.publishing.blog import Blog, MemoryBlog, post
from tests.thorough import sample

Sources = Mapping[str, str | bytes | None]
SITE = "title: The Press\nsidebar: [recent, topics, archives]\n"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What stands, what happens then, and what happens before the message of a dead worker comes again."""

    stands: Sources
    happens: Sources
    meanwhile: Sources = field(default_factory=dict)


STANDS: Sources = {
    "site.yaml": SITE,
    "posts/a.md": post("See [b](b.md).", title="A", categories=["Ink"], date="2026-11-10"),
    "posts/b.md": post(title="B", author="Ann", date="2026-10-20"),
}
CROWD: Sources = {
    f"posts/{number:02}.md": post(title=f"T{number}", date=f"2026-09-01 00:{number:02}") for number in range(2 * PART + 1)
}
SCENARIOS = {
    "a new post": Scenario(STANDS, {"posts/c.md": post("See [a](a.md).", title="C", categories=["Ink", "Zinc"])}),
    "an edit that moves": Scenario(
        STANDS, {"posts/a.md": post(title="A2", slug="aa", categories=["Zinc"], date="2025-12-31", aliases=["/old/"])}
    ),
    "a deletion": Scenario(STANDS, {"posts/b.md": None}),
    "a rename": Scenario(STANDS, {"posts/z.md": STANDS["posts/a.md"], "posts/a.md": None}),
    "a rename, deleted first": Scenario(STANDS, {"posts/a.md": None, "posts/z.md": STANDS["posts/a.md"]}),
    "a rename with an edit": Scenario(
        {**STANDS, "posts/a.md": post(slug="here")}, {"posts/z.md": post("Edited.", slug="here"), "posts/a.md": None}
    ),
    "a rename with an edit and an id": Scenario(
        {**STANDS, "posts/a.md": post(id="7")}, {"posts/z.md": post("Edited.", id="7"), "posts/a.md": None}
    ),
    "an address that changes hands": Scenario(
        {**STANDS, "posts/a.md": post(path="/here/"), "posts/c.md": post(title="C", path="/here/")}, {"posts/a.md": None}
    ),
    "a refusal": Scenario(STANDS, {"posts/a.md": post(date="yesterday"), "posts/b.md": post(title="B", path="/api/")}),
    "a month with one segment of its index less": Scenario(CROWD, {"posts/00.md": None}),
    "a file": Scenario({**STANDS, "posts/p.png": png(3, 2)}, {"posts/p.png": png(5, 4), "posts/q.png": png(3, 2)}),
    "an image that pages show": Scenario(
        {"posts/a.md": post("![P](p.png)"), "posts/b.md": post("![P](p.png)", title="B"), "posts/p.png": png(3, 2)},
        {"posts/p.png": png(5, 4)},
    ),
    "another site": Scenario(
        {"site.yaml": SITE, "posts/a.md": STANDS["posts/a.md"]},
        {"site.yaml": "title: Another\nlanguages: [en, es]\nsidebar: [topics]\n"},
    ),
    "a template": Scenario({"posts/a.md": STANDS["posts/a.md"]}, {"templates/landing.html": "<p>{{ site.title }}</p>"}),
}

SHOWING: Sources = {"posts/a.md": post("![P](p.png)"), "posts/b.md": post("![P](p.png)", title="B")}
UNREADABLE: Sources = {"posts/p.png": b"no picture"}
OVERTAKEN = {
    "an image, by one that can't be read": Scenario(SHOWING, {"posts/p.png": png(3, 2)}, UNREADABLE),
    "a replaced image, by one that can't be read": Scenario(
        {**SHOWING, "posts/p.png": png(3, 2)}, {"posts/p.png": png(5, 4)}, UNREADABLE
    ),
    "a deleted image, by one that can't be read": Scenario(
        {**SHOWING, "posts/p.png": png(3, 2)}, {"posts/p.png": None}, UNREADABLE
    ),
    "a replaced image, by the one before": Scenario(
        {**SHOWING, "posts/p.png": png(3, 2)}, {"posts/p.png": png(5, 4)}, {"posts/p.png": png(3, 2)}
    ),
    "a new post, by its deletion": Scenario(
        STANDS, {"posts/c.md": post("See [a](a.md).", title="C", categories=["Zinc"], author="Bo")}, {"posts/c.md": None}
    ),
    "an edit, by a refused one": Scenario(
        STANDS, {"posts/a.md": post(title="A2", slug="aa", date="2025-12-31")}, {"posts/a.md": post(date="yesterday")}
    ),
    "cards, by a site without them": Scenario(
        {"posts/a.md": STANDS["posts/a.md"]}, {"site.yaml": "images: {cards: yes}\n"}, {"site.yaml": "title: A\n"}
    ),
}


@dataclass
class Life:
    """How many calls a worker makes before it dies; it lives on if there are none."""

    ends: int = 0
    calls: int = field(default=0, init=False)

    def around(self, _port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        self.calls += 1
        done = act()
        if self.calls == self.ends:
            raise Died
        return done


class Deaths(Life):
    """A whole life of a blog, and each state in which a death right after one of its calls would leave the blog.

    A call that only reads leaves the same state as the call before it, so there are fewer states than calls. Each comes with
    the number of the first call that leaves it.
    """

    def __init__(self, blog: MemoryBlog) -> None:
        super().__init__()
        self._blog = copy.copy(blog)  # its cloud isn't watched
        self._states: dict[bytes, int] = {}

    def around(self, port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        done = super().around(port, method, args, act)
        self._states.setdefault(pickle.dumps(self._blog), self.calls)
        return done

    def __iter__(self) -> Iterator[tuple[int, MemoryBlog]]:
        return self._after(self._states)

    def some(self) -> Iterator[tuple[int, MemoryBlog]]:
        """Yield a sample of these; all of them where histories are thorough."""
        return self._after(sample("histories", self._states, 3))

    def _after(self, states: Iterable[bytes]) -> Iterator[tuple[int, MemoryBlog]]:
        for state in states:
            yield self._states[state], pickle.loads(state)  # noqa: S301 - our own


def live(blog: Blog, life: Life) -> None:
    """Let the handlers work until they are done or dead; in the end nobody watches any more."""
    unwatched = blog.cloud
    blog.cloud = watched(unwatched, life.around)
    try:
        blog.settle()
    finally:
        blog.cloud = unwatched


def die_and_go_on(blog: Blog, life: Life) -> None:
    """Die, and let others do what is left."""
    with pytest.raises(Died):
        live(blog, life)
    blog.again()
    blog.settle()


def happen(blog: Blog, sources: Sources) -> None:
    for key, source in sources.items():
        if source is None:
            blog.delete(key)
        else:
            blog.upload(key, source)


def wrongs(blog: Blog, like: Blog, keys: Sources) -> list[str]:
    """What a house shows, reports or owes that one in which nobody died does not."""
    shown, right = blog.objects(), like.objects()
    wrong = [f"page {key}" for key in sorted(shown.keys() | right.keys()) if shown.get(key) != right.get(key)]
    wrong += [f"report {key}" for key in keys if blog.report(key) != like.report(key) or blog.warning(key) != like.warning(key)]
    found = records.read_many(blog.cloud.table, keys)
    wrong += [f"owed by {key}: {record.owed}" for key, record in found.items() if record.owed]
    return wrong + [f"not ended: {key}" for key in blog.owing()]


def ingest(blog: MemoryBlog, life: Life) -> None:
    """Take what waits in the uploads queue and ingest it; a message whose worker dies is lost for good."""
    bodies = {str(number): message.body for number, message in enumerate(blog.uploads.take())}
    consumers.uploads(granted(watched(blog.cloud, life.around), "ingest"), bodies)
