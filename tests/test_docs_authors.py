"""`docs/authors.md` is true: its examples are taken as sources, and its tables say what the code says."""

import re
from datetime import timedelta
from functools import partial

import pytest
from babel import Locale

from chalicelib.analytics import ranking, top_posts
from chalicelib.analytics.hours import LONGEST
from chalicelib.content import fields, files, frontmatter, highlighting, siteyaml, source, theme, values
from chalicelib.content.addresses import RESERVED, check_address, check_file
from chalicelib.content.fields import FIELDS
from chalicelib.content.site import Site
from chalicelib.content.siteyaml import SITE_KEYS, WIDGETS, read_site
from chalicelib.content.source import read_source
from chalicelib.errors import REASONS, Refusal, report
from chalicelib.publishing import decide, parse
from chalicelib.rendering import template_limits, templates
from chalicelib.rendering.pages import reading
from chalicelib.rendering.phrases import CATALOGUES
from chalicelib.rendering.templates import BUILT_IN
from chalicelib.rendering.view_models import SHOWN, USES
from tests.docs import AUTHORS, coded, table_in
from tests.docs_authors import EXAMPLES, GOOD, PROSE, SITES, SOURCES, THE_SITE, Example, between, keys_of, plain, taken
from tests.publishing.blog import MemoryBlog

table = partial(table_in, AUTHORS)

# ---- the examples


@pytest.mark.parametrize("example", SOURCES, ids=keys_of(SOURCES))
def test_every_source_that_the_docs_show_is_a_post(example: Example) -> None:
    assert read_source(example.key, example.text.encode(), THE_SITE).post.title


@pytest.mark.parametrize("example", GOOD, ids=keys_of(GOOD))
def test_every_file_that_the_docs_show_is_published(example: Example) -> None:
    said = taken(example.key, example.text)

    assert (said.state, said.refusal) == ("published", None)


def test_the_docs_files_make_a_site_without_a_report_or_a_warning() -> None:
    blog = MemoryBlog()

    blog.publish({"logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>', "icon.png": b"png"})  # which the site names
    blog.publish({example.key: example.text for example in (SITES[-1], *GOOD)})

    assert [example.key for example in GOOD if blog.report(example.key) or blog.warning(example.key)] == []
    assert "Hello" in (blog.page("/2026/11/25/hello/") or "")
    assert "/es/2026/11/20/la-prensa/" in (blog.page("/2026/11/20/a-new-press/") or "")


def test_each_notation_of_front_matter_is_shown() -> None:
    texts = [example.text.split("\n") for example in SOURCES]
    shown = {notation for lines in texts for notation in frontmatter.NOTATIONS if notation.begins(lines, 0)}

    assert shown == set(frontmatter.NOTATIONS)


def test_the_report_that_the_docs_show_is_the_one_an_author_finds() -> None:
    bad = next(example for example in EXAMPLES if example.refused)

    refusal = taken(bad.key, bad.text).refusal

    assert refusal is not None
    assert f"```text\n{report(bad.key, refusal)}```" in AUTHORS


# ---- the tables list exactly what there is


def test_every_front_matter_key_is_in_the_table_under_what_it_gives() -> None:
    by_meaning: dict[str, set[str]] = {}
    for row in FIELDS:
        by_meaning.setdefault(row.gives, set()).update(row.names)

    assert [set(coded(key) + coded(others)) for key, others, *_ in table("Key")] == list(by_meaning.values())


def test_every_key_of_site_yaml_is_in_the_table_with_its_default() -> None:
    rows = {coded(key)[0]: coded(default) for key, default, _ in table("Key of site.yaml")}

    assert list(rows) == [row.name for row in SITE_KEYS]
    said = "\n".join(f"{key}: {default[0]}" for key, default in rows.items() if default)
    assert read_site(said.encode(), plain) == Site()
    assert {key for key in rows if not rows[key]} == {"description", "feed_id", "hub"}


def test_every_key_within_a_key_of_site_yaml_is_told() -> None:
    meanings = {coded(key)[0]: coded(meaning) for key, _, meaning in table("Key of site.yaml")}

    assert set(siteyaml.LANGUAGE) <= set(meanings["languages"])
    assert set(siteyaml.NAMED) <= set(meanings["authors"])
    assert set(siteyaml.FEED) <= set(meanings["feed"])
    assert set(siteyaml.NEWSLETTER) <= set(meanings["newsletter"])
    assert {f"`{key}`" for key in siteyaml.THEME if f"`{key}`" not in between("### The theme", "### The newsletter")} == set()


def test_every_colour_font_and_length_of_the_theme_is_told_with_its_default() -> None:
    assert [(*map(coded, row[:3]), row[3]) for row in table("Colour")] == [
        ([one.name], [one.light], [one.dark], one.meaning) for one in theme.COLOURS
    ]
    assert set(theme.FONTS) <= set(coded(between("**`fonts`**: ", " Names with")))
    rows = ((one.name, f"{one.default:g}rem", f"{one.least:g}rem", f"{one.most:g}rem", one.meaning) for one in theme.LENGTHS)
    assert [tuple(cell.strip("`") for cell in row) for row in table("Length")] == list(rows)


def test_every_pair_of_colours_that_must_be_readable_is_told_with_its_contrast() -> None:
    rows = [(*coded(one), *coded(on), float(least)) for one, on, least in table("Stands")]

    assert rows == [(pair.one, pair.on, pair.least) for pair in theme.PAIRS]
    assert coded(between("colours that code is shown in: ", ". You")) == [theme.PALEST_CODE.light, theme.PALEST_CODE.dark]


def test_every_box_of_the_sidebar_is_in_the_table_with_its_own_keys() -> None:
    rows = {coded(box)[0]: (coded(shows), coded(own)) for box, shows, own in table("Box")}

    assert tuple(rows) == WIDGETS
    assert {key for _, own in rows.values() for key in own} == set(siteyaml.WIDGET) - {"widget", "title"}
    assert set(siteyaml.LINK) <= set(rows["links"][0])


def test_every_reason_is_in_the_table_in_the_words_of_the_report() -> None:
    assert [tuple(row) for row in table("Why")] == [
        (reason.why, reason.instead) for reason in REASONS.values() if reason.reader == "author"
    ]


def test_every_kind_of_file_is_in_the_table() -> None:
    endings = [ending for _, cell in table("Kind of file") for ending in coded(cell)]

    assert sorted(endings) == sorted(files.KINDS)


def test_every_template_is_in_the_table_with_what_it_sees() -> None:
    assert {name: tuple(coded(sees)) for names, sees in table("Template") for name in coded(names)} == USES


def test_every_thing_that_templates_see_is_in_the_table_with_what_it_has() -> None:
    named = {re.sub("(?<=[a-z])(?=[A-Z])", " ", each.__name__.removeprefix("Shown")).lower(): has for each, has in SHOWN.items()}

    assert {name: set(coded(re.sub(r"\([^)]*\)", "", has))) for name, has in table("Thing")} == named


def test_every_block_of_the_frame_of_pages_is_named() -> None:
    blocks = re.findall(r"{% block (\w+) %}", (BUILT_IN / "base.html").read_text(encoding="utf-8"))

    assert set(coded(between("which has the blocks", "."))) == set(blocks)


def test_every_address_that_is_kept_is_in_the_table() -> None:
    rows = table("Kept for")

    assert [(what, from_files == "yes") for what, _, from_files in rows] == [(row.what, row.files) for row in RESERVED]
    for _, cell, from_files in rows:
        for address in (shown.replace("…", "x") for shown in coded(cell)):
            with pytest.raises(Refusal, match="kept for Presswork"):
                check_address(address, Site())
            if from_files == "yes":
                with pytest.raises(Refusal, match="kept for Presswork"):
                    check_file(f"{address[1:]}x.png" if address.endswith("/") else address[1:])
    with pytest.raises(Refusal, match="kept for Presswork"):
        check_address("/es/x/", THE_SITE, "en")


def test_every_limit_is_the_one_that_holds() -> None:
    assert parse.SOURCE_LIMIT == source.SOURCE_LIMIT == files.SVG_LIMIT == 1024 * 1024
    assert f"a name has {values.NAME_LIMIT} characters at most" in PROSE
    assert values.LONGEST == 24 * 3600
    most = siteyaml.MOST
    assert all(most[name] == most["languages"] for name in most.keys() - {"links"})
    assert table("What") == [
        ["front matter", f"{frontmatter.FRONT_MATTER_LIMIT:,} characters"],
        ["`site.yaml`", f"{siteyaml.SITE_LIMIT // 1024} KiB"],
        ["parts of a key of front matter in TOML (`a.b.c`)", f"{frontmatter.DEPTH_LIMIT}"],
        ["names, or aliases, under one key", f"{fields.LIST_LIMIT}"],
        ["links of a post to other sources", f"{source.LINKS_LIMIT:,}"],
        ["code in colours in a text", f"{highlighting.LONGEST_IN_ALL:,} characters, {highlighting.LONGEST:,} in one piece"],
        ["texts in a feed, or on a page that shows several", f"{reading.ROOM:,} characters; of older posts it has the excerpt"],
        ["`site.yaml`, once its texts are HTML", f"{parse.SITE_ROOM // 1000} kB"],
        ["languages, boxes, frames, profiles", f"{most['languages']} of each; links in a box {most['links']:,}"],
        ["a page of a site's own templates", f"{templates.LONGEST:,} characters"],
        [
            "what one act of a template makes",
            f"{template_limits.WIDEST:,} characters, {template_limits.ITEMS:,} items; no width over {template_limits.WIDTH:,}",
        ],
        ["a title, a name, an address", f"{fields.TEXT_LIMIT:,} characters"],
        ["a summary", f"{fields.SUMMARY_LIMIT:,} characters"],
        ["a text in `site.yaml`", f"{fields.PROSE_LIMIT:,} characters"],
        ["old addresses that lead to a post", f"{decide.FORMER_KEPT}"],
    ]


def test_the_languages_of_the_menus_are_those_that_have_phrases() -> None:
    names = {Locale.parse(file.stem, sep="-").get_language_name("en") for file in CATALOGUES.glob("*.po")}

    assert set(re.findall(r"[A-Z]\w+", between("menus in", ", and in English for all other languages"))) == names


def test_the_boxes_have_as_many_lines_and_hours_as_the_docs_say() -> None:
    top, other = read_site(b"sidebar: [top, recent]", plain).sidebar

    assert between("how many lines it has, from 1 to 100; ", " |").strip() == (
        f"{other.count} if you don't say, and {top.count} for `top`, whose `hours` are {top.hours}, from 1 to {LONGEST}."
    )
    assert timedelta(minutes=10) == top_posts.EVERY
    assert (ranking.SHOWN, ranking.SPARE) == (30, 10)
