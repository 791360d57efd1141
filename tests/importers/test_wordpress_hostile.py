"""Exports that were made to harm, and exports that are damaged: refused in words, or survived in bounded memory and time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, repeat
from pathlib import Path

import pytest

from infra.build.build import build
from infra.importers.blog import UnreadableError
from infra.importers.output.writer import write
from infra.importers.wordpress import reader
from tests.bounds.texts import TEXTS
from tests.importers.bounded import bounded
from tests.importers.moving import NOW
from tests.importers.wxr_samples import HEAD, TAIL, cdata, comment, export, item, written
from tests.thorough import sample

BEGIN = HEAD.format(version="1.2")
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
SECRET = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def refused(tmp_path: Path, raw: bytes) -> str:
    (tmp_path / "old.xml").write_bytes(raw)
    with pytest.raises(UnreadableError) as error:
        write(reader.read(tmp_path / "old.xml"), tmp_path / "blog", NOW)
    return str(error.value)


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{BOMB}]>',
        SECRET,
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    ],
)
def test_an_export_with_entities_of_its_own_is_refused(tmp_path: Path, doctype: str) -> None:
    declaration, rest = BEGIN.split("\n", 1)
    why = refused(tmp_path, f"{declaration}\n{doctype}\n{rest}<item><title>&l9;&x;</title></item>{TAIL}".encode())
    assert why == "it has a DOCTYPE, which no export of WordPress has"


def test_a_doctype_far_behind_is_found(tmp_path: Path) -> None:
    declaration, rest = BEGIN.split("\n", 1)
    far = f"<!--{' ' * 600_000}-->"
    assert "DOCTYPE" in refused(tmp_path, f"{declaration}\n{far}{SECRET}\n{rest}{TAIL}".encode())


def test_an_undeclared_entity_is_text(tmp_path: Path) -> None:
    (tmp_path / "old.xml").write_text(export("<item><title>Salt &bogus; &nbsp;&eacute; &amp; <![CDATA[]]></title></item>"))
    report = write(reader.read(tmp_path / "old.xml"), tmp_path / "blog", NOW)
    assert "Salt &bogus; é &" in [note.what for note in report.notes]


NO_EXPORTS = (b"", b"\x00" * 5_000, b"not xml at all", b"<html>", b"PK\x03\x04" + b"\x8f" * 900, b"<rss><item/></rss>")


@pytest.mark.parametrize("raw", NO_EXPORTS)
def test_what_is_no_export_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    assert "it isn't an export of WordPress" in refused(tmp_path, raw)


Encode = Callable[[str], bytes]
ENCODINGS: tuple[tuple[Encode, str], ...] = (
    (lambda text: text.encode("utf-8"), "UTF-8"),
    (lambda text: b"\xef\xbb\xbf" + text.encode("utf-8"), "UTF-8"),
    (lambda text: text.encode("cp1252"), "ISO-8859-1"),
    (lambda text: text.encode("cp1252"), "UTF-8"),
    (lambda text: text.encode("utf-16"), "UTF-16"),
    (lambda text: text.encode("utf-8"), "no-such-encoding"),
    (lambda text: text.replace("Olá", "O\x00l\x1b\x08á\x0b").encode("utf-8"), "UTF-8"),
)


@pytest.mark.parametrize(("encode", "declared"), ENCODINGS)
def test_wrong_encodings_and_forbidden_characters_are_mended(tmp_path: Path, encode: Encode, declared: str) -> None:
    text = export(item(1, "Olá", "À noite – “já”.")).replace('encoding="UTF-8"', f'encoding="{declared}"')
    (tmp_path / "old.xml").write_bytes(encode(text))
    write(reader.read(tmp_path / "old.xml"), tmp_path / "blog", NOW)
    [post] = (tmp_path / "blog/posts").glob("*.md")
    assert "title: Olá\n" in post.read_text()
    if declared != "ISO-8859-1":  # which has no dashes and quotes; browsers read it as Windows-1252
        assert post.read_text().endswith("À noite – “já”.\n")


@pytest.mark.parametrize(
    "content",
    [
        "<![CDATA[a <![CDATA[ x ]]> b]]>",
        "<![CDATA[a ]]> b <b>c</b> ]]>",
        "<![CDATA[a ]]]]><![CDATA[> b ]]>",
        "<![CDATA[a <script>//<![CDATA[\nx();\n//]]></script> b ]]>",
    ],
)
def test_cdata_within_cdata_keeps_the_text_and_the_next_item(tmp_path: Path, content: str) -> None:
    broken = item(1, "Rye", "").replace(f"<content:encoded>{cdata('')}", f"<content:encoded>{content}")
    source = written(tmp_path / "old.xml", broken, item(2, "Salt", "White."))
    write(reader.read(source), tmp_path / "blog", NOW)
    text = (tmp_path / "blog/posts/2011-04-28-rye.md").read_text()
    assert "b" in text.split("---\n")[2]
    assert (tmp_path / "blog/posts/2011-04-28-salt.md").read_text().endswith("White.\n")


def test_an_instruction_or_a_comment_within_an_item_is_no_part_of_it(tmp_path: Path) -> None:
    broken = item(1, "Rye", "Text.").replace("<wp:post_id>", "<?php echo 1; ?><!-- x --><wp:post_id>")
    write(reader.read(written(tmp_path / "old.xml", broken)), tmp_path / "blog", NOW)
    assert (tmp_path / "blog/posts/2011-04-28-rye.md").read_text().endswith("Text.\n")


def test_words_behind_a_cdata_lose_no_item(tmp_path: Path) -> None:
    broken = item(1, "Rye", "One.").replace("</title>", " again</title>", 1)
    source = written(tmp_path / "old.xml", broken, item(2, "Salt", "White."))
    report = write(reader.read(source), tmp_path / "blog", NOW)
    assert [note.what for note in report.notes if note.why.startswith("posts/")] == ["Rye again", "Salt"]


@pytest.mark.parametrize("at", ["<wp:post_id>2", "White", "<item>\n<title><![CDATA[Salt", "</channel>"])
def test_an_export_that_ends_too_early_gives_what_it_has(tmp_path: Path, at: str) -> None:
    whole = export(item(1, "Rye", "Text."), item(2, "Salt", "White."))
    (tmp_path / "old.xml").write_text(whole[: whole.index(at)])
    report = write(reader.read(tmp_path / "old.xml"), tmp_path / "blog", NOW)
    assert (tmp_path / "blog/posts/2011-04-28-rye.md").exists()
    assert (tmp_path / "blog/site.yaml").exists()
    assert any("the file is incomplete" in note.why for note in report.of("skipped"))
    assert "the file is incomplete" in report.broken_off


def test_a_text_that_is_cut_off_is_reported(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", item(1, "Rye", "word " * 900_000), item(2, "Salt", "White."))
    report = write(reader.read(old), tmp_path / "blog", NOW)
    assert ("1 text", "longer than 4,194,304 characters, and cut off there") in [(note.what, note.why) for note in report.notes]
    assert (tmp_path / "blog/posts/2011-04-28-salt.md").exists()


SLUGS = (
    *("../../etc/passwd", "/etc/passwd", "..%2f..%2fx", "a\\..\\b", "con", "", "x" * 4_000, ".git", "a\nb", "\u202egpj"),
    *("templates", "posts", "site.yaml", "de", "feed", "2011"),
)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_hostile_slug_stays_within_the_folder(tmp_path: Path, slug: str) -> None:
    post = item(1, "Rye", slug=slug, link="https://oven.example/x/")
    page = item(2, "Page", slug=slug, link=f"https://oven.example/{slug}", kind="page")
    write(reader.read(written(tmp_path / "old.xml", post, page)), tmp_path / "blog", NOW)
    assert {path.name for path in tmp_path.iterdir()} == {"old.xml", "blog"}
    assert len([*(tmp_path / "blog").rglob("*.md")]) == 2
    assert build(tmp_path / "blog", tmp_path / "out", now=NOW).posts == 1


@pytest.mark.parametrize("link", ["http://[x/", "//[", "https://oven.example:port/x/", "http://oven.example]/"])
def test_a_broken_address_costs_no_entry(tmp_path: Path, link: str) -> None:
    parts = [item(1, "Rye", f'<a href="{link}">a</a>', link=link), item(2, "Us", link=link, kind="page", slug="")]
    source = written(tmp_path / "old.xml", *parts)
    source.write_text(source.read_text().replace("<link>https://oven.example<", f"<link>{link}<"))
    write(reader.read(source), tmp_path / "blog", NOW)
    assert len([*(tmp_path / "blog").rglob("*.md")]) == 2
    assert build(tmp_path / "blog", tmp_path / "out", now=NOW).posts == 1


def test_a_blog_at_a_broken_address_comes_along(tmp_path: Path) -> None:
    source = written(tmp_path / "old.xml", item(1, "Rye", '<a href="/x/">a</a> <img src="http://[/a.png">'))
    source.write_text(source.read_text().replace("https://oven.example<", "http://[oven<"))
    write(reader.read(source), tmp_path / "blog", NOW)
    assert build(tmp_path / "blog", tmp_path / "out", now=NOW).posts == 1


def test_front_matter_cannot_be_smuggled_in(tmp_path: Path) -> None:
    title = 'x"\n---\ndraft: true\npassword: y\n'
    source = written(tmp_path / "old.xml", item(1, title, "Text.", slug="rye", excerpt="a\n---\nb: c"))
    write(reader.read(source), tmp_path / "blog", NOW)
    built = build(tmp_path / "blog", tmp_path / "out", now=NOW)
    assert (built.posts, built.refused, built.diagnostics) == (1, (), ())
    assert (tmp_path / "out/2011/04/28/rye/index.html").exists()


# ---- in a process with little memory


def huge(path: Path, parts: Iterable[str]) -> Path:
    with path.open("w") as file:
        file.write(BEGIN)
        file.writelines(parts)
        file.write(TAIL)
    return path


WORDS = "word " * 20_000
TEXT = "<content:encoded>"
META = "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:postmeta>"


def within(number: int, parts: Iterator[str]) -> Iterator[str]:
    """Yield an item with more parts at its end."""
    yield item(number, "Rye").removesuffix("</item>\n")
    yield from parts
    yield "</item>\n"


CASES: Mapping[str, Callable[[], Iterator[str]]] = {
    "a text of 100 MB": lambda: chain(
        ["<item><content:encoded><![CDATA["], repeat(WORDS, 1_000), ["]]></content:encoded></item>"]
    ),
    "a title of 100 MB without CDATA": lambda: chain(["<item><title>"], repeat(WORDS, 1_000), ["</title></item>"]),
    "a name of 40 MB": lambda: chain(["<item><"], repeat("a" * 100_000, 400), ["/></item>"]),
    "an attribute of 40 MB": lambda: chain(['<item><category nicename="'], repeat("a" * 100_000, 400), ['"/></item>']),
    "a comment of 100 MB": lambda: chain(["<!--"], repeat(WORDS, 1_000), ["-->", item(2, "Salt")]),
    "a million elements in each other": lambda: chain(["<item>"], repeat("<a>" * 10_000, 100), repeat("</a>" * 10_000, 100)),
    "300,000 pieces of metadata": lambda: within(1, repeat(META * 1_000, 300)),
    "50,000 comments": lambda: within(1, repeat(comment(1, "Ann", "Yes! " * 50) * 100, 500)),
    "a CDATA without an end": lambda: chain(["<item><title><![CDATA["], repeat(WORDS, 300)),
}
MARKS = (
    *("[gallery ", "[a '", "[caption]", "[code]", "[[", "[embed]", "<!-- wp:x ", "<!--", "<img ", "<pre>", "</pre><pre>"),
    *("<div ", " \n", 'href="', "<p>", "<ul><li>", "<b>", "<table><tr><td>", "<figure>", "<a href=", "&", "*", "_a_", "$", "`"),
    *("\\", "a:"),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", sample("importers", CASES, 3))
def test_an_export_made_to_harm_is_survived_in_bounded_memory(tmp_path: Path, name: str) -> None:
    said = bounded(huge(tmp_path / "old.xml", CASES[name]()), tmp_path / "blog")
    assert said["why"] or said["notes"]
    assert said["memory"] < 450 << 20


@pytest.mark.slow
def test_posts_made_to_harm_are_survived_in_bounded_time(tmp_path: Path) -> None:
    texts, marks = sample("importers", TEXTS.items(), 3), sample("importers", MARKS, 3)
    posts = [item(number, name, text[:20_000], slug=f"text-{number}") for number, (name, text) in enumerate(texts, 1)]
    more = [item(number, mark, (mark * 20_000)[:20_000], slug=f"mark-{number}") for number, mark in enumerate(marks, 1_000)]
    said = bounded(written(tmp_path / "old.xml", *posts, *more), tmp_path / "blog", 1_500 << 20)
    assert len([*(tmp_path / "blog/posts").glob("*.md")]) == len(posts) + len(more)
    assert said["seconds"] < 100
