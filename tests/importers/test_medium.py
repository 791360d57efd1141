"""Medium: stories come along as posts, responses don't, and nothing of Medium's own markup stays."""

import json
import re
from pathlib import Path

import pytest

from infra.importers.blog import UnreadableError
from infra.importers.medium import reader
from tests.importers.medium_export import BREAK, ME, exported, paragraph, story, titled
from tests.importers.moving import Live, live, moved
from tests.importers.trying import PIXEL

ONE, TWO = "efefef121212", "ababab343434"


def site_of(tmp_path: Path, body: str) -> Live:
    """Return the site of one story with this text."""
    path = exported(tmp_path, {f"2018-08-11_Salt-{ONE}": story("Salt", titled("Salt") + body, ONE)})
    return live(moved(reader.read(path), tmp_path / "blog"))


def test_a_story_is_a_post_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    html = story("Salt & ink", titled("Salt &amp; ink") + paragraph("Of <em>winter</em>."), ONE, subtitle="It keeps")

    blog = moved(reader.read(exported(tmp_path, {f"2018-08-11_Salt---ink-{ONE}": html})), tmp_path / "blog")
    site = live(blog)
    text = blog.text("posts/2018-08-11-salt-ink.md")

    assert "title: Salt & ink" in text
    assert "date: 2018-08-11 11:23:34" in text
    assert "author: joebloggs" in text
    assert "tags: [Ink]" in text
    assert "summary: It keeps" in text
    assert text.endswith("Of *winter*.\n")
    assert "Joe Bloggs" in site.page("/author/joebloggs/")
    assert f'<guid isPermaLink="false">https://medium.com/p/{ONE}</guid>' in site.feed()
    assert blog.whys() == {}


def test_title_and_subtitle_are_not_said_twice(tmp_path: Path) -> None:
    body = f'{titled("Salt")}<h4 class="graf graf--h4 graf--subtitle">It keeps</h4>{paragraph("Text.")}'
    path = exported(tmp_path, {f"2018-08-11_Salt-{ONE}": story("Salt", body, ONE, subtitle="It keeps")})

    article = live(moved(reader.read(path), tmp_path / "blog")).words("/salt/")

    assert article.count("It keeps") == 1
    assert article.count("Salt") == 1


def test_a_summary_that_medium_took_from_the_text_is_none(tmp_path: Path) -> None:
    path = exported(
        tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt") + paragraph("It keeps well."), ONE, subtitle="It keeps…")}
    )

    blog = moved(reader.read(path), tmp_path / "blog")

    assert "summary" not in blog.text("posts/2018-08-11-salt.md")


def test_drafts_stay_drafts_and_responses_stay_behind(tmp_path: Path) -> None:
    stories = {
        f"2018-08-11_Salt-{ONE}": story("Salt", titled("Salt") + paragraph("Text."), ONE),
        f"draft_Later-{TWO}": story("Later", paragraph("Later, I said."), TWO, date=""),
        "2018-01-01_I-agree-with-c1c1c1c1c1c1": story("I agree with…", paragraph("I agree with you."), "c1c1c1c1c1c1"),
    }
    path = exported(tmp_path, stories)

    blog = moved(reader.read(path), tmp_path / "blog")
    with_responses = moved(reader.read(path, responses=True), tmp_path / "all")

    assert "draft: true" in blog.text("drafts/later.md")
    assert "looks like a response" in blog.whys()["I agree with…"][0]
    assert not any("agree" in key for key in blog.files())
    assert any("agree" in key for key in with_responses.files())


def test_code_keeps_its_lines_and_its_language(tmp_path: Path) -> None:
    code = (
        '<pre data-code-block-mode="2" data-code-block-lang="python" class="graf graf--pre"><span class="pre--content">'
        '<span class="hljs-keyword">def</span> f(x):<br>    <span>return</span> x &lt; 2</span></pre>'
    )

    blog = moved(reader.read(exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt") + code, ONE)})), tmp_path / "blog")

    assert "```python\ndef f(x):\n    return x < 2\n```" in blog.text("posts/2018-08-11-salt.md")


def test_what_is_embedded_becomes_a_card_or_a_link(tmp_path: Path) -> None:
    film = "https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Daqz-KE-bpKQ"
    body = (
        f'<figure class="graf--iframe"><iframe src="https://cdn.embedly.com/widgets/media.html?src=x&amp;url={film}"></iframe></figure>'
        '<figure class="graf--iframe"><script src="https://gist.github.com/ana/0123456789abcdef.js"></script></figure>'
        '<div class="graf graf--mixtapeEmbed"><a href="https://press.example/x" data-href="https://press.example/x" '
        'class="markup--anchor markup--mixtapeEmbed-anchor"><strong class="markup--strong">On presses</strong><br>'
        '<em class="markup--em">Heavy things</em>press.example</a><a href="#" class="mixtapeImage"></a></div>'
    )

    article = site_of(tmp_path, body).article("/salt/")

    assert 'class="embed youtube"' in article
    assert 'class="embed gist"' in article
    assert '<a href="https://press.example/x">On presses</a>' in article
    assert "Heavy things" in article


def test_highlights_and_sections_leave_their_text(tmp_path: Path) -> None:
    body = paragraph('<mark class="markup--highlight">High <em>light</em></mark> and <code class="markup--code">x</code>')

    article = site_of(tmp_path, f"{body}{BREAK}{paragraph('The second part')}").article("/salt/")

    assert "High <em>light</em> and <code>x</code>" in article
    assert article.count("<hr") == 1
    assert "graf" not in article
    assert "The second part" in article


def test_links_between_stories_lead_to_where_they_are_now(tmp_path: Path) -> None:
    links = f'<a href="{ME}/ink-{TWO}?source=x#b2">ink</a>, <a href="https://medium.com/p/{TWO}">again</a>, <a href="{ME}">me</a>'
    links += f', <a href="https://a-publication.example/ink-{TWO}">there</a>'
    stories = {
        f"2018-08-11_Salt-{ONE}": story("Salt", titled("Salt") + paragraph(links), ONE),
        f"2018-08-12_Ink-{TWO}": story("Ink", titled("Ink") + paragraph("Text."), TWO),
    }

    site = live(moved(reader.read(exported(tmp_path, stories)), tmp_path / "blog"))
    article = site.article("/salt/")

    assert 'href="/ink/#b2"' in article
    assert '<a href="/ink/">again</a>' in article
    assert '<a href="/ink/">there</a>' in article
    assert f'href="{ME}"' in article
    assert site.built.missing == ()


def test_a_blog_at_its_own_domain_keeps_its_addresses(tmp_path: Path) -> None:
    html = story("Salt", titled("Salt") + paragraph("Text."), ONE, canonical=f"https://joe.example/salt-{ONE}")

    blog = moved(reader.read(exported(tmp_path, {f"x_Salt-{ONE}": html}), url="https://joe.example"), tmp_path / "blog")

    assert live(blog).has(f"/salt-{ONE}/")
    assert "url: https://joe.example" in blog.text("site.yaml")


def test_two_stories_of_one_title_get_two_addresses(tmp_path: Path) -> None:
    stories = {f"{day}_Salt-{id_}": story("Salt", titled("Salt") + paragraph("x"), id_) for day, id_ in (("a", ONE), ("b", TWO))}

    site = live(moved(reader.read(exported(tmp_path, stories)), tmp_path / "blog"))

    assert site.has("/salt/")
    assert site.has(f"/salt-{TWO}/")


# ---- images


IMAGE = '<figure class="graf graf--figure"><img class="graf-image" data-image-id="1*bo_at.jpeg" alt="A boat" src="{}"></figure>'
AT_MEDIUM = "https://cdn-images-1.medium.com/max/800/1*bo_at.jpeg"


def test_images_stay_at_medium_until_they_are_at_hand(tmp_path: Path) -> None:
    stories = {f"x_Salt-{ONE}": story("Salt", titled("Salt") + IMAGE.format(AT_MEDIUM), ONE)}
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "1_bo_at.jpeg").write_bytes(b"boat")  # as Windows has it, which has no `*`

    away = moved(reader.read(exported(tmp_path, stories)), tmp_path / "away")
    here = moved(reader.read(exported(tmp_path, stories), media=tmp_path / "media"), tmp_path / "here")
    within = moved(reader.read(exported(tmp_path, stories, **{"media/1*bo_at.jpeg": b"boat"})), tmp_path / "within")

    assert AT_MEDIUM in away.text("posts/2018-08-11-salt.md")
    assert away.whys() == {"Salt": ["1 of its images is still at Medium; --media FOLDER imports it, too"]}
    for blog in (here, within):
        assert "![A boat](/images/1-bo_at.jpeg)" in blog.text("posts/2018-08-11-salt.md").replace("\\", "")
        assert blog.files()["images/1-bo_at.jpeg"] == b"boat"


def test_images_that_a_story_shows_by_their_paths_come_along_from_the_archive(tmp_path: Path) -> None:
    text = paragraph('Here: <img src="img/a.png" alt="A"> and <img src="../images/a.png" alt="B">, not <img src="c.png" alt="C">')
    others = {"posts/img/a.png": PIXEL, "images/a.png": PIXEL, "images/left.png": PIXEL, "claps/claps-0001.html": b"x"}

    blog = moved(
        reader.read(exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt") + text, ONE)}, **others)), tmp_path / "blog"
    )

    assert "![A](/images/img/a.png) and ![B](/images/a.png), not ![C](/images/c.png)" in blog.text("posts/2018-08-11-salt.md")
    assert {"images/img/a.png", "images/a.png"} <= {*blog.files()}
    assert blog.whys() == {
        "Salt": ["it shows c.png, which isn't in the export; put it at images/c.png"],
        "the folder `claps`": ["it isn't part of a blog"],
        "the folder `images`": ["1 file in it is not used by any text"],
    }


def test_a_folder_whose_images_stories_show_is_not_said_to_be_no_part_of_a_blog(tmp_path: Path) -> None:
    stories = {f"x_Salt-{ONE}": story("Salt", titled("Salt") + IMAGE.format(AT_MEDIUM), ONE)}

    blog = moved(reader.read(exported(tmp_path, stories, **{"images/1*bo_at.jpeg": b"boat"})), tmp_path / "blog")

    assert blog.whys() == {}


def test_an_image_that_is_written_out_in_a_story_stays_in_it(tmp_path: Path) -> None:
    src = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    text = paragraph(f'Here: <img src="{src}" alt="A">')

    blog = moved(reader.read(exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt") + text, ONE)})), tmp_path / "blog")

    assert f"![A]({src})" in blog.text("posts/2018-08-11-salt.md")


def test_images_that_were_fetched_come_along_at_the_next_import(tmp_path: Path) -> None:
    path = exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt") + IMAGE.format(AT_MEDIUM), ONE)})
    (tmp_path / "media").mkdir()
    moved(reader.read(path), tmp_path / "blog")
    (tmp_path / "media" / "1*bo_at.jpeg").write_bytes(b"boat")

    blog = moved(reader.read(path, media=tmp_path / "media"), tmp_path / "blog")

    assert AT_MEDIUM not in blog.text("posts/2018-08-11-salt.md")
    assert blog.files()["images/1-bo_at.jpeg"] == b"boat"


def test_a_row_of_images_is_a_gallery_and_a_wide_one_is_wide(tmp_path: Path) -> None:
    pair = "".join(
        f'<figure><div class="aspectRatioPlaceholder"><img alt="{n}" src="https://x.example/{n}.jpg"></div></figure>'
        for n in "ab"
    )
    wide = '<figure class="graf graf--layoutOutsetCenter"><img alt="w" src="https://x.example/w.jpg"><figcaption>Wi<em>de</em></figcaption></figure>'
    body = f'</div><div class="section-inner sectionLayout--outsetRow">{pair}</div><div>{wide}'

    article = site_of(tmp_path, body).article("/salt/")

    assert article.index("a.jpg") < article.index("b.jpg") < article.index("w.jpg")
    assert re.search(r'<figure class="[^"]*\bwide\b', article)
    assert "Wi<em>de</em>" in article


# ---- again, and hostile


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    path = exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt") + paragraph("x"), ONE)})
    before = moved(reader.read(path), tmp_path / "blog")

    again = moved(reader.read(path), tmp_path / "blog")

    assert before.report.written
    assert not again.report.written


def test_what_is_no_story_is_named_once(tmp_path: Path) -> None:
    others = {"claps/claps-0001.html": b"x", "claps/claps-0002.html": b"x", "../evil.html": b"x"}

    blog = moved(
        reader.read(exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt"), ONE)}, **others)), tmp_path / "blog"
    )

    assert blog.whys()["the folder `claps`"] == ["it isn't part of a blog"]
    assert blog.whys()["../evil.html"] == ["its name leads out of the archive"]
    assert not (tmp_path / "evil.html").exists()


def test_the_address_of_the_author_stays_private(tmp_path: Path) -> None:
    blog = moved(reader.read(exported(tmp_path, {f"x_Salt-{ONE}": story("Salt", titled("Salt"), ONE)})), tmp_path / "blog")

    assert not any(b"joe@example.org" in raw for raw in blog.files().values())
    assert "joe@example.org" not in json.dumps(blog.whys())


@pytest.mark.parametrize("html", ["", "<p>no story</p>", "<div>" * 50_000, "\0\1\2"])
def test_a_hostile_file_is_left_out_and_the_others_are_not(tmp_path: Path, html: str) -> None:
    stories = {"x_Bad-dddddddddddd": html, f"x_Salt-{ONE}": story("Salt", titled("Salt") + paragraph("x"), ONE)}

    blog = moved(reader.read(exported(tmp_path, stories)), tmp_path / "blog")

    assert "posts/2018-08-11-salt.md" in blog.files()
    assert len([note for note in blog.report.notes if note.outcome == "skipped"]) == 1


def test_a_broken_file_costs_only_itself(tmp_path: Path) -> None:
    stories = {"x_Bad-dddddddddddd": "x" * 5_000, f"x_Salt-{ONE}": story("Salt", titled("Salt") + paragraph("x"), ONE)}
    path = exported(tmp_path, stories)
    raw = bytearray(path.read_bytes())
    at = raw.index(b"posts/x_Bad")
    raw[at + 30 : at + 40] = bytes(10)
    path.write_bytes(raw)

    blog = moved(reader.read(path), tmp_path / "blog")

    assert "posts/2018-08-11-salt.md" in blog.files()
    assert "can't be read" in blog.whys()["posts/x_Bad-dddddddddddd.html"][0]


def test_an_archive_of_something_else_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="isn't a Medium export"):
        list(reader.read(exported(tmp_path, {})))
