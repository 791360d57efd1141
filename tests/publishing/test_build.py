"""A build and the clouds are one core: from the same sources they make the same bytes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.build.build import build
from infra.build.build_cache import cache_of
from infra.build.former_feeds import is_index
from infra.files.blog_folder import every_key
from tests.publishing.blog import NOW, URL, MemoryBlog, post
from tests.publishing.sources import SOURCES

Sources = Mapping[str, str | bytes | None]
MORE: Sources = {
    **SOURCES,
    "posts/due.md": post(title="Not yet", date="2027-01-01"),
    "posts/draft.md": post(title="Never", draft=True),
    "posts/aliased.md": post(title="Aliased", aliases=["/old/", "/old.html"]),
    "templates/landing.html": "{% extends 'presswork/landing.html' %}{% block heading %}By hand{% endblock %}",
    "templates/static/style.css": "body { color: teal }",
}


def lay_out(folder: Path, sources: Sources) -> None:
    for key, source in sources.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode() if isinstance(source, str) else source or b"")


def shown_in(folder: Path) -> Mapping[str, tuple[bytes, str]]:
    """The objects of a built site, with where they lead."""
    bucket = cache_of(folder).public
    found = {key: bucket.read(key) for key in every_key(bucket) if not is_index(key)}
    return {key: (one[0], one[1].meta.get("location", "")) for key, one in found.items() if one}


@pytest.mark.slow
def test_a_build_makes_what_the_clouds_make(tmp_path: Path, memory_blog: MemoryBlog) -> None:
    lay_out(tmp_path / "in", MORE)
    memory_blog.publish(MORE)

    built = build(tmp_path / "in", tmp_path / "out", url=URL, now=NOW)

    shown = {key: (one.body, one.meta.get("location", "")) for key, one in memory_blog.objects().items()}
    assert shown_in(tmp_path / "out") == shown
    assert built.pages + built.files == len(shown) + sum(map(is_index, every_key(cache_of(tmp_path / "out").public)))


@pytest.mark.slow
def test_a_build_over_another_leaves_nothing_of_it(tmp_path: Path) -> None:
    fewer = {key: source for key, source in MORE.items() if "hostile" not in key and not key.startswith("templates")}
    lay_out(tmp_path / "in", MORE)
    lay_out(tmp_path / "fewer", fewer)
    build(tmp_path / "in", tmp_path / "out", url=URL, now=NOW)

    build(tmp_path / "fewer", tmp_path / "out", url=URL, now=NOW)
    build(tmp_path / "fewer", tmp_path / "fresh", url=URL, now=NOW)

    assert shown_in(tmp_path / "out") == shown_in(tmp_path / "fresh")
