"""An export of WordPress becomes a folder that builds into the same blog: addresses, feeds, texts, images and menu."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner

from infra.exits import FOUND
from infra.importers import wordpress
from infra.importers.blog import UnreadableError
from infra.importers.report import Report
from infra.importers.writing import write
from infra.local.build import build
from infra.verbs.import_ import command
from tests.importers.wxr_samples import attachment, author, category, comment, item, menu_item, written

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def imported(tmp_path: Path, *parts: str, media: Path | None = None, version: str = "1.2") -> tuple[Path, Report]:
    """Import these parts of an export; return the folder and the report."""
    source = written(tmp_path / "old.xml", *parts, version=version)
    return tmp_path / "blog", write(wordpress.read(source, media), tmp_path / "blog", NOW)


def source(blog: Path, key: str) -> str:
    return (blog / key).read_text()


def body(blog: Path, key: str = "posts/2011-04-28-rye.md") -> str:
    return source(blog, key).split("---\n", 2)[2].strip()


def keys(blog: Path) -> set[str]:
    return {str(path.relative_to(blog)) for path in blog.rglob("*") if path.is_file() and ".presswork" not in path.parts}


def whys(report: Report) -> dict[str, str]:
    return {note.what: note.why for note in report.notes if note.outcome != "imported"}


def uploads(tmp_path: Path, *paths: str) -> Path:
    media = tmp_path / "uploads"
    for path in paths:
        (media / path).parent.mkdir(parents=True, exist_ok=True)
        (media / path).write_bytes(PNG)
    return media


BLOG = (
    author("ines", "Inês Corvelo"),
    category("Bread", "bread", text="What rises."),
    category("Rye & spelt", "rye-and-spelt", parent="bread"),
    item(
        *(
            1,
            "Rye &amp; water",
            'Flour, <em>water</em>,\nand a week.\n\n<!--more-->\n\nSee <a href="https://oven.example/about/">us</a>.',
        ),
        slug="rye",
        sticky=1,
        excerpt="A <b>beginning</b>.",
        terms=[("category", "rye-and-spelt", "Rye & spelt"), ("post_tag", "flour", "flour")],
        meta={"_thumbnail_id": "7", "_wp_old_slug": "rye-bread"},
        comments=comment(1, "Ann", "Yes!") + comment(2, "Bot", "Buy!", "spam"),
    ),
    item(2, "Salt", "White.", date="2012-01-02 10:00:00", gmt="2012-01-02 09:00:00"),
    item(3, "About", "Us.", kind="page"),
    item(4, "Team", "Ines.", kind="page", link="https://oven.example/about/team/", parent=3),
    item(5, "Idea", "Maybe.", status="draft", gmt="0000-00-00 00:00:00", slug="", link="https://oven.example/?p=5"),
    item(6, "Soon", "Wait.", status="future", date="2027-01-01 10:00:00", gmt="2027-01-01 09:00:00"),
    attachment(7, "2011/04/boat.png", alt="A boat"),
    item(8, "Diary", "Mine.", status="private"),
    item(9, "Vault", "Ours.", password="sesame"),
    menu_item(20, "", 1, type="post_type", object="page", object_id="3"),
    menu_item(21, "Bread", 2, type="taxonomy", object="category", object_id="1"),
    menu_item(22, "Shop", 3, type="custom", url="https://shop.example/"),
    menu_item(23, "Below", 4, type="custom", url="https://shop.example/x", menu_item_parent="22"),
)


def test_a_blog_comes_along_whole(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, *BLOG, media=uploads(tmp_path, "2011/04/boat.png"))
    assert keys(blog) == {
        *("posts/2011-04-28-rye.md", "posts/2012-01-02-salt.md", "posts/2027-01-01-soon.md", "drafts/idea.md"),
        *("about.md", "about/team.md", "site.yaml", "wp-content/uploads/2011/04/boat.png", "posts/.2011-04-28-rye.comments.json"),
    }
    assert source(blog, "posts/2011-04-28-rye.md") == (
        "---\n"
        "title: Rye & water\n"
        "date: 2011-04-28 10:00\n"
        "aliases: [/2011/04/28/rye-bread/]\n"
        "author: ines\n"
        "categories: [rye-and-spelt, Bread]\n"
        "tags: [flour]\n"
        "summary: A beginning.\n"
        "image: /wp-content/uploads/2011/04/boat.png\n"
        "image_alt: A boat\n"
        "pinned: true\n"
        "id: https://oven.example/?p=1\n"
        "---\n"
        "\n"
        "Flour, *water*,\\\n"
        "and a week.\n"
        "\n"
        "<!--more-->\n"
        "\n"
        "See [us](/about/).\n"
    )
    assert "draft: true" in source(blog, "drafts/idea.md")
    told = whys(report)
    assert told["Diary"] == "it is private, so it didn't come along"
    assert told["Vault"].startswith("it has a password")
    assert "spam" in told["Rye & water"]


def test_the_site_says_what_the_channel_says(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, *BLOG)
    assert source(blog, "site.yaml") == (
        "title: The Oven\n"
        "description: Bread & salt\n"
        "url: https://oven.example\n"
        "zone: Europe/Paris\n"
        "languages: [en]\n"
        "authors:\n"
        "  ines: Inês Corvelo\n"
        "categories:\n"
        "  Bread:\n"
        "    name: Bread\n"
        "    text: What rises.\n"
        "  rye-and-spelt: Rye & spelt\n"
        "menu:\n"
        "  - about.md\n"
        "  - to: category/bread\n"
        "    title: Bread\n"
        "  - to: https://shop.example/\n"
        "    title: Shop\n"
    )
    assert "in “Bread”, too" in whys(report)["the category “Rye & spelt”"]
    assert "the entry “Below” of a menu" in whys(report)


def test_the_new_site_is_where_the_old_one_was(tmp_path: Path) -> None:
    blog, _ = imported(tmp_path, *BLOG, media=uploads(tmp_path, "2011/04/boat.png"))
    out = tmp_path / "out"
    built = build(blog, out, now=NOW)
    assert (built.posts, built.refused, built.missing, built.failed) == (2, (), (), ())
    home = (out / "index.html").read_text()
    feed = feedparser.parse((out / "feed/index.xml").read_bytes())
    assert (out / "2011/04/28/rye/index.html").exists()
    assert "/2011/04/28/rye/" in (out / "2011/04/28/rye-bread/index.html").read_text()
    assert not (out / "2027/01/01/soon/index.html").exists()
    assert (out / "about/team/index.html").exists()
    assert {entry.id for entry in feed.entries} == {"https://oven.example/?p=1", "https://oven.example/?p=2"}
    assert home.index("Rye &amp; water") < home.index("Salt")
    assert 'href="/about/"' in home
    assert 'href="https://shop.example/"' in home
    assert (out / "wp-content/uploads/2011/04/boat.png").exists()
    published = "".join(path.read_text() for path in out.rglob("*.html") if ".presswork" not in path.parts)
    assert not {word for word in ("Mine.", "Ours.", "Maybe.", "Yes!", "ann@example.org", "192.0.2.7") if word in published}


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    media = uploads(tmp_path, "2011/04/boat.png")
    blog, first = imported(tmp_path, *BLOG, media=media)
    before = {key: (blog / key).read_bytes() for key in keys(blog)}
    _, second = imported(tmp_path, *BLOG, media=media)
    assert {key: (blog / key).read_bytes() for key in keys(blog)} == before
    assert not second.written
    assert second.same == first.written


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_version_is_read(tmp_path: Path, version: str) -> None:
    blog, _ = imported(tmp_path, item(1, "Rye", "Text."), version=version)
    assert body(blog) == "Text."


@pytest.mark.parametrize(
    ("links", "permalink"),
    [
        (["/2011/04/rye/", "/2011/04/salt/"], "/{year}/{month}/{slug}/"),
        (["/rye/", "/salt/"], "/{slug}/"),
        (["/blog/2011/rye", "/blog/2011/salt"], "/blog/{year}/{slug}/"),
        (["/2011/04/28/rye/", "/2011/04/28/salt/"], ""),
        (["/archives/1", "/archives/2"], ""),
    ],
)
def test_the_pattern_of_addresses_follows_from_them(tmp_path: Path, links: list[str], permalink: str) -> None:
    posts = [
        item(number, slug, link=f"https://oven.example{link}")
        for number, (slug, link) in enumerate(zip(["rye", "salt"], links, strict=True), 1)
    ]
    blog, report = imported(tmp_path, *posts)
    site = source(blog, "site.yaml")
    assert (f"permalink: {permalink}\n" in site) if permalink else ("permalink" not in site)
    build(blog, tmp_path / "out", now=NOW)
    assert not [why for why in whys(report).values() if "address" in why]
    assert all((tmp_path / "out" / link.strip("/") / "index.html").exists() for link in links)


def test_posts_in_a_category_keep_their_addresses(tmp_path: Path) -> None:
    blog, _ = imported(
        tmp_path,
        item(1, "Rye", slug="rye", link="https://oven.example/bread/rye/"),
        item(2, "Salt", link="https://oven.example/spice/salt/"),
    )
    assert "path: /bread/rye/\n" in source(blog, "posts/2011-04-28-rye.md")


def test_an_address_by_number_is_reported(tmp_path: Path) -> None:
    _, report = imported(tmp_path, item(1, "Rye", link="https://oven.example/?p=1"))
    assert whys(report)["Rye"] == "its old address /?p=1 has a `?`, and addresses here have none"


def test_equal_and_missing_slugs_are_told_apart(tmp_path: Path) -> None:
    twins = [
        item(1, "Rye", "One.", slug="rye"),
        item(2, "Rye", "Two.", slug="rye"),
        item(3, "Ünnamed post", "Three.", slug="", link="https://oven.example/?p=3"),
    ]
    blog, _ = imported(tmp_path, *twins)
    built = build(blog, tmp_path / "out", now=NOW)
    assert keys(blog) >= {"posts/2011-04-28-rye.md", "posts/2011-04-28-rye-2.md", "posts/2011-04-28-ünnamed-post.md"}
    assert (built.posts, built.refused) == (3, ())


def test_the_time_zone_follows_from_the_times(tmp_path: Path) -> None:
    posts = [
        item(1, "Summer", date="2011-07-01 23:30:00", gmt="2011-07-02 03:30:00"),
        item(2, "Winter", date="2011-12-01 23:30:00", gmt="2011-12-02 04:30:00"),
    ]
    blog, _ = imported(tmp_path, *posts)
    assert "zone: America/New_York\n" in source(blog, "site.yaml")
    assert "date: 2011-07-01 23:30\n" in source(blog, "posts/2011-07-01-summer.md")


def test_files_come_from_the_folder_of_uploads_and_the_missing_are_named(tmp_path: Path) -> None:
    text = (
        '<img src="https://oven.example/wp-content/uploads/2011/04/boat-300x200.png" alt="A" width="300" height="200" />'
        ' <a href="http://www.oven.example/wp-content/uploads/2011/04/list.pdf">list</a>'
        ' <img src="https://oven.example/wp-content/uploads/2011/04/gone.png" alt="G" />'
    )
    media = uploads(tmp_path, "2011/04/boat.png", "2011/04/list.pdf", "2011/04/boat-300x200.png")
    blog, report = imported(
        tmp_path, item(1, "Rye", text), attachment(2, "2011/04/boat.png"), attachment(3, "2011/04/gone.png"), media=media
    )
    assert body(blog) == (
        "![A|300x200](/wp-content/uploads/2011/04/boat.png) [list](/wp-content/uploads/2011/04/list.pdf) "
        "![G](/wp-content/uploads/2011/04/gone.png)"
    )
    assert keys(blog) >= {"wp-content/uploads/2011/04/boat.png", "wp-content/uploads/2011/04/list.pdf"}
    assert "wp-content/uploads/2011/04/boat-300x200.png" not in keys(blog)
    assert whys(report)["wp-content/uploads/2011/04/gone.png"] == (
        "it isn't in the export; get it from https://oven.example/wp-content/uploads/2011/04/gone.png"
    )


def test_no_file_comes_from_outside_of_the_folder_of_uploads(tmp_path: Path) -> None:
    media = uploads(tmp_path, "2011/ok.png")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (media / "link.png").symlink_to(tmp_path / "secret.png")
    paths = ("../secret.png", "%2e%2e/secret.png", "2011/../../secret.png", "link.png")
    blog, _ = imported(tmp_path, *(attachment(number, path) for number, path in enumerate(paths, 1)), media=media)
    assert not list(blog.rglob("*.png"))


def test_a_link_by_number_leads_to_the_address(tmp_path: Path) -> None:
    text = '<a href="https://oven.example/?p=2">salt</a> <a href="/?page_id=3">about</a> <a href="https://oven.example/?p=99">gone</a>'
    blog, _ = imported(tmp_path, item(1, "Rye", text), item(2, "Salt"), item(3, "About", kind="page"))
    assert body(blog) == "[salt](/2011/04/28/salt/) [about](/about/) [gone](/?p=99)"


CLASSIC = (
    ("One\ntwo\n\nthree", "One\\\ntwo\n\nthree"),
    ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nafter", "- a\n- b\n\nafter"),
    ("<h2>H</h2>\ntext", "## H\n\ntext"),
    ("<pre>a\n\nb</pre>", "```\na\n\nb\n```"),
    ("<blockquote>a\n\nb</blockquote>", "> a\n>\n> b"),
    ("a<!--nextpage-->b", "ab"),
    ("&nbsp;\n\na", "a"),
    (
        '[caption id="x" width="300"]<img src="/a.png" alt="A" /> The <em>Ana</em>[/caption]',
        '<figure><img src="/a.png" alt="A"><figcaption>The <em>Ana</em></figcaption></figure>',
    ),
    ('[caption width="9" caption="The Ana"]<img src="/a.png" alt="A" />[/caption]', '![A](/a.png "The Ana")'),
    ("[embed]https://vimeo.com/76979871[/embed]", "https://vimeo.com/76979871"),
    ("[youtube aqz-KE-bpKQ]", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
    ("[youtube=https://www.youtube.com/watch?v=aqz-KE-bpKQ]", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
    ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
    ('[audio mp3="https://else.example/a.mp3"][/audio]', '<p><audio controls="" src="https://else.example/a.mp3"></audio></p>'),
    ('[sourcecode language="python"]\nif a &lt; b:\n\n    pass\n[/sourcecode]', "```python\nif a < b:\n\n    pass\n```"),
    ("[php]<?php echo 1; ?>[/php]", "```php\n<?php echo 1; ?>\n```"),
    ("[[gallery]] is a shortcode, [sic]", "\\[gallery] is a shortcode, [sic]"),
)


@pytest.mark.parametrize(("text", "markdown"), CLASSIC)
def test_a_classic_text_becomes_markdown(tmp_path: Path, text: str, markdown: str) -> None:
    blog, _ = imported(tmp_path, item(1, "Rye", text))
    assert body(blog) == markdown


def block(name: str, html: str, has: str = "") -> str:
    return f"<!-- wp:{name} {has}-->\n{html}\n<!-- /wp:{name} -->\n"


PICTURE = '<figure class="wp-block-image"><img src="/{}.png" alt="A"/>{}</figure>'
FILM = '<div class="wp-block-embed__wrapper">\nhttps://vimeo.com/76979871\n</div><figcaption>A film</figcaption>'
TWO = PICTURE.format("a", "<figcaption>Ana</figcaption>") + PICTURE.format("b", "")
LISTED = f'<li class="blocks-gallery-item">{PICTURE.format("a", "")}</li>'
TABLE = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
LINKS = '<a href="/a.pdf">A</a><a href="/a.pdf" class="wp-block-file__button">Download</a>'
BLOCKS = (
    (block("paragraph", "<p>a</p>"), "a"),
    (block("heading", '<h3 class="wp-block-heading">H</h3>', '{"level":3} '), "### H"),
    (block("image", PICTURE.format("a", ""), '{"id":7} '), "![A](/a.png)"),
    (block("embed", f'<figure class="wp-block-embed">{FILM}</figure>'), "https://vimeo.com/76979871\n\nA film"),
    (block("gallery", f'<figure class="wp-block-gallery">{TWO}</figure>'), '![A](/a.png "Ana") ![A](/b.png)'),
    (block("gallery", f'<ul class="wp-block-gallery">{LISTED}</ul>'), "![A](/a.png)"),
    (block("code", '<pre class="wp-block-code"><code>a &lt; b</code></pre>'), "```\na < b\n```"),
    (block("table", f'<figure class="wp-block-table">{TABLE}</figure>'), "| a |\n| --- |\n| b |"),
    (block("columns", block("column", '<div class="wp-block-column"><p>a</p></div>')), "a"),
    (block("file", f'<div class="wp-block-file">{LINKS}</div>'), "[A](/a.pdf)"),
    (block("more", "<!--more-->") + block("paragraph", "<p>a</p>"), "<!--more-->\n\na"),
    (block("spacer", '<div style="height:9px" class="wp-block-spacer"></div>') + block("paragraph", "<p>a</p>"), "a"),
)


@pytest.mark.parametrize(("text", "markdown"), BLOCKS)
def test_a_text_of_blocks_becomes_markdown(tmp_path: Path, text: str, markdown: str) -> None:
    blog, _ = imported(tmp_path, item(1, "Rye", text))
    assert body(blog) == markdown


@pytest.mark.parametrize("shortcode", ['[gallery ids="8,7"]', "[gallery]"])
def test_a_gallery_shows_its_attachments(tmp_path: Path, shortcode: str) -> None:
    parts = (attachment(7, "b.png", parent=1, alt="B"), attachment(8, "a.png", parent=1, caption="Ana"))
    blog, _ = imported(tmp_path, item(1, "Rye", f"Look: {shortcode}"), *parts)
    images = ['![a.png](/wp-content/uploads/a.png "Ana")', "![B](/wp-content/uploads/b.png)"]
    assert body(blog) == "Look:\n\n" + " ".join(images if "ids" in shortcode else images[::-1])


def test_what_shows_nothing_here_is_reported(tmp_path: Path) -> None:
    text = (
        '[contact-form-7 id="12" title="Write"] [ngg src="1"]x[/ngg] [gallery ids="99"]'
        '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->'
    )
    blog, report = imported(
        tmp_path, item(1, "Rye", text), item(2, "CSS", "x", kind="custom_css"), item(3, "Boat", "Old.", kind="portfolio")
    )
    said = [note.why for note in report.notes if note.what == "Rye" and note.outcome == "changed"]
    assert said == [
        "the block latest-posts shows nothing here",
        "the shortcode [contact-form-7] is unknown, and stays as text",
        "the shortcode [ngg] is unknown, and stays as text",
        'the shortcode [gallery ids="99"] shows nothing that came along',
    ]
    assert '[contact-form-7 id="12" title="Write"]' in body(blog).replace("\\", "")
    assert "1 of the type custom_css" in whys(report)
    assert whys(report)["1 of the type portfolio"] == "imported as pages, since there are only posts and pages here"
    assert (blog / "boat.md").exists()


def test_footnotes_of_the_block_editor_come_along(tmp_path: Path) -> None:
    def reference(own: str) -> str:
        return f'<sup data-fn="{own}" class="fn"><a href="#{own}" id="{own}-link">1</a></sup>'

    text = (
        f"<!-- wp:paragraph --><p>Rye{reference('b-2')} and salt{reference('a-1')}, rye{reference('b-2')}, "
        f"ink{reference('x')}.</p><!-- /wp:paragraph --><!-- wp:footnotes /-->"
    )
    notes = [
        {"content": 'Of the <a href="https://oven.example/?p=2">sea</a>.', "id": "a-1"},
        *({"content": "A <em>grain</em>.", "id": "b-2"}, {"content": "Nowhere.", "id": "c-3"}),
    ]
    blog, report = imported(tmp_path, item(1, "Rye", text, meta={"footnotes": json.dumps(notes)}), item(2, "Sea", "Blue."))
    written_text = body(blog)
    assert written_text.startswith("Rye[^1] and salt[^2], rye[^1], ink")
    assert written_text.endswith("[^1]: A *grain*.\n\n[^2]: Of the [sea](/2011/04/28/sea/).")
    assert [note.why for note in report.notes if note.what == "Rye" and note.outcome == "changed"] == [
        "1 reference to footnotes whose text isn't in the export",
        "1 footnote that its text doesn't refer to, left out",
    ]
    assert build(blog, tmp_path / "out", now=NOW).posts == 2


@pytest.mark.parametrize("kept", ["", "no JSON", "[" * 100_000, '{"a": 1}', '[1, {"id": null}]'])
def test_footnotes_that_cannot_be_read_cost_nothing_else(tmp_path: Path, kept: str) -> None:
    blog, report = imported(tmp_path, item(1, "Rye", 'Rye<sup data-fn="a" class="fn">1</sup>', meta={"footnotes": kept}))
    assert body(blog).startswith("Rye<sup>1</sup>")
    assert "1 reference to footnotes whose text isn't in the export" in [note.why for note in report.notes]


def test_what_plugins_keep_is_counted_by_its_name(tmp_path: Path) -> None:
    terms = [("genre", "jazz", "Jazz"), ("genre", "rock", "Rock"), ("post_format", "post-format-aside", "Aside")]
    meta = {"price": "3", "_price": "field_5f", "mood": " ", "_edit_last": "1", "_wp_old_date": "2011-04-28"}
    parts = [
        *(
            item(1, "Rye", terms=terms, meta=meta),
            item(2, "Salt", terms=terms[:1], meta=meta),
            item(3, "Secret", status="private"),
        ),
        *(item(4, "Fair", kind="event", meta={"place": "Lisbon"}), item(5, "Boat", "Old.", kind="portfolio")),
    ]
    _, report = imported(tmp_path, *parts)
    told = [(note.outcome, note.what) for note in report.notes if note.where.line == 0 and " of " in note.what]
    assert told == [
        ("skipped", "1 of the type event"),
        ("changed", "1 of the type portfolio"),
        ("skipped", "the taxonomy genre of 2 entries"),
        ("skipped", "the custom field price of 2 entries"),
    ]


def test_many_custom_fields_take_few_lines(tmp_path: Path) -> None:
    posts = [item(n, f"Post {n}", meta={"common": "x"} | {f"field_{n}_{k}": "x" for k in range(20)}) for n in range(1, 4)]
    _, report = imported(tmp_path, *posts)
    told = [note.what for note in report.notes if "custom field" in note.what]
    assert len(told) == 31
    assert (told[0], told[-1]) == ("the custom field common of 3 entries", "31 more custom fields")


DESCRIBED = [
    ("", {"_yoast_wpseo_metadesc": "Bread &amp; salt, 100% rye."}, "Bread & salt, 100% rye."),
    ("", {"rank_math_description": "On rye."}, "On rye."),
    ("", {"_aioseo_description": "On rye."}, "On rye."),
    ("", {"_yoast_wpseo_metadesc": "%%excerpt%% | The Oven", "rank_math_description": "On rye."}, "On rye."),
    ("", {"rank_math_description": "%excerpt%", "_aioseo_description": "#post_excerpt"}, ""),
    ("A beginning.", {"_yoast_wpseo_metadesc": "On rye."}, "A beginning."),
]


@pytest.mark.parametrize(("excerpt", "meta", "summary"), DESCRIBED)
def test_a_description_for_search_engines_stands_in_for_an_excerpt(
    tmp_path: Path, excerpt: str, meta: dict[str, str], summary: str
) -> None:
    blog, report = imported(tmp_path, item(1, "Rye", "Flour.", excerpt=excerpt, meta=meta))
    text = source(blog, "posts/2011-04-28-rye.md")
    assert (f"summary: {summary}\n" in text) if summary else ("summary:" not in text)
    left_out = {note.what for note in report.notes if note.what.startswith("the custom field")}
    used = next((key for key, value in meta.items() if not excerpt and summary and "%%" not in value), "")
    assert left_out == {f"the custom field {key} of 1 entry" for key in meta if key != used}


def test_comments_lie_beside_the_post_without_addresses_of_machines(tmp_path: Path) -> None:
    said = comment(1, "Ann", "Yes!") + comment(2, "Bob", "No?", "0") + comment(3, "Bot", "Buy!", "trash")
    blog, _ = imported(tmp_path, item(1, "Rye", comments=said))
    raw = source(blog, "posts/.2011-04-28-rye.comments.json")
    kept: list[dict[str, Any]] = json.loads(raw)
    assert [(one["author"], one["status"]) for one in kept] == [("Ann", "approved"), ("Bob", "waiting")]
    assert "192.0.2.7" not in raw


def test_an_enclosed_file_stays_enclosed(tmp_path: Path) -> None:
    meta = {"enclosure": "https://oven.example/wp-content/uploads/talk.mp3\n2003\naudio/mpeg\n"}
    blog, _ = imported(tmp_path, item(1, "Rye", meta=meta))
    assert "enclosure: /wp-content/uploads/talk.mp3\n" in source(blog, "posts/2011-04-28-rye.md")


def test_a_post_with_several_authors_keeps_them(tmp_path: Path) -> None:
    terms = [("author", "cap-ana", "ana"), ("author", "ines", "ines"), ("author", "cap-guest", "Guest Baker")]
    blog, _ = imported(tmp_path, author("ines", "Inês"), author("ana", "Ana"), item(1, "Rye", terms=terms))
    assert "authors: [ana, ines, Guest Baker]\n" in source(blog, "posts/2011-04-28-rye.md")


def test_languages_and_translations_come_along(tmp_path: Path) -> None:
    english = item(1, "Rye", terms=[("language", "en", "English"), ("post_translations", "pll_1", "pll_1")])
    spanish = item(
        2,
        "Centeno",
        link="https://oven.example/es/2011/04/28/centeno/",
        terms=[("language", "es", "Español"), ("post_translations", "pll_1", "pll_1")],
    )
    blog, _ = imported(tmp_path, english, spanish)
    build(blog, tmp_path / "out", now=NOW)
    assert "languages: [en, es]\n" in source(blog, "site.yaml")
    assert 'href="/es/2011/04/28/centeno/"' in (tmp_path / "out/2011/04/28/rye/index.html").read_text()


def test_a_menu_that_no_one_made_has_the_pages(tmp_path: Path) -> None:
    blog, _ = imported(
        tmp_path,
        item(1, "Zen", kind="page", order=1),
        item(2, "About", kind="page", order=2),
        item(3, "Draft", kind="page", status="draft"),
    )
    assert source(blog, "site.yaml").endswith("menu: [zen.md, about.md]\n")


# ---- the command


def test_the_command_says_what_came_along(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", *BLOG)
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)
    lines = ran.stdout.splitlines()
    assert ran.return_value == 0
    assert lines[0] == "4 posts, 1 file of comments, 2 pages, site.yaml"
    assert f"  old.xml:{line_of(old, 'Diary')}: Diary: it is private, so it didn't come along" in lines
    assert lines[-2] == f"The whole report: {tmp_path}/blog/.presswork/import-report.txt"


def line_of(old: Path, title: str) -> int:
    """Return the line on which the item with this title begins."""
    lines = old.read_text().splitlines()
    return lines.index(f"<title><![CDATA[{title}]]></title>")


def test_the_command_gives_one_document_to_programs(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", *BLOG)
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog"), "--json"], standalone_mode=False)
    said = json.loads(ran.stdout)
    assert said["written"]["post"] == 4
    assert {"outcome": "skipped", "what": "Diary", "file": "old.xml"}.items() <= next(
        one for one in said["notes"] if one["what"] == "Diary"
    ).items()


def test_the_command_fails_after_an_import_of_half_an_export(tmp_path: Path) -> None:
    old = written(tmp_path / "old.xml", item(1, "Rye", "Text."), item(2, "Salt", "White."))
    old.write_text(old.read_text().partition("White")[0])
    ran = CliRunner().invoke(command, ["wordpress", str(old), "--into", str(tmp_path / "blog")], standalone_mode=False)
    why = "the file ends too early in the middle of <content:encoded>; export it again"
    assert ran.return_value == FOUND
    assert ran.stderr == f"presswork: {old}: {why}; what is before was imported\n"
    assert f"  the rest of the export: {why}" in ran.stdout.splitlines()
    assert body(tmp_path / "blog") == "Text."


def test_what_is_no_export_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("<html><body>not it</body></html>")
    with pytest.raises(UnreadableError, match="it isn't an export of WordPress"):
        write(wordpress.read(tmp_path / "feed.xml"), tmp_path / "blog", NOW)
    assert not (tmp_path / "blog").exists()
