"""Pelican: articles, pages, links and translations come along, and no program of the old blog is run; each sample is built."""

from pathlib import Path

import pytest

from infra.importers.blog import Note, SiteFacts
from infra.importers.output.writer import write
from infra.importers.pelican.addresses import slugified
from infra.importers.pelican.reader import read
from tests.importers.moving import NOW
from tests.importers.trying import PIXEL, Files, moved, written

CONF = """
AUTHOR = 'Inês Corvelo'
SITENAME = "The Oven"
SITEURL = ''
PATH = "content"
TIMEZONE = 'Europe/Madrid'
DEFAULT_LANG = 'en'
"""
PUBLISH = "from pelicanconf import *\nSITEURL = 'https://oven.example'\n"
RYE = "Title: Rye & salt\nDate: 2011-04-28 09:30\nTags: rye, sour dough\nSummary: Flour.\n\nFlour, *water*, and a week.\n"
BASE: Files = {"pelicanconf.py": CONF, "publishconf.py": PUBLISH}


def test_an_article_keeps_its_address_its_author_and_its_id_in_feeds(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "content/rye.md": RYE})

    assert "<h1>Rye &amp; salt</h1>" in blog.page("/rye-salt/")
    assert (blog.out / "rye-salt.html").exists()
    assert "author: Inês Corvelo" in blog.text("posts/rye.md")
    assert "<id>tag:oven.example,2011-04-28:/rye-salt.html</id>" in (blog.out / "feed/atom/index.xml").read_text()
    assert "https://oven.example/feed/atom/" in (blog.out / "feeds/all.atom.xml").read_text()
    assert "title: The Oven\nurl: https://oven.example\nzone: Europe/Madrid\n" in blog.text("site.yaml")
    assert "markdown: python-markdown" in blog.text("site.yaml")
    assert blog.built.refused == ()


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("{date:%Y}/{date:%b}/{date:%d}/{slug}/", "/2011/Apr/28/rye-salt/"),
        ("blog/{category}/{slug}.html", "/blog/bread/rye-salt"),
        ("{lang}/{slug}", "/en/rye-salt"),
    ],
)
def test_patterns_of_addresses_are_computed(tmp_path: Path, pattern: str, address: str) -> None:
    conf = f"{CONF}ARTICLE_URL = '{pattern}'\n"

    blog = moved(read, tmp_path, {"pelicanconf.py": conf, "content/bread/rye.md": RYE})

    assert blog.has(address)
    assert "category: bread" in blog.text("posts/bread/rye.md")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("C++ vs. C#: what's new?", "c-vs-c-whats-new"),
        ("Olá — João", "ola-joao"),
        ("a / b", "a-b"),
        ("x_y  z", "x_y-z"),
        ("Straße, Łódź, øre, æon", "strasse-lodz-ore-aeon"),
        ("-dash-", "-dash-"),
        ("“Quoted” title", "quoted-title"),
    ],
)
def test_slugs_are_spelled_as_pelican_spells_them(title: str, slug: str) -> None:
    """As Pelican 4.12 wrote them."""
    assert slugified(title) == slug


def test_an_address_that_pelican_spelled_in_latin_letters_is_told(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "content/x.md": "Title: Привет\nDate: 2011-04-28\n\nText.\n"})

    assert [why for why in blog.whys("changed") if "Привет: Pelican wrote its address in Latin letters" in why]
    assert blog.has("/привет/")


def test_links_to_files_lead_to_them(tmp_path: Path) -> None:
    links = (
        "Title: Links\nDate: 2012-01-01\n\n[a]({filename}rye.md#crust) [b]({filename}/pages/about.md) [c](|filename|rye.md) "
        "![d]({static}/images/a.png) ![e]({attach}b.png) [f]({tag}sour%20dough) [g]({index}) [h](/rye-salt.html) "
        '[i]({category}bread) <img src="{static}/images/a.png" alt="x">\n\n[j][rye]\n\n[rye]: {filename}rye.md\n'
    )
    files: Files = {
        **BASE,
        "content/bread/rye.md": RYE,
        "content/bread/links.md": links,
        "content/pages/about.md": "Title: About\n\nUs.\n",
        "content/images/a.png": PIXEL,
        "content/bread/b.png": PIXEL,
    }

    blog = moved(read, tmp_path, files)

    text = blog.text("posts/bread/links.md")
    assert "[a](rye.md#crust) [b](/pages/about.md) [c](rye.md) ![d](/images/a.png) ![e](/bread/b.png)" in text
    assert '[f](/tag/sour-dough/) [g](/) [h](rye.md) [i](/category/bread/) <img src="/images/a.png" alt="x">' in text
    assert "[rye]: rye.md" in text
    assert blog.built.missing == ()
    assert [why for why in blog.whys("changed") if "lists:" not in why] == []


def test_a_link_to_a_missing_file_is_told_with_its_line(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "content/rye.md": f"{RYE}\n[x]({{filename}}gone.md)\n"})

    assert "content/rye.md:8: {filename}gone.md: a link to something that the old folder doesn't hold" in blog.whys("changed")


def test_old_lists_beyond_the_redirects_that_a_site_may_have_are_counted_when_feeds_take_some_of_them(tmp_path: Path) -> None:
    conf = f"{CONF}TAG_URL = 'old/{{slug}}/'\nAUTHOR_URL = 'old/{{slug}}/'\n"
    tags = [", ".join(f"t{number}" for number in range(start, start + 20)) for start in range(0, 500, 20)]
    posts = {
        f"content/{number}.md": f"Title: {number}\nDate: 2011-04-28\nTags: {of}\n\nText.\n" for number, of in enumerate(tags)
    }
    folder = written(tmp_path, {"pelicanconf.py": conf, **posts})

    items = [*read(folder)]

    redirects = next(item.redirects for item in items if isinstance(item, SiteFacts))
    lists = sum(old.startswith("/old/") for old in redirects)  # of 500 tags and an author
    assert (len(redirects), lists < 500) == (500, True)
    assert [item.why for item in items if isinstance(item, Note) and item.what == "lists"] == [
        f"{501 - lists} old addresses of categories, tags and authors lead nowhere now"
    ]


def test_translations_find_each_other_by_their_slug(tmp_path: Path) -> None:
    files: Files = {
        **BASE,
        "content/rye.md": f"Slug: rye\n{RYE}",
        "content/centeno.md": "Title: Centeno\nDate: 2011-04-28\nSlug: rye\nLang: es\n\nHarina.\n",
    }

    blog = moved(read, tmp_path, files)

    assert "languages: [en, es]" in blog.text("site.yaml")
    assert 'hreflang="es"' in blog.page("/rye/")
    assert "aliases: [/rye-es.html]" in blog.text("posts/centeno.md")
    assert blog.built.refused == ()


def test_drafts_hidden_and_skipped_articles_stay_so(tmp_path: Path) -> None:
    files: Files = {
        **BASE,
        "content/a.md": f"Status: draft\n{RYE}",
        "content/b.md": f"Status: hidden\n{RYE}".replace("Rye", "Oats"),
        "content/c.md": f"Status: skip\n{RYE}",
        "content/d.md": "Title: No date\n\nText.\n",
    }

    blog = moved(read, tmp_path, files)

    assert "draft: true" in blog.text("posts/a.md")
    assert "listed: false" in blog.text("posts/b.md")
    assert "draft: true" in blog.text("drafts/d.md")
    assert "posts/c.md" not in blog.all_keys()
    assert [why for why in blog.whys("skipped") if "c.md:1: " in why and "`skip`" in why]
    assert blog.built.refused == ()


def test_the_menu_leads_home_even_if_a_draft_has_no_address_yet(tmp_path: Path) -> None:
    conf = f"{CONF}MENUITEMS = (('Start', '/'),)\nARTICLE_URL = '{{date:%Y}}/{{slug}}.html'\n"

    blog = moved(read, tmp_path, {"pelicanconf.py": conf, "content/d.md": "Title: No date\n\nText.\n"})

    assert "menu:\n  - to: home\n    title: Start\n" in blog.text("site.yaml")


def test_settings_are_read_and_never_run(tmp_path: Path) -> None:
    conf = (
        f"import os\nopen({str(tmp_path / 'ran')!r}, 'w').write('x')\n{CONF}"
        "NAME = 'The' + ' Mill'\nSITENAME = f'{NAME}!'\nSITESUBTITLE = os.environ['HOME']\nMENUITEMS = (('Shop', 'https://shop.example/'),)\n"
    )

    blog = moved(
        read, tmp_path, {"pelicanconf.py": conf, "content/bread/rye.md": RYE, "content/pages/about.md": "Title: About\n\nUs.\n"}
    )

    assert not (tmp_path / "ran").exists()
    site = blog.text("site.yaml")
    assert "title: The Mill!" in site
    assert "  - to: https://shop.example/\n    title: Shop\n  - pages/about.md\n  - category/bread\n" in site
    assert any("SITESUBTITLE: it is computed" in why for why in blog.whys("changed"))


def test_notations_of_python_markdown_are_read_as_ever(tmp_path: Path) -> None:
    text = f"{RYE}\n    :::python\n    x = 1\n\n!!! note\n    Mind the gap.\n\nHTML\n\n*[HTML]: A language\n"

    blog = moved(read, tmp_path, {**BASE, "content/rye.md": text})

    page = blog.page("/rye-salt/")
    assert 'class="admonition note"' in page
    assert '<abbr title="A language">' in page
    assert ":::python" not in page


def test_articles_in_html_become_markdown(tmp_path: Path) -> None:
    text = (
        '<html><head><title>Old</title><meta name="date" content="2010-01-01"><meta name="tags" content="a, b"></head>'
        '<body><p>Some <b>bold</b> text.</p><p>See <a href="{filename}rye.md">rye</a>.</p></body></html>'
    )

    blog = moved(read, tmp_path, {**BASE, "content/old.html": text, "content/rye.md": RYE})

    assert "tags: [a, b]" in blog.text("posts/old.md")
    assert "Some **bold** text.\n\nSee [rye](/posts/rye.md)." in blog.text("posts/old.md")


def test_files_go_where_the_settings_say(tmp_path: Path) -> None:
    conf = CONF + "EXTRA_PATH_METADATA = {'extra/favicon.ico': {'path': 'favicon.ico'}}\n"

    files: Files = {"content/rye.md": RYE, "content/extra/favicon.ico": PIXEL, "content/pdfs/a.pdf": b"%PDF"}

    blog = moved(read, tmp_path, {"pelicanconf.py": conf, **files})

    assert {"favicon.ico", "pdfs/a.pdf"} <= {*blog.all_keys()}


def test_what_stays_behind_is_named(tmp_path: Path) -> None:
    files: Files = {**BASE, "content/a.adoc": "Title\n#####\n", "theme/x.css": "", "content/rye.md": RYE, "content/empty.md": ""}

    blog = moved(read, tmp_path, files)

    skipped = "\n".join(blog.whys("skipped"))
    for name in ("a.adoc: it isn't Markdown", "theme/: only what is in content", "empty.md: it is empty"):
        assert name in skipped


def test_a_link_to_what_was_left_out_is_told_as_such(tmp_path: Path) -> None:
    text = f"{RYE}\n[a]({{filename}}a.adoc) and [b]({{filename}}b.adoc)\n"

    blog = moved(read, tmp_path, {**BASE, "content/a.adoc": "Title\n#####\n", "content/rye.md": text})

    assert [why for why in blog.whys("changed") if "link" in why] == [
        "content/rye.md:8: {filename}a.adoc: a link to something that was left out",
        "content/rye.md:8: {filename}b.adoc: a link to something that the old folder doesn't hold",
    ]


def test_settings_that_can_not_be_read_are_not_said_to_be_missing(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"pelicanconf.py": "SITENAME = (\n", "content/rye.md": RYE})

    assert [why for why in blog.whys("skipped") if "pelicanconf.py" in why and "it isn't Python that can be read" in why]
    assert not [why for outcome in ("skipped", "changed") for why in blog.whys(outcome) if "isn't there" in why]


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "content/rye.md": RYE, "content/images/a.png": PIXEL})

    assert not write(read(tmp_path / "old"), blog.into, NOW).written


@pytest.mark.parametrize(
    "conf",
    [
        "SITENAME = " + "(" * 10_000,
        "A = 'x'\n" + "A = A + A\n" * 60 + "SITENAME = A\n",
        "SITENAME = {[]: 1}\n",
        "SITENAME = " + " + ".join(["'x'"] * 50_000),
        "PATH = '../../..'\n",
        "ARTICLE_URL = '{slug.__class__}/{date:%Y{slug}}'\n",
        "\x00",
    ],
)
def test_hostile_settings_are_survived(tmp_path: Path, conf: str) -> None:
    secret = written(tmp_path, {"secret.md": "Title: Secret\nDate: 2011-04-28\n\nSecret.\n"})

    blog = moved(read, tmp_path, {"pelicanconf.py": conf, "content/rye.md": RYE})

    assert secret
    assert blog.all_keys() == ["posts/rye.md", "site.yaml"]
    assert blog.built.posts == 1
