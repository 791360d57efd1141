"""Custom fields and taxonomies, of WordPress and of its plugins: known ones are read, the others are counted."""

from pathlib import Path

import pytest

from infra.build.build import build
from tests.importers.from_wordpress import imported, source, uploads
from tests.importers.moving import NOW
from tests.importers.wxr_samples import author, item


def test_what_plugins_keep_is_counted_by_its_name(tmp_path: Path) -> None:
    terms = [("genre", "jazz", "Jazz"), ("genre", "rock", "Rock"), ("post_format", "post-format-aside", "Aside")]
    meta = {"price": "3", "_price": "field_5f", "mood": " ", "_edit_last": "1", "_wp_old_date": "2011-04-28"}
    parts = [
        *(
            item(1, "Rye", terms=terms, meta=meta),
            item(2, "Salt", terms=terms[:1], meta=meta),
            item(3, "Secret", status="private"),
        ),
        *(item(4, "Fair", "", kind="event", meta={"place": "Lisbon"}), item(5, "Boat", "Old.", kind="portfolio")),
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


def test_an_enclosed_file_stays_enclosed(tmp_path: Path) -> None:
    meta = {"enclosure": "https://oven.example/wp-content/uploads/talk.mp3\n2003\naudio/mpeg\n"}
    blog, _ = imported(tmp_path, item(1, "Rye", meta=meta), media=uploads(tmp_path, "talk.mp3"))
    assert "enclosure: /wp-content/uploads/talk.mp3\n" in source(blog, "posts/2011-04-28-rye.md")
    assert (blog / "wp-content/uploads/talk.mp3").exists()


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
