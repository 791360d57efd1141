"""Jekyll: what its blogs are made of comes along, with their addresses; each sample is built."""

from pathlib import Path

import pytest

from infra.importers.jekyll.reader import EXCLUDED, read
from infra.importers.output.writer import write
from tests.importers.jekyll_blog import CONFIG, RYE
from tests.importers.moving import NOW
from tests.importers.trying import PIXEL, Files, moved


def test_a_post_keeps_its_address_with_the_ending_that_it_had(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-Rye-Bread.md": RYE})

    assert "<h1>Rye &amp; salt</h1>" in blog.page("/2011/04/28/Rye-Bread/")
    assert (blog.out / "2011/04/28/Rye-Bread.html").exists()
    assert blog.built.refused == ()


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("pretty", "/bread/2011/04/28/rye/"),
        ("date", "/bread/2011/04/28/rye"),
        ("none", "/bread/rye"),
        ("ordinal", "/bread/2011/118/rye"),
        ("weekdate", "/bread/2011/W17/Thu/rye"),
        ("/blog/:year/:i_month/:slug/", "/blog/2011/4/rye/"),
        ("/:short_year/:title.html", "/11/rye"),
        ("/:year-:month-:day/:slug:output_ext", "/2011-04-28/rye"),
    ],
)
def test_each_style_of_permalink_is_computed(tmp_path: Path, permalink: str, address: str) -> None:
    files = {"_config.yml": f"{CONFIG}permalink: {permalink}\n", "bread/_posts/2011-04-28-rye.md": RYE}

    blog = moved(read, tmp_path, files)

    assert blog.has(address)
    assert "category: bread" in blog.text("posts/bread/2011-04-28-rye.md")


def test_a_time_without_a_zone_is_in_utc_as_jekyll_reads_it(tmp_path: Path) -> None:
    late = "---\ntitle: Late\ndate: 2011-04-28 23:30:00\n---\n\nText.\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-late.md": late})

    assert "date: 2011-04-29 01:30" in blog.text("posts/2011-04-28-late.md")
    assert blog.has("/2011/04/29/late")


def test_links_between_posts_lead_to_their_files(tmp_path: Path) -> None:
    links = (
        "---\ntitle: Links\ntags: bread salt\n---\n\n"
        "[a]({% post_url 2011-04-28-rye %}) [b]({{ site.baseurl }}/2011/04/28/rye.html#crust) "
        "[c](https://oven.example/2011/04/28/rye.html) [d]({% link about.md %}) [e](/2011/04/28/rye) "
        '<a href="/about.html">f</a> [g][rye] [h]({{ "/about.html" | relative_url }}) `[x](/about.html)`\n\n'
        "[rye]: /2011/04/28/rye.html\n"
    )
    files = {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": RYE, "about.md": "---\ntitle: About\n---\n\nUs.\n"}

    blog = moved(read, tmp_path, {**files, "_posts/2012-01-01-links.md": links})

    text = blog.text("posts/2012-01-01-links.md")
    assert "[a](/posts/2011-04-28-rye.md) [b](2011-04-28-rye.md#crust) [c](2011-04-28-rye.md)" in text
    assert '[d](/about.md) [e](2011-04-28-rye.md) <a href="/about.md">f</a> [g][rye] [h](/about.md) `[x](/about.html)`' in text
    assert "[rye]: 2011-04-28-rye.md" in text
    assert "tags: [bread, salt]" in text
    assert blog.page("/2012/01/01/links").count('href="/2011/04/28/rye/') >= 5
    assert blog.whys("changed") == []
    assert blog.built.missing == ()


def test_pictures_come_along_and_are_found_from_where_they_are_shown(tmp_path: Path) -> None:
    text = "---\ntitle: P\nimage: /assets/a.png\n---\n\n![a](/assets/a.png) ![b]({{site.baseurl}}/assets/a.png)\n\n![c](a.png)"
    files: Files = {"_config.yml": CONFIG, "assets/a.png": PIXEL, "2011/04/28/a.png": PIXEL}

    blog = moved(read, tmp_path, {**files, "_posts/2011-04-28-pictures.md": text})

    assert "![a](/assets/a.png) ![b](/assets/a.png)\n\n![c](/2011/04/28/a.png)" in blog.text("posts/2011-04-28-pictures.md")
    assert blog.built.missing == ()


def test_a_link_to_nothing_is_told_with_its_line(tmp_path: Path) -> None:
    text = "---\ntitle: Gone\n---\n\nText.\n\n[x](/2010/01/01/gone.html)\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-gone.md": text})

    assert blog.whys("changed") == [
        "_posts/2011-04-28-gone.md:7: /2010/01/01/gone.html: a link to something that the old folder doesn't hold"
    ]


def test_drafts_stay_drafts_and_pages_stay_pages(tmp_path: Path) -> None:
    files = {
        "_config.yml": CONFIG,
        "_drafts/soon.md": "---\ntitle: Soon\n---\n\nText.\n",
        "_posts/2011-04-28-hidden.md": "---\ntitle: Hidden\npublished: false\n---\n\nText.\n",
        "about.md": "---\ntitle: About\npermalink: /who/we-are/\n---\n\nUs.\n",
        "guide/index.md": "---\ntitle: Guide\n---\n\nText.\n",
    }

    blog = moved(read, tmp_path, files)

    assert "draft: true" in blog.text("drafts/soon.md")
    assert "draft: true" in blog.text("posts/2011-04-28-hidden.md")
    assert blog.has("/who/we-are/")
    assert blog.has("/guide/")
    assert not blog.has("/2011/04/28/hidden/")


def test_collections_become_pages_at_their_addresses(tmp_path: Path) -> None:
    config = f"{CONFIG}collections:\n  recipes: {{output: true, permalink: '/r/:name/'}}\n  notes: {{output: false}}\n"
    files: Files = {
        "_config.yml": config,
        "_recipes/rye.md": "---\ntitle: Rye\ndate: 2011-04-28\n---\n\nFlour. ![oven](oven.png)\n",
        "_recipes/oven.png": PIXEL,
        "_notes/own.md": "---\ntitle: Own\n---\n\nText.\n",
    }

    blog = moved(read, tmp_path, files)

    assert "Flour." in blog.page("/r/rye/")
    assert "recipes/oven.png" in blog.all_keys()
    assert any("_notes/own.md" in why for why in blog.whys("skipped"))


def test_defaults_of_the_configuration_hold_for_their_scope(tmp_path: Path) -> None:
    defaults = (
        "defaults:\n  - scope: {path: '', type: posts}\n    values: {author: ines, layout: post, comments: true}\n"
        "  - scope: {path: _posts/bread}\n    values: {categories: [Bread]}\n"
    )

    blog = moved(read, tmp_path, {"_config.yml": CONFIG + defaults, "_posts/bread/2011-04-28-rye.md": RYE})

    text = blog.text("posts/bread/2011-04-28-rye.md")
    assert "author: ines" in text
    assert "category: Bread" in text
    assert "layout" not in text


def test_the_site_is_described_by_its_configuration(tmp_path: Path) -> None:
    files = {
        "_config.yml": f"{CONFIG}permalink: /:year/:title/\nheader_pages: [about.md]\nlang: en\n",
        "_data/authors.yml": "ines:\n  name: Inês Corvelo\n  bio: Bakes.\n  web: https://ines.example\n",
        "_data/navigation.yml": "main:\n  - title: Who\n    url: /about/\n  - title: Shop\n    url: https://shop.example/\n",
        "about.md": "---\ntitle: About\npermalink: /about/\n---\n\nUs.\n",
    }

    blog = moved(read, tmp_path, files)

    site = blog.text("site.yaml")
    assert "title: The Oven\ndescription: Bread & salt\nurl: https://oven.example\nzone: Europe/Madrid\n" in site
    assert "permalink: /{year}/{slug}/" in site
    assert "name: Inês Corvelo" in site
    assert "to: about.md\n    title: Who" in site
    assert blog.built.refused == ()


def test_a_text_that_the_configuration_excludes_is_left_out_and_told(tmp_path: Path) -> None:
    excluded = {"README.md": "# Ours\n", "notes/a.md": "---\ntitle: A\n---\n", "Makefile": "all:\n"}
    config = f"{CONFIG}exclude: [README.md, notes, Makefile]\n"
    blog = moved(read, tmp_path, {"_config.yml": config, "_posts/2011-04-28-rye.md": RYE, **excluded})

    assert blog.whys("skipped") == [f"README.md: README.md: {EXCLUDED}", f": notes/: {EXCLUDED}"]
    assert not excluded.keys() & blog.all_keys()


def test_the_feed_keeps_its_ids_so_that_no_reader_sees_an_old_post_as_new(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": RYE})

    assert "<id>https://oven.example/2011/04/28/rye</id>" in (blog.out / "feed/atom/index.xml").read_text()
    assert "https://oven.example/feed/atom/" in (blog.out / "feed.xml").read_text()


def test_under_a_path_of_its_own_the_old_addresses_are_aliases(tmp_path: Path) -> None:
    text = "---\ntitle: Rye\n---\n\n[a](/blog/about.html) ![x](/blog/a.png)\n"
    files: Files = {
        "_config.yml": f"{CONFIG}baseurl: /blog\npermalink: pretty\n",
        "a.png": PIXEL,
        "about.md": "---\ntitle: About\n---\n\nUs.\n",
    }

    blog = moved(read, tmp_path, {**files, "_posts/2011-04-28-rye.md": text})

    assert blog.has("/2011/04/28/rye/")
    assert "https://oven.example/2011/04/28/rye/" in blog.page("/blog/2011/04/28/rye/")
    assert "[a](/about.md) ![x](/a.png)" in blog.text("posts/2011-04-28-rye.md")


def test_kramdowns_own_notations_are_read_as_before(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Notations\n---\n\n* TOC\n{:toc}\n\n## Heading\n{: .no_toc #here}\n\n"
        '<aside markdown="1" class="pquote">\n  Some *text*.\n  <p markdown="1" class="credit">\n— *Inês*\n  </p>\n</aside>\n\n'
        "{::comment}\nnot shown\n{:/comment}\n\nEnd.\n"
    )

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-notations.md": text})

    page = blog.page("/2011/04/28/notations")
    assert 'class="toc"' in page
    assert '<h2 id="here" class="no_toc">Heading</h2>' in page
    assert '<p class="credit">— <em>Inês</em></p>' in page
    assert "<p>Some <em>text</em>.</p>" in page
    assert "not shown" not in page
    assert not [diagnostic for _, diagnostic in blog.built.diagnostics]


def test_an_include_that_is_unknown_stays_and_is_told(tmp_path: Path) -> None:
    text = '---\ntitle: Includes\n---\n\n{% include chart.html data="x" %}\n\n{% highlight python %}\nx = 1\n{% endhighlight %}\n'

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_includes/chart.html": "x", "_posts/2011-04-28-includes.md": text})

    assert [why for why in blog.whys("changed") if "include chart" in why and ":5:" in why]
    assert any(why.startswith(": _includes/") for why in blog.whys("skipped"))
    assert 'class="highlight' in blog.page("/2011/04/28/includes")


def test_templates_and_lists_are_left_out_with_the_reason_and_the_line(tmp_path: Path) -> None:
    files = {
        "_config.yml": CONFIG,
        "index.html": "---\nlayout: default\n---\n\n{% for post in site.posts %}\n{{ post.title }}\n{% endfor %}\n",
        "404.html": "---\nlayout: default\n---\n\nNot here.\n",
        "category/bread.md": "---\nlayout: category\n---\n",
        "Gemfile": "gem 'jekyll'\n",
        "assets/main.css": "a {}",
        "_posts/no-date.md": "---\ntitle: x\n---\n",
        "_posts/2011-04-28-rye.md": "---\ntitle: Rye\n---\nFlour.\n",
        "README.md": "About this folder",
    }

    blog = moved(read, tmp_path, files)

    skipped = "\n".join(blog.whys("skipped"))
    assert "index.html:5: index.html: it is a template" in skipped
    for name in ("404.html", "category/bread.md", "Gemfile", "assets/main.css", "_posts/no-date.md", "README.md"):
        assert name in skipped
    assert blog.all_keys() == ["posts/2011-04-28-rye.md", "site.yaml"]


def test_a_home_page_with_a_text_becomes_a_page(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "index.md": "---\ntitle: Welcome\n---\n\nCome in. [x](/index.html)\n"})

    assert "Come in." in blog.page("/home/")
    assert [why for why in blog.whys("changed") if "index.md: Welcome: it was the home page" in why]


def test_languages_and_translations_come_along(tmp_path: Path) -> None:
    files = {
        "_config.yml": f"{CONFIG}languages: [en, es]\n",
        "_posts/2011-04-28-rye.md": "---\ntitle: Rye\nlang: en\nref: rye\n---\n\nText.\n",
        "_posts/es/2011-04-28-centeno.md": "---\ntitle: Centeno\nlang: es\nref: rye\n---\n\nTexto.\n",
    }

    blog = moved(read, tmp_path, files)

    assert "languages: [en, es]" in blog.text("site.yaml")
    assert 'hreflang="es"' in blog.page("/2011/04/28/rye")
    assert blog.built.refused == ()


def test_posts_in_html_become_markdown(tmp_path: Path) -> None:
    text = '---\ntitle: Old\n---\n\n<p>Some <b>bold</b> text and <a href="/2011/04/28/rye.html">rye</a>.</p>\n'

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2010-01-01-old.html": text, "_posts/2011-04-28-rye.md": RYE})

    assert "Some **bold** text and [rye](/posts/2011-04-28-rye.md)." in blog.text("posts/2010-01-01-old.md")


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": RYE, "a.png": PIXEL})
    times = {key: (blog.into / key).stat().st_mtime_ns for key in blog.all_keys()}

    again = write(read(tmp_path / "old"), blog.into, NOW)

    assert {key: (blog.into / key).stat().st_mtime_ns for key in blog.all_keys()} == times
    assert not again.written
