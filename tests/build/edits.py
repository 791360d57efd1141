"""A folder of sources that a random author edits, and what builds of it come to."""

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from infra.build.build import BuildReport, build
from infra.build.build_cache import BuildCache, cache_of
from infra.files.blog_folder import every_key
from tests.pictures import flat_png as png
from tests.publishing.blog import post

URL = "https://press.example"
FORK = multiprocessing.get_context("fork")
SITE = """\
title: {title}
languages: [en, es]
landing: {landing}
sidebar: [topics, recent, archives]
theme: {{light: {{link: '{colour}'}}}}
"""
CARDS = "images: {cards: yes}\n"
REDIRECTS = (
    "",
    "redirects: {/rss.xml: /feed/, /rss/: /feed/atom/, /of-a.xml: /tag/a/feed/}\n",
    "redirects: {/rss.xml: /about/, /rss/: /rss.xml, /of-a.xml: /es/feed/}\n",
    "redirects: {/rss.xml: /of-a.xml, /of-a.xml: /tag/b/feed/, /rss/: /about/}\n",
)
TEMPLATE = "{% extends 'presswork/landing.html' %}{% block heading %}WORD{% endblock %}"
BROKEN = "---\ntitle: [\n---\nNo end.\n"


def shown_in(out: Path) -> Mapping[str, tuple[bytes, str]]:
    """Return the objects of a built site, with where they lead."""
    bucket = cache_of(out).public
    found = {key: bucket.read(key) for key in every_key(bucket)}
    return {key: (one[0], one[1].meta.get("location", "")) for key, one in found.items() if one}


def seeded(seed: int) -> random.Random:
    """Return a source of chance that is the same for each run."""
    return random.Random(seed)  # noqa: S311 - nothing here is secret


def stamps(out: Path) -> Mapping[str, tuple[int, int]]:
    """Return when each page was written, and as which file."""
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in out.rglob("*")
        if path.is_file() and ".presswork" not in path.parts
    }


def same(built: BuildReport, clean: BuildReport) -> bool:
    return replace(built, seconds=0, changed=frozenset()) == replace(clean, seconds=0, changed=frozenset())


@dataclass
class Author:
    """An author who edits a folder, and builds it, now and then."""

    folder: Path
    chance: random.Random
    now: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)
    told: list[str] = field(default_factory=list)
    keys: tuple[str, ...] = ("a key",)
    """The keys of links, from which the addresses of previews follow."""
    place: Path | None = None
    """The folder to build into, if it isn't `out`."""

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def out(self) -> Path:
        return self.place or self.folder / "out"

    @property
    def cache(self) -> BuildCache:
        """Where the builds keep what is their own."""
        return cache_of(self.out)

    def begin(self) -> None:
        self.put("site.yaml", SITE.format(title="Press", landing=3, colour="#123456"))
        self.put("about.md", "# About\n\nUs, and [a post](posts/1.md).\n")
        for number in range(8):
            self.put(f"posts/{number}.md", self.some_post())
        self.put("posts/1.es.md", post("Sí.", title="Uno"))
        self.put("posts/0.png", png(10, 20))

    def some_post(self) -> str:
        """Return a post that links to others, shows images, and may have an alias, an end, a date to come, or no reader."""
        some = self.chance
        number, other = some.randrange(10_000), some.randrange(10)
        text = f"Text {number}, [another](/posts/{other}.md) and ![a picture](/posts/{some.randrange(3)}.png).\n"
        front: dict[str, object] = {
            "title": f"Title {some.randrange(40)}",
            "date": f"2026-{some.choice(['10', '11'])}-{some.randrange(1, 29):02} 10:00",
            "categories": some.sample(["ink", "type", "paper"], some.randrange(3)),
            "tags": some.sample(["a", "b", "c"], some.randrange(3)),
        }
        if some.random() < 0.1:
            front |= {"slug": "same", "date": "2026-11-01 10:00"}
        if some.random() < 0.1:
            front["aliases"] = [f"/old-{some.randrange(3)}/"]
        if some.random() < 0.1:
            front["expires"] = f"2026-12-{some.randrange(1, 29):02}"
        if some.random() < 0.1:
            front["draft"] = True
        if some.random() < 0.1:
            front["id"] = f"id-{some.randrange(3)}"
        return post(text, **front)

    def put(self, key: str, text: str | bytes) -> None:
        path = self.sources / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def existing(self, pattern: str) -> Path | None:
        found = sorted(self.sources.glob(pattern))
        return self.chance.choice(found) if found else None

    def edit(self) -> None:
        """Do one thing that authors do."""
        self.chance.choice(EDITS)(self)

    # ---- builds

    def build(self, *, fresh: bool = False) -> BuildReport:
        """Build, and check that the build says which objects have changed."""
        before = stamps(self.out)
        built = build(self.sources, self.out, url=URL, now=self.now, fresh=fresh, keys=self.keys, tell=self.told.append)
        after = stamps(self.out)
        touched = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert {str(self.out / key) for key in built.changed} == touched
        return built

    def build_from_nothing(self) -> tuple[BuildReport, Mapping[str, tuple[bytes, str]]]:
        clean = self.folder / "clean"
        for folder in (clean, cache_of(clean).folder):
            shutil.rmtree(folder, ignore_errors=True)
        return build(self.sources, clean, url=URL, now=self.now, keys=self.keys), shown_in(clean)

    def build_and_be_killed(self, after: float) -> None:
        """Begin a build whose process is killed after so many seconds."""
        process = FORK.Process(target=self.build)
        process.start()
        time.sleep(after)
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def with_a_blog(folder: Path, seed: int = 0) -> Author:
    """Return an author with a blog that was built."""
    author = Author(folder, seeded(seed))
    author.begin()
    author.build()
    return author


def comes_to_the_same(author: Author) -> BuildReport:
    """Build; what stands then, and what is said, is that of a build from nothing."""
    built = author.build()
    clean, shown = author.build_from_nothing()
    assert shown_in(author.out) == shown
    assert same(built, clean)
    assert built.pages + built.files == len(shown)
    return built


def add(author: Author) -> None:
    author.put(f"posts/{author.chance.randrange(14)}.md", author.some_post())


def add_words(author: Author) -> None:
    if path := author.existing("posts/*.md"):
        path.write_text(path.read_text() + "\nMore words.\n")


def retitle(author: Author) -> None:
    if path := author.existing("posts/*.md"):
        path.write_text(path.read_text().replace("Title ", "Titled "))


def publish(author: Author) -> None:
    """Publish a draft, or make a post one."""
    if path := author.existing("posts/*.md"):
        text, line = path.read_text(), "draft: true\n"
        path.write_text(text.replace(line, "") if line in text else text.replace("\n", f"\n{line}", 1))


def turn_keys(author: Author) -> None:
    author.keys = (author.chance.choice(["a key", "another"]),)


def remove(author: Author) -> None:
    if path := author.existing("posts/*"):
        path.unlink()


def rename(author: Author) -> None:
    if path := author.existing("posts/*.md"):
        path.rename(path.with_name(f"{author.chance.randrange(14, 20)}.md"))


def copy(author: Author) -> None:
    if path := author.existing("posts/*.md"):
        path.with_name(f"{author.chance.randrange(20)}.md").write_bytes(path.read_bytes())


def break_one(author: Author) -> None:
    if path := author.existing("posts/*.md"):
        path.write_text(BROKEN)


def translate(author: Author) -> None:
    author.put(f"posts/{author.chance.randrange(10)}.es.md", author.some_post())


def draw(author: Author) -> None:
    author.put(f"posts/{author.chance.randrange(3)}.png", png(author.chance.randrange(1, 99), 20))


def wait(author: Author) -> None:
    author.now += timedelta(days=author.chance.randrange(9))


def touch(author: Author) -> None:
    if path := author.existing("posts/*"):
        os.utime(path, (1, author.chance.randrange(9)))


def restyle(author: Author) -> None:
    some = author.chance
    title, colour = some.choice(["Press", "The Press"]), some.choice(["#123456", "#654321"])
    author.put("site.yaml", SITE.format(title=title, landing=some.choice([2, 3, 4]), colour=colour))


def draw_cards(author: Author) -> None:
    """Switch cards on or off."""
    path = author.sources / "site.yaml"
    with_cards, without = path.read_text() + CARDS, path.read_text().replace(CARDS, "")
    path.write_text(without if CARDS in path.read_text() else with_cards)


def lead_feeds(author: Author) -> None:
    """Let former addresses of feeds lead to feeds, or elsewhere."""
    path = author.sources / "site.yaml"
    lines = [line for line in path.read_text().splitlines(keepends=True) if not line.startswith("redirects:")]
    path.write_text("".join(lines) + author.chance.choice(REDIRECTS))


def move_all(author: Author) -> None:
    path = author.sources / "site.yaml"
    path.write_text(path.read_text() + f"permalink: /{author.chance.choice('xyz')}/{{slug}}/\n")


def shape(author: Author) -> None:
    author.put("templates/landing.html", TEMPLATE.replace("WORD", author.chance.choice(["One", "Two", "{% oops %}"])))


def dress(author: Author) -> None:
    """Add a stylesheet to every page, or change or remove it."""
    path = author.sources / "templates/extra.css"
    if path.exists() and author.chance.random() < 0.5:
        path.unlink()
    else:
        author.put("templates/extra.css", author.chance.choice(["p { color: teal }", "p { color: navy }", "}"]))


def unshape(author: Author) -> None:
    (author.sources / "templates/landing.html").unlink(missing_ok=True)


OFTEN: tuple[Callable[[Author], None], ...] = (add, add, add_words, add_words, retitle, remove, rename, translate, draw, wait)
EDITS = (
    *OFTEN,
    *OFTEN,
    copy,
    break_one,
    touch,
    turn_keys,
    *[publish] * 3,
    *[restyle] * 4,
    draw_cards,
    *[lead_feeds] * 2,
    move_all,
    shape,
    unshape,
    dress,
)
