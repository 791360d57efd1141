"""Substack: posts come along at the addresses they had, what is paid for doesn't, and subscribers do with their consent."""

from pathlib import Path

import pytest

from infra.importers.blog import UnreadableError
from infra.importers.substack import reader as substack
from tests.importers.moving import Live, live, moved
from tests.importers.substack_export import S3, SMALL, data, exported, reader, row
from tests.importers.trying import PIXEL

BODY = "<p>Salt keeps the ink from freezing.</p>"


def site_of(tmp_path: Path, html: str) -> Live:
    """Return the site of one post with this text."""
    return live(moved(substack.read(exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": html})), tmp_path / "blog"))


def test_a_post_is_read_where_it_was(tmp_path: Path) -> None:
    path = exported(tmp_path, [row("1.salt", "Salt, and ink", subtitle="Of winter")], {"1.salt": BODY})

    blog = moved(substack.read(path), tmp_path / "blog")
    site = live(blog)

    assert "Salt keeps the ink from freezing." in site.words("/p/salt/")
    assert "summary: Of winter" in blog.text("posts/2024-01-02-salt.md")
    assert '<guid isPermaLink="false">https://room.substack.com/p/salt</guid>' in site.feed()
    assert "url:" not in blog.text("site.yaml")
    assert blog.whys() == {}


def test_a_publication_with_its_own_domain_keeps_it(tmp_path: Path) -> None:
    html = '<p><a href="https://www.room.example/p/ink?utm_source=x">ink</a> <a href="https://open.substack.com/pub/room/p/ink">again</a>'
    path = exported(tmp_path, [row("1.salt", "Salt"), row("2.ink", "Ink")], {"1.salt": html, "2.ink": BODY})

    blog = moved(substack.read(path, url="https://www.room.example"), tmp_path / "blog")
    site = live(blog)

    assert "url: https://www.room.example" in blog.text("site.yaml")
    assert '<guid isPermaLink="false">https://www.room.example/p/ink</guid>' in site.feed()
    assert 'href="/p/ink/"' in site.article("/p/salt/")
    assert site.built.missing == ()


def test_pages_drafts_and_episodes_are_what_they_were(tmp_path: Path) -> None:
    posts = [
        row("1.about", "About", type="page"),
        row("2.", "Unready", is_published="false", post_date=""),
        row("3.fog", "The fog horn", type="podcast", podcast_url="https://api.substack.com/feed/podcast/3/fog.mp3"),
        row("4.", "", is_published="false", post_date=""),
    ]
    path = exported(tmp_path, posts, {"1.about": BODY, "2": "<p>Not yet</p>", "3.fog": BODY})

    blog = moved(substack.read(path), tmp_path / "blog")
    site = live(blog)

    assert site.has("/p/about/")
    assert "draft: true" in blog.text("drafts/unready.md")
    assert "Not yet" in blog.text("drafts/unready.md")
    assert '<enclosure url="https://api.substack.com/feed/podcast/3/fog.mp3"' in site.feed()
    assert '<guid isPermaLink="false">substack:post:3</guid>' in site.feed()
    assert blog.whys() == {"the draft 4": ["it is empty"]}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"audience": "only_paid"}, "paying subscribers only"),
        ({"audience": "founding"}, "founding members only"),
        ({"audience": "only_free"}, "without a plan only"),
        ({"type": "adhoc_email"}, "only mailed"),
        ({"type": "restack"}, "another's post"),
    ],
)
def test_what_not_everybody_could_read_stays_behind(tmp_path: Path, given: dict[str, str], why: str) -> None:
    path = exported(
        tmp_path, [row("1.secret", "Secret", **given), row("2.open", "Open")], {"1.secret": "<p>Hush</p>", "2.open": BODY}
    )

    blog = moved(substack.read(path), tmp_path / "blog")

    assert why in blog.whys()["Secret"][0]
    assert not any(b"Hush" in raw for raw in blog.files().values())


def test_a_text_that_the_table_does_not_name_is_not_published(tmp_path: Path) -> None:
    path = exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": BODY, "9.orphan": "<p>Hush</p>"})

    blog = moved(substack.read(path), tmp_path / "blog")

    assert "nobody knows whether it was published" in blog.whys()["posts/9.orphan.html"][0]
    assert not any(b"Hush" in raw for raw in blog.files().values())


# ---- texts


def test_widgets_are_gone(tmp_path: Path) -> None:
    html = (
        f'{BODY}<div class="subscription-widget-wrap-editor" {data(text="x")}><p>Thanks for reading!</p><form></form></div>'
        '<p class="button-wrapper"><a class="button primary" href="https://room.substack.com/p/salt?action=share">Share</a></p>'
        '<p class="button-wrapper"><a class="button primary" href="https://shop.example/"><span>Buy ink</span></a></p>'
        '<div class="community-chat"><a href="https://open.substack.com/pub/room/chat">Join</a></div>'
    )

    words = site_of(tmp_path, html).article("/p/salt/")

    assert "Buy ink" in words
    for gone in ("Thanks for reading", "action=share", "Join"):
        assert gone not in words


def test_what_is_embedded_becomes_cards_quotes_and_links(tmp_path: Path) -> None:
    html = (
        f'<div class="youtube-wrap" {data(videoId="aqz-KE-bpKQ")}><div><iframe src="https://www.youtube-nocookie.com/x"></iframe></div></div>'
        f'<iframe class="spotify-wrap" {data(url="https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk")}></iframe>'
        f'<div class="tweet" {data(url="https://twitter.com/ana/status/1?s=20", full_text="Cold today", name="Ana")}></div>'
        f'<div class="embedded-post-wrap" {data(url="https://press.example/p/x", title="On presses")}></div>'
        '<div class="pullquote"><p>A promise in lead</p></div><div class="poll-embed"></div>'
    )
    path = exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": html})

    blog = moved(substack.read(path), tmp_path / "blog")
    article = live(blog).article("/p/salt/")

    assert 'class="embed youtube"' in article
    assert 'class="embed spotify"' in article
    assert "Cold today" in article
    assert 'href="https://twitter.com/ana/status/1"' in article
    assert '<a href="https://press.example/p/x">On presses</a>' in article
    assert "A promise in lead" in article
    assert blog.whys() == {"Salt": ["a poll: it isn't part of the export, and stays on Substack"]}


def test_footnotes_lead_there_and_back(tmp_path: Path) -> None:
    html = (
        '<p>Salt<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a> keeps.</p>'
        '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>'
        '<div class="footnote-content"><p>From the <em>sea</em>.</p></div></div>'
    )

    article = site_of(tmp_path, html).article("/p/salt/")

    assert 'href="#fn' in article
    assert 'id="fn' in article
    assert 'href="#fnref' in article
    assert "From the <em>sea</em>." in article


def test_a_formula_is_one_again(tmp_path: Path) -> None:
    article = site_of(tmp_path, f'<div class="latex-rendered" {data(persistentExpression="x^2")}></div>').article("/p/salt/")

    assert "<math" in article


def test_images_are_whole_and_stay_away_until_they_are_at_hand(tmp_path: Path) -> None:
    small = f"{SMALL}/{S3.replace(':', '%3A').replace('/', '%2F')}%2Fboat_10x10.jpeg"
    attrs = data(src=f"{S3}/boat_10x10.jpeg", alt="A boat")
    html = (
        f'<div class="captioned-image-container"><figure><a class="image-link image2" href="{small}"><div><picture>'
        f'<source type="image/webp" srcset="{small} 424w"><img src="{small}" {attrs} srcset="{small} 424w"></picture></div></a>'
        '<figcaption class="image-caption">The <em>Ana</em></figcaption></figure></div>'
    )
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "boat_10x10.jpeg").write_bytes(b"boat")
    path = exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": html})

    away = moved(substack.read(path), tmp_path / "away")
    here = moved(substack.read(path, media=tmp_path / "media"), tmp_path / "here")

    assert f"{S3}/boat_10x10.jpeg" in away.text("posts/2024-01-02-salt.md").replace("\\", "")
    assert "substackcdn" not in away.text("posts/2024-01-02-salt.md")
    assert away.whys() == {"Salt": ["1 of its images is still at Substack; --media FOLDER imports it, too"]}
    assert here.files()["images/boat_10x10.jpeg"] == b"boat"
    assert "/images/boat_10x10.jpeg" in here.text("posts/2024-01-02-salt.md").replace("\\", "")
    assert "The <em>Ana</em>" in live(here).article("/p/salt/")


def test_images_that_a_post_shows_by_their_paths_come_along_from_the_archive(tmp_path: Path) -> None:
    shown = '<p>Here: <img src="images/a.png" alt="A"> and <img src="c.png" alt="C"></p>'
    html = f'{shown}<figure><img src="img/b.png" alt="B"></figure>'
    others = {"images/a.png": PIXEL, "posts/img/b.png": PIXEL, "images/left.png": PIXEL, "notes.txt": b"x"}

    blog = moved(substack.read(exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": html}, None, **others)), tmp_path / "blog")

    text = blog.text("posts/2024-01-02-salt.md")
    assert "![A](/images/a.png) and ![C](/images/c.png)" in text
    assert "![B](/images/img/b.png)" in text
    assert {"images/a.png", "images/img/b.png"} <= {*blog.files()}
    assert blog.whys() == {
        "Salt": ["it shows c.png, which isn't in the export; put it at images/c.png"],
        "the folder `images`": ["1 file in it is not used by any text"],
        "notes.txt": ["it isn't part of a blog"],
    }


def test_a_gallery_is_one_again(tmp_path: Path) -> None:
    images = {"images": [{"src": f"{S3}/{name}.png"} for name in "ab"], "caption": "Two < three", "alt": "Boats"}

    article = site_of(tmp_path, f'<div class="image-gallery-embed" {data(gallery=images)}></div>').article("/p/salt/")

    assert article.index(f"{S3}/a.png") < article.index(f"{S3}/b.png")
    assert "Two &lt; three" in article


# ---- subscribers


def test_subscribers_come_along_with_their_consent_and_state(tmp_path: Path) -> None:
    readers = [
        reader("ann@example.org"),
        reader("bob@example.org", active_subscription="true", plan="yearly"),
        reader("eve@example.org", email_disabled="true"),
        reader("ANN@example.org"),
    ]

    blog = moved(substack.read(exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": BODY}, readers)), tmp_path / "blog")
    lines = [line.split(",") for line in blog.text(".presswork/subscribers.csv").splitlines()[1:]]

    assert [(line[0], line[-1]) for line in lines] == [
        ("ann@example.org", ""),
        ("bob@example.org", ""),
        ("eve@example.org", "unsubscribed"),
    ]
    assert "signed up at room.substack.com" in blog.text(".presswork/subscribers.csv")
    assert "2023-01-01T00:00:00+00:00" in blog.text(".presswork/subscribers.csv")
    assert "1 of them" in blog.whys()["paying subscribers"][0]


def test_who_read_what_stays_behind(tmp_path: Path) -> None:
    path = exported(
        tmp_path, [row("1.salt", "Salt")], {"1.salt": BODY}, None, **{"posts/1.salt.opens.csv": b"email\nann@example.org\n"}
    )

    blog = moved(substack.read(path), tmp_path / "blog")

    assert "who got and opened each letter" in blog.whys()
    assert not any(b"ann@example.org" in raw for raw in blog.files().values())


# ---- again, and hostile


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    path = exported(tmp_path, [row("1.salt", "Salt")], {"1.salt": BODY}, [reader("ann@example.org")])
    before = moved(substack.read(path), tmp_path / "blog")

    again = moved(substack.read(path), tmp_path / "blog")

    assert before.report.written
    assert not again.report.written


@pytest.mark.parametrize("html", ["<div>" * 50_000, "x" * 17_000_000])
def test_a_hostile_text_is_left_out_and_the_others_are_not(tmp_path: Path, html: str) -> None:
    path = exported(tmp_path, [row("1.bad", "Bad"), row("2.salt", "Salt")], {"1.bad": html, "2.salt": BODY})

    blog = moved(substack.read(path), tmp_path / "blog")

    assert "posts/2024-01-02-salt.md" in blog.files()
    assert "posts/2024-01-02-bad.md" not in blog.files()


@pytest.mark.parametrize("attrs", ["{", "[1]", "null", '{"gallery": 5}', '{"gallery": {"images": {"a": 1}}}', "[" * 5000])
def test_broken_data_of_a_block_costs_only_the_block(tmp_path: Path, attrs: str) -> None:
    html = f"<div class='image-gallery-embed' data-attrs='{attrs}'></div><div class='tweet' data-attrs='{attrs}'></div>{BODY}"

    assert "Salt keeps" in site_of(tmp_path, html).words("/p/salt/")


def test_an_archive_of_something_else_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(UnreadableError, match="isn't a Substack export"):
        list(substack.read(tmp_path / "folder"))
