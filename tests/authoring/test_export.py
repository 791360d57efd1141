"""What an export holds, and that a site which is made of it is the same, byte for byte."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from bench.watching import watched
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Object
from chalicelib.content.media import files
from chalicelib.store.newsletter import letters
from infra.authoring.export import export as exporting
from infra.authoring.export.export import ExportReport, export
from infra.authoring.target import site_state
from infra.authoring.target.bucket_listing import of_bucket
from infra.files.blog_folder import looks
from infra.terminal.streams import CannotError
from tests.authoring.author import Author
from tests.authoring.sites import SITE, SOURCES, filled, filled_blog, transfer
from tests.folder_contents import files_of
from tests.publishing.blog import Blog, MemoryBlog, post
from tests.publishing.blog_on_moto import AwsBlog
from tests.publishing.test_previews import with_keys


def exported(blog: Blog, out: Path) -> ExportReport:
    return export(blog.cloud, of_bucket(blog.cloud.content), out, "press")


def brought(blog: Blog, folder: Path) -> Blog:
    """Push the folder into an empty site: what is carried first, then every file."""
    assert site_state.is_empty(blog.cloud)
    site_state.carry_over(blog.cloud, folder)
    keys = sorted(looks(folder, folder / "nowhere"), key=lambda key: files.sort_of(key) not in files.FIXTURES)
    blog.publish_at_once({key: (folder / key).read_bytes() for key in keys})
    return blog


def test_a_site_that_is_made_of_an_export_has_the_same_bytes(tmp_path: Path) -> None:
    blog = filled_blog()

    exported(blog, tmp_path)

    assert brought(MemoryBlog(), tmp_path).objects() == blog.objects()


@pytest.mark.slow
def test_of_a_site_on_aws_the_same_is_exported(aws_blog: AwsBlog, tmp_path: Path) -> None:
    blog = filled_blog()
    transfer(blog, aws_blog.cloud)

    for one, folder in ((blog, "memory"), (aws_blog, "aws")):
        exported(one, tmp_path / folder)

    assert files_of(tmp_path / "aws") == files_of(tmp_path / "memory")


@pytest.mark.slow
def test_into_an_empty_site_on_aws_the_same_is_carried(aws_blog: AwsBlog, tmp_path: Path) -> None:
    blog = MemoryBlog()
    exported(filled_blog(), tmp_path)

    for one in (blog, aws_blog):
        assert site_state.is_empty(one.cloud)
        site_state.carry_over(one.cloud, tmp_path)

    assert isinstance(blog.cloud.table, MemoryTable)
    carried = {item.at: item for item in blog.cloud.table.items()}
    assert carried
    assert aws_blog.cloud.table.get_many(carried) == carried
    assert of_keys(aws_blog) == of_keys(blog) != []


Step = Mapping[str, str | bytes | None]

HISTORIES: dict[str, tuple[Step, ...]] = {
    "a renamed file": ({"posts/a.md": None, "posts/z.md": SOURCES["posts/a.md"]},),
    "a file renamed twice": (
        {"about.md": None, "us.md": SOURCES["about.md"]},
        {"us.md": None, "we.md": SOURCES["about.md"]},
    ),
    "a file that was taken over and came back": (
        {"posts/a.md": None, "posts/z.md": SOURCES["posts/a.md"]},
        {"posts/a.md": post(title="Another", date="2026-11-20", slug="other")},
    ),
    "a post that was published and is a draft again": (
        {"posts/c.md": post(title="C", lang="es", date="2025-10-01", draft=True)},
    ),
    "an expired post": ({"posts/b.md": post(title="B", date="2026-11-21", expires="2026-11-22")},),
    "a refused edit": ({"posts/a.md": post(title="A", date="never")},),
    "a refused edit of a moved post": (
        {"posts/a.md": post(title="A", slug="moved-a")},
        {"posts/a.md": post(title="A", date="never")},
    ),
    "a language that is unknown": ({"posts/c.md": post(title="C", lang="xx")},),
    "an address that two want": ({"posts/z.md": post(title="Z", path="/same/")}, {"posts/y.md": post(title="Y", path="/same/")}),
    "an id that two want": ({"posts/z.md": post(title="Z", id="one")}, {"posts/y.md": post(title="Y", id="one")}),
    "an alias that two want": (
        {"posts/z.md": post(title="Z", aliases=["/same/"])},
        {"posts/y.md": post(title="Y", aliases=["/same/"])},
    ),
    "an edit that wants another's address": ({"posts/b.md": post(title="B", path="/2026/11/20/a/")},),
    "another default language": ({"site.yaml": SITE.replace("[en, es,", "[es, en,")},),
    "a refused site.yaml": ({"site.yaml": SITE + "titel: x\nlanguages: 3\n"},),
    "a refused template": (
        {"templates/moved.html": "<p>Over there</p>\n"},
        {"templates/moved.html": "{% if %}"},
    ),
    "a refused catalogue": (
        {"templates/phrases/es.po": 'msgid ""\nmsgstr ""\n\nmsgid "Topics"\nmsgstr "Asuntos"\n'},
        {"templates/phrases/es.po": 'msgid "Topics\n'},
    ),
    "nothing but files": (dict.fromkeys(key for key in SOURCES if key.endswith(".md")),),
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=list(HISTORIES))
def test_what_happened_to_a_site_is_carried(history: Sequence[Step], tmp_path: Path) -> None:
    blog = filled_blog()
    for step in history:
        blog.publish_at_once(step)

    exported(blog, tmp_path)

    assert brought(MemoryBlog(), tmp_path).objects() == blog.objects()


def test_what_is_renamed_after_an_import_keeps_its_id(tmp_path: Path) -> None:
    blog = filled_blog()
    exported(blog, tmp_path)
    new = brought(MemoryBlog(), tmp_path)

    for one in (blog, new):
        one.publish_at_once({"posts/second.md": None, "posts/third.md": post("Same.", title="First", date="2026-11-10")})

    assert new.objects() == blog.objects()


def test_posts_that_are_brought_along_are_not_mailed(tmp_path: Path) -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/new.md": post(date="2026-11-25T11:59:00")})
    assert len([*letters.listed(blog.cloud.table)]) == 1
    exported(blog, tmp_path)

    new = brought(MemoryBlog(), tmp_path)

    assert [*letters.listed(new.cloud.table)] == []


def test_every_uploaded_file_is_exported_as_it_is_and_no_report(tmp_path: Path) -> None:
    blog = filled_blog()

    done = exported(blog, tmp_path)

    kept = {key for key in of_keys(blog) if not key.endswith(".txt")}
    assert {*looks(tmp_path, tmp_path / "nowhere")} == kept
    assert all((tmp_path / key).read_bytes() == body for key in kept if (body := read(blog, key)))
    assert (done.files, done.fetched, done.unfit) == (len(kept), len(kept), [])


def test_a_second_export_fetches_only_what_changed(tmp_path: Path) -> None:
    blog = filled_blog()
    exported(blog, tmp_path)
    blog.publish({"about.md": "# About\n\nWe."})
    (tmp_path / "posts/a.md").write_text("half")

    assert exported(blog, tmp_path).fetched == 2


def test_files_that_the_site_no_longer_has_are_named(tmp_path: Path) -> None:
    blog = filled_blog()
    assert exported(blog, tmp_path).gone == []
    blog.publish({"posts/b.md": None})
    (tmp_path / ".draft.md.swp").write_text("an editor's")
    (tmp_path / "mine.md").write_text("mine")

    assert exported(blog, tmp_path).gone == ["mine.md", "posts/b.md"]


@pytest.mark.parametrize("key", [f"posts/{'n' * 300}.txt", "../out.md", "a//b.md", "/a.md", "posts/./a.md"])
def test_a_key_that_is_no_path_is_named_and_written_nowhere(key: str, tmp_path: Path) -> None:
    blog = MemoryBlog()
    blog.cloud.content.write(key, Object(b"x", "text/markdown"))

    done = exported(blog, tmp_path / "out")

    assert done.unfit == [key]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_of_a_file_and_a_key_below_it_one_is_named(tmp_path: Path) -> None:
    blog = MemoryBlog()
    for key in ("notes", "notes/a.md"):
        blog.cloud.content.write(key, Object(b"x", "text/markdown"))

    assert exported(blog, tmp_path).unfit in (["notes"], ["notes/a.md"])


def test_a_folder_with_other_files_is_taken_until_an_export_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert exporting.has_other_files(tmp_path)

    exported(MemoryBlog(), tmp_path)

    assert not exporting.has_other_files(tmp_path)
    assert not exporting.has_other_files(tmp_path / "new")


def test_a_damaged_catalog_is_named_by_its_line(tmp_path: Path) -> None:
    exported(filled_blog(), tmp_path)
    file = tmp_path / site_state.FILE
    file.write_text(file.read_text() + '{"key": 1')

    with pytest.raises(ValueError, match=r"line \d+ can't be read"):
        site_state.carry_over(MemoryBlog().cloud, tmp_path)


def of_keys(blog: Blog) -> list[str]:
    return [one.key for one in of_bucket(blog.cloud.content)()]


def read(blog: Blog, key: str) -> bytes:
    found = blog.cloud.content.read(key)
    return found[0] if found else b""


def test_an_export_that_is_pushed_into_an_empty_site_gives_the_same_bytes(tmp_path: Path) -> None:
    blog = filled_blog()
    blog.publish_at_once({"posts/a.md": None, "posts/z.md": SOURCES["posts/a.md"]})
    exported(blog, tmp_path)
    author = Author(tmp_path, MemoryBlog())

    author.push()

    assert author.blog.objects() == blog.objects()
    assert any("the site is empty" in line for line in author.said)
    author.push()
    assert not any("the site is empty" in line for line in author.said)


def test_a_damaged_export_is_told_before_anything_is_pushed(tmp_path: Path) -> None:
    exported(filled_blog(), tmp_path)
    (tmp_path / site_state.FILE).write_text("[]\n")
    author = Author(tmp_path, MemoryBlog())

    with pytest.raises(CannotError, match=r"line 1 can't be read .* export the site again"):
        author.push()

    assert author.contents.puts == []


def test_a_site_that_has_only_the_pages_of_an_empty_one_is_empty(tmp_path: Path) -> None:
    new = MemoryBlog()
    new.publish({"about.md": "# About"})
    assert not site_state.is_empty(new.cloud)

    new.publish({"about.md": None})

    assert site_state.is_empty(new.cloud)


def test_an_export_that_broke_off_goes_on_and_leaves_no_half_file(tmp_path: Path) -> None:
    blog = filled_blog()

    def breaking(port: str, method: str, args: Sequence[object], call: Callable[[], object]) -> object:
        if (port, method, args[:1]) == ("content", "stream", ("posts/b.md",)):
            return broken()
        return call()

    with pytest.raises(ConnectionError):
        export(watched(blog.cloud, breaking), of_bucket(blog.cloud.content), tmp_path, "press")
    assert not (tmp_path / "posts/b.md").exists()
    assert not exporting.has_other_files(tmp_path)

    exported(blog, tmp_path)

    assert brought(MemoryBlog(), tmp_path).objects() == blog.objects()


def broken() -> Iterator[bytes]:
    yield b"half"
    raise ConnectionError


PREVIEWED: dict[str, tuple[Step, ...]] = {
    "a draft that is published": ({"posts/draft.md": post(title="Draft", date="2026-11-20")},),
    "a refused draft": ({"posts/draft.md": post(title="Draft", date="never", draft=True)},),
    "a scheduled post that is refused": ({"posts/later.md": post(title="Later", date="2026-12-24T08:00:00", lang="xx")},),
    "a post that is a draft again": ({"posts/a.md": post(title="A", draft=True)},),
    "a moved draft": ({"posts/draft.md": None, "posts/sketch.md": SOURCES["posts/draft.md"]},),
}


@cache
def with_previews() -> MemoryBlog:
    blog = MemoryBlog()
    filled(with_keys(blog, ("a key",)))
    return blog


@pytest.mark.parametrize("history", PREVIEWED.values(), ids=list(PREVIEWED))
def test_previews_stand_at_the_same_secret_addresses_where_the_keys_are_the_same(history: Sequence[Step], tmp_path: Path) -> None:
    blog, new = copy.deepcopy(with_previews()), with_keys(MemoryBlog(), ("a key",))
    for step in history:
        blog.publish_at_once(step)
    assert any(key.startswith("_/preview/") for key in blog.objects())
    exported(blog, tmp_path)

    assert brought(new, tmp_path).objects() == blog.objects()
