"""Ghost: what an export holds comes along at the addresses it had, and what doesn't is reported."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.importers.blog import UnreadableError
from infra.importers.ghost import reader
from tests.importers.ghost_export import exported, lexical, node, post, run, settings
from tests.importers.moving import live, moved

INES = {"id": "u1", "name": "Inês Corvelo", "slug": "ines", "bio": "Writes.", "website": "https://ines.example/"}


def test_a_post_is_read_where_it_was_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    path = exported(
        tmp_path,
        [post("5f01", "Salt", custom_excerpt="Of winter", updated_at="2020-02-01T00:00:00.000Z")],
        users=[INES, {"id": "u2", "name": "Nobody", "slug": "nobody"}],
        posts_authors=[{"post_id": "5f01", "author_id": "u1", "sort_order": 0}],
        tags=[
            {"id": "t1", "name": "Ink", "slug": "ink"},
            {"id": "t2", "name": "#wide", "slug": "hash-wide", "visibility": "internal"},
        ],
        posts_tags=[{"post_id": "5f01", "tag_id": "t1", "sort_order": 1}, {"post_id": "5f01", "tag_id": "t2", "sort_order": 0}],
    )

    blog = moved(reader.read(path), tmp_path / "blog")
    site = live(blog)

    assert "Salt keeps the ink from freezing." in site.words("/salt/")
    assert "Of winter" in site.page("/salt/")
    assert "Inês Corvelo" in site.page("/author/ines/")
    assert "Salt" in site.page("/tag/ink/")
    assert not site.has("/tag/wide/")
    assert not site.has("/author/nobody/")
    assert "internal_tags: [wide]" in blog.text("posts/2020-01-02-salt.md")
    assert blog.whys() == {}


def test_feed_readers_know_the_posts_that_they_have_seen(tmp_path: Path) -> None:
    blog = moved(reader.read(exported(tmp_path, [post("5f01aa", "Salt")])), tmp_path / "blog")

    assert '<guid isPermaLink="false">5f01aa</guid>' in live(blog).feed()


def test_pages_are_no_posts_and_drafts_are_not_published(tmp_path: Path) -> None:
    rows = [
        post("1", "About", type="page"),
        post("2", "Unready", status="draft", published_at=None, html=None),
        post("3", "Later", status="scheduled", published_at="2030-05-06T07:08:00.000Z"),
    ]

    blog = moved(reader.read(exported(tmp_path, rows)), tmp_path / "blog")
    site = live(blog)

    assert site.has("/about/")
    assert "About" not in site.feed()
    assert "draft: true" in blog.text("drafts/unready.md")
    assert "date: 2030-05-06 07:08" in blog.text("posts/2030-05-06-later.md")
    assert not site.has("/unready/")
    assert not site.has("/later/")


@pytest.mark.parametrize(
    ("given", "more", "why"),
    [
        ({"visibility": "members"}, {}, "members only"),
        ({"visibility": "paid"}, {}, "paying members only"),
        ({"visibility": "tiers"}, {}, "paying members only"),
        ({"status": "sent"}, {}, "only mailed"),
        ({}, {"email_only": 1}, "only mailed"),
    ],
)
def test_what_not_everybody_could_read_stays_behind(
    tmp_path: Path, given: dict[str, str], more: dict[str, int], why: str
) -> None:
    path = exported(tmp_path, [post("1", "Secret", **given), post("2", "Open")], posts_meta=[{"post_id": "1", **more}])

    blog = moved(reader.read(path), tmp_path / "blog")

    assert why in blog.whys()["Secret"][0]
    assert not any(b"Secret" in raw for key, raw in blog.files().items() if not key.startswith(".presswork/"))


def test_links_between_posts_lead_to_where_they_are_now(tmp_path: Path) -> None:
    html = '<p><a href="__GHOST_URL__/salt/">before</a>, <a href="https://room.example/salt/#x">there</a>'
    rows = [post("1", "Salt"), post("2", "Ink", html=html)]

    site = live(moved(reader.read(exported(tmp_path, rows), url="https://room.example"), tmp_path / "blog"))

    assert 'href="/salt/"' in site.article("/ink/")
    assert 'href="/salt/#x"' in site.article("/ink/")
    assert site.built.missing == ()


def test_the_menu_leads_to_pages_tags_and_elsewhere(tmp_path: Path) -> None:
    menu = [
        {"label": "Home", "url": "/"},
        {"label": "About us", "url": "__GHOST_URL__/about/"},
        {"label": "C++", "url": "/tag/cpp/"},
        {"label": "Shop", "url": "https://shop.example/"},
    ]
    path = exported(
        tmp_path,
        [post("1", "About", type="page"), post("2", "Salt")],
        settings=settings(navigation=json.dumps(menu), description="News", timezone="Europe/Madrid", twitter="@room"),
        tags=[{"id": "t1", "name": "C++", "slug": "cpp", "description": "A language"}],
        posts_tags=[{"post_id": "2", "tag_id": "t1"}],
    )

    blog = moved(reader.read(path, url="https://room.example/"), tmp_path / "blog")
    home = live(blog).page("/")

    for leads in ('href="/about/"', 'href="/tag/c-plus-plus/"', 'href="https://shop.example/"', "About us"):
        assert leads in home
    site = blog.text("site.yaml")
    for said in ("title: The Room", "description: News", "zone: Europe/Madrid", "permalink: /{slug}/", "https://x.com/room"):
        assert said in site
    assert "/tag/cpp/ and is /tag/c-plus-plus/" in " ".join(blog.whys()["the tag C++"])
    assert "its description was left out" in " ".join(blog.whys()["the tag C++"])


@pytest.mark.parametrize(
    ("given", "said", "unsaid"),
    [
        ({"website": "ines.example"}, "https://ines.example", "nothing"),
        ({"website": "javascript:x()"}, "Inês", "javascript"),
        ({"profile_image": "https://www.gravatar.com/avatar/x"}, "Inês", "gravatar"),
        ({"profile_image": "__GHOST_URL__/content/images/ines.jpg"}, "picture: /content/images/ines.jpg", "nothing"),
        ({"bio": "x" * 5000}, "xxx", "nothing"),
        ({"slug": ""}, "Inês", "nothing"),
    ],
)
def test_an_author_comes_along_whatever_is_odd_about_them(tmp_path: Path, given: dict[str, str], said: str, unsaid: str) -> None:
    path = exported(tmp_path, [post("1", "Salt", author_id="u1")], users=[{**INES, **given}])

    blog = moved(reader.read(path), tmp_path / "blog")

    assert "authors:" in blog.text("site.yaml")
    assert said in blog.text("site.yaml")
    assert unsaid not in blog.text("site.yaml")


def test_the_old_feed_leads_to_the_new_one(tmp_path: Path) -> None:
    blog = moved(reader.read(exported(tmp_path, [post("1", "Salt")])), tmp_path / "blog")

    assert "/feed/" in live(blog).page("/rss/")


def test_injected_code_is_left_out_and_reported(tmp_path: Path) -> None:
    rows = [post("1", "Salt", codeinjection_head="<script>x()</script>")]
    said = settings(codeinjection_foot="<script>", secondary_navigation='[{"label": "Shop", "url": "/shop/"}]', navigation="[]")

    blog = moved(reader.read(exported(tmp_path, rows, settings=said)), tmp_path / "blog")

    assert blog.whys()["Salt"] == ["its injected code: it was left out"]
    assert {"the site's injected code", "the secondary navigation"} < blog.whys().keys()


def test_a_title_that_presswork_has_for_itself_is_no_end(tmp_path: Path) -> None:
    blog = moved(reader.read(exported(tmp_path, [post("1", "Search"), post("2", "Archives", type="page")])), tmp_path / "blog")
    site = live(blog)

    assert site.built.refused == ()
    assert "Salt keeps the ink" in site.words("/search-2/")
    assert "reserved" in blog.whys()["Search"][0]


# ---- versions


def test_the_first_versions_are_read_too(tmp_path: Path) -> None:
    """Version 0.11: no `db`, numbers for ids, milliseconds for times, Markdown for texts."""
    row = {"id": 1, "title": "Salt", "slug": "salt", "markdown": "*Salt* and ink", "html": "", "page": 0, "status": "published"}
    data = {
        "posts": [{**row, "published_at": 1577934245000, "author_id": 1, "image": "/content/images/boat.jpg"}],
        "users": [{"id": 1, "name": "Inês", "slug": "ines"}],
        "settings": [*settings(permalinks="/:year/:month/:day/:slug/", defaultLang="pt_BR")],
    }
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"meta": {"version": "009"}, "data": data}), encoding="utf-8")

    blog = moved(reader.read(path), tmp_path / "blog")

    assert "<em>Salt</em> and ink" in live(blog).article("/2020/01/02/salt/")
    assert "languages: [pt]" in blog.text("site.yaml")
    assert "image: /content/images/boat.jpg" in blog.text("posts/2020-01-02-salt.md")


# ---- again, and hostile


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    path = exported(tmp_path, [post("1", "Salt"), post("2", "Salt", slug="salt-2"), post("3", "About", type="page")])
    before = moved(reader.read(path), tmp_path / "blog").files()

    again = moved(reader.read(path), tmp_path / "blog")

    assert not again.report.written
    said = (".presswork/import-report.txt", ".presswork/import.json")
    assert {key: raw for key, raw in again.files().items() if key not in said} == {
        key: raw for key, raw in before.items() if key not in said
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"db": []}',
        b'{"db": [{"data": {"posts": [',
        b'{"data": {"posts": "none"}}',
        b"PK\x03\x04",
        b"<rss>",
    ],
)
def test_what_is_no_export_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.json").write_bytes(raw)

    with pytest.raises(UnreadableError):
        list(reader.read(tmp_path / "x.json"))


@pytest.mark.parametrize(
    "broken",
    [
        {"html": "<div>" * 100_000},
        {"html": None, "lexical": '{"root": ' + '{"children": [' * 100_000},
        {"html": None, "lexical": "no json"},
        {"html": None, "mobiledoc": '{"sections": [[10, 99]]}'},
        {"html": None, "mobiledoc": '{"sections": 5}'},
        {"html": "x" * 17_000_000},
    ],
)
def test_a_hostile_post_is_left_out_and_the_others_are_not(tmp_path: Path, broken: dict[str, str]) -> None:
    blog = moved(reader.read(exported(tmp_path, [post("1", "Bad", **broken), post("2", "Good")])), tmp_path / "blog")

    assert "posts/2020-01-02-good.md" in blog.files()
    assert len([note for note in blog.report.notes if note.outcome == "skipped"]) == 1


BROKEN_DOCUMENTS = ("no json", "[]", '{"sections": 5}', '{"sections": [[10, 99]]}')


@pytest.mark.parametrize("document", BROKEN_DOCUMENTS)
def test_a_post_whose_stored_document_is_broken_has_its_html(tmp_path: Path, document: str) -> None:
    rows = [post("1", "Old", mobiledoc=document), post("2", "New", lexical=document)]

    blog = moved(reader.read(exported(tmp_path, rows)), tmp_path / "blog")

    for address in ("/old/", "/new/"):
        assert "Salt keeps the ink" in live(blog).words(address)
    assert blog.whys() == ({"Old": [NO_MOBILEDOC]} if document != BROKEN_DOCUMENTS[-1] else {})  # a sound one that leads nowhere


NO_MOBILEDOC = "its text isn't a Mobiledoc document: its HTML was read instead"


def test_a_post_has_the_best_of_its_texts_that_can_be_read(tmp_path: Path) -> None:
    stored = lexical(node("paragraph", run("Ink from Lexical.")))
    rows = [
        post("1", "Deep", html="<div>" * 5_000, lexical=stored),
        post("2", "Lost", html=None, lexical="x", mobiledoc='{"sections": [[1, "p", [[0, [], 0, "Tar"]]]]}'),
        post("3", "None", html=None, lexical="x", mobiledoc="x"),
    ]

    blog = moved(reader.read(exported(tmp_path, rows)), tmp_path / "blog")

    assert "Ink from Lexical." in live(blog).words("/deep/")
    assert "Tar" in live(blog).words("/lost/")
    assert blog.whys() == {
        "Deep": ["its HTML is nested more than 250 levels deep: its Lexical was read instead"],
        "Lost": ["its text isn't a Lexical document: its Mobiledoc was read instead"],
        "None": ["its text isn't a Mobiledoc document"],
    }


def test_what_is_no_row_and_no_table_is_reported(tmp_path: Path) -> None:
    rows: list[Any] = [1, post("1", "Salt"), None, "x"]
    many: list[Any] = [None] * 1_000
    path = exported(tmp_path, rows, tags=many, posts_meta={"a": 1}, members=None, users="x")  # type: ignore[arg-type]

    blog = moved(reader.read(path), tmp_path / "blog")

    whys = blog.whys()
    no_row = ["it isn't a row: it has no columns"]
    assert [whys[f"row {number} of the table `posts`"] for number in (1, 3, 4)] == [no_row] * 3
    assert whys["the table `posts_meta`"] == whys["the table `users`"] == ["it isn't a list"]
    assert whys["900 more rows of the table `tags`"] == ["they can't be read, either"]
    assert "the table `members`" not in whys
    assert blog.report.texts == 1


def test_script_in_a_post_never_reaches_a_page(tmp_path: Path) -> None:
    rows = [post("1", "Salt", html='<script>x()</script><img src="javascript:x()" onerror="x()"><p onclick="x()">Ink</p>')]

    article = live(moved(reader.read(exported(tmp_path, rows)), tmp_path / "blog")).article("/salt/")

    assert "x()" not in article
    assert "Ink" in article
