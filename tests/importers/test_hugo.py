"""Hugo: bundles, languages, shortcodes and front matter come along; each sample is built."""

import json
from pathlib import Path

import pytest

from infra.importers.hugo.reader import read
from infra.importers.output.writer import write
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.moving import NOW
from tests.importers.trying import PIXEL, Files, moved, written


def test_a_post_keeps_its_address_and_its_id_in_feeds(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/posts/Rye Bread.md": RYE})

    assert "<h1>Rye &amp; salt</h1>" in blog.page("/posts/rye-bread/")
    assert "date: 2011-04-28 09:30\n" in blog.text("posts/Rye Bread.md")
    assert "<id>https://oven.example/posts/rye-bread/</id>" in (blog.out / "feed/atom/index.xml").read_text()
    assert "title: The Oven\ndescription: Bread\nurl: https://oven.example\nzone: Europe/Madrid\n" in blog.text("site.yaml")


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Rye"\ndate = 2011-04-28\n+++\n',
        "---\ntitle: Rye\ndate: 2011-04-28\n---\n",
        '{\n  "title": "Rye",\n  "date": "2011-04-28"\n}\n',
    ],
)
def test_front_matter_in_toml_yaml_and_json_is_the_same(tmp_path: Path, front: str) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/posts/rye.md": f"{front}\nFlour.\n"})

    assert blog.text("posts/rye.md") == (
        "---\ntitle: Rye\ndate: 2011-04-28\nid: https://oven.example/posts/rye/\n---\n\nFlour.\n"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.yaml", "title: The Oven\nbaseURL: https://oven.example/\n"),
        ("hugo.json", json.dumps({"title": "The Oven", "baseURL": "https://oven.example/"})),
        ("config/_default/hugo.toml", 'title = "The Oven"\nbaseURL = "https://oven.example/"\n'),
        ("config/_default/config.yml", "title: The Oven\nbaseurl: https://oven.example/\n"),
    ],
)
def test_the_configuration_is_found_in_each_of_its_places(tmp_path: Path, name: str, text: str) -> None:
    blog = moved(read, tmp_path, {name: text, "content/posts/rye.md": RYE})

    assert "title: The Oven\nurl: https://oven.example\n" in blog.text("site.yaml")


def test_a_bundle_keeps_its_pictures_beside_it(tmp_path: Path) -> None:
    text = f'{RYE}\n![loaf](loaf.png)\n\n{{{{< figure src="loaf.png" caption="A loaf" >}}}}\n\n![root](/img/oven.png)\n'
    files: Files = {
        "hugo.toml": CONFIG,
        "content/posts/rye/index.md": text,
        "content/posts/rye/loaf.png": PIXEL,
        "content/posts/rye/notes.md": "Only notes.",
        "static/img/oven.png": PIXEL,
    }

    blog = moved(read, tmp_path, files)

    assert blog.all_keys() == ["img/oven.png", "posts/rye/index.md", "posts/rye/loaf.png", "site.yaml"]
    assert "<figcaption>A loaf</figcaption>" in blog.page("/posts/rye/")
    assert blog.built.missing == ()
    assert [why for why in blog.whys("skipped") if "notes.md: it is a part of a bundle" in why]


def test_links_between_pages_lead_to_their_files(tmp_path: Path) -> None:
    links = (
        '+++\ntitle = "Links"\ndate = 2012-01-01\n+++\n\n[a]({{< ref "rye.md#crust" >}}) [b]({{% relref "/about" %}}) '
        "[c](/posts/rye/) [d](../rye/) [e](rye.md) [f](https://oven.example/about/) [g](/posts/rye/?x=1) [h](/tags/sour-dough/)\n"
    )
    files = {
        "hugo.toml": CONFIG,
        "content/posts/rye.md": RYE,
        "content/about.md": "---\ntitle: About\ndate: 2010-01-01\n---\n\nUs.\n",
    }

    blog = moved(read, tmp_path, {**files, "content/posts/links.md": links})

    text = blog.text("posts/links.md")
    assert "[a](/posts/rye.md#crust) [b](/about.md) [c](rye.md) [d](rye.md) [e](rye.md) [f](/about.md) [g](rye.md?x=1)" in text
    assert "[h](/tag/sour-dough/)" in text
    assert blog.whys("changed") == []
    assert "updated: 2010-01-01\n" in blog.text("about.md")
    assert "\ndate:" not in blog.text("about.md")


def test_a_ref_to_nothing_is_told_with_its_line(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/posts/rye.md": f'{RYE}\n[x]({{{{< ref "gone" >}}}})\n'})

    assert "content/posts/rye.md:9: gone: a link to a page that the old folder doesn't hold" in blog.whys("changed")


@pytest.mark.parametrize("by", ["suffix", "folder"])
def test_languages_come_along_by_suffix_and_by_folder(tmp_path: Path, by: str) -> None:
    config = (
        f'{CONFIG}defaultContentLanguage = "en"\n[languages.en]\nweight = 1\n[languages.es]\nweight = 2\ntitle = "El Horno"\n'
    )
    if by == "folder":
        config = config.replace("weight = 1", 'contentDir = "content/en"').replace("weight = 2", 'contentDir = "content/es"')
    names = (
        ("content/posts/rye.md", "content/posts/rye.es.md")
        if by == "suffix"
        else ("content/en/posts/rye.md", "content/es/posts/rye.md")
    )

    blog = moved(read, tmp_path, {"hugo.toml": config, names[0]: RYE, names[1]: RYE.replace("Rye", "Centeno")})

    assert "Centeno" in blog.page("/es/posts/rye/")
    assert 'hreflang="es"' in blog.page("/posts/rye/")
    assert "languages: [en, es]" in blog.text("site.yaml")
    assert blog.built.refused == ()


def test_drafts_times_and_aliases_come_along(tmp_path: Path) -> None:
    front = (
        '+++\ntitle = "Soon"\ndate = 2011-04-28\npublishDate = 2030-01-01\nexpiryDate = 2031-01-01\nlastmod = 2012-01-01\n'
        'aliases = ["/old/soon/", "sooner"]\n+++\n\nText.\n'
    )
    files = {
        "hugo.toml": CONFIG,
        "content/posts/soon.md": front,
        "content/posts/draft.md": RYE.replace("tags", "draft = true\ntags"),
        "content/posts/never.md": RYE.replace("tags", "headless = true\ntags"),
    }

    blog = moved(read, tmp_path, files)

    text = blog.text("posts/soon.md")
    for line in (
        "publish_date: 2030-01-01",
        "expires: 2031-01-01",
        "updated: 2012-01-01",
        "aliases: [/old/soon/, /posts/sooner]",
    ):
        assert line in text
    assert "draft: true" in blog.text("posts/draft.md")
    assert [why for why in blog.whys("skipped") if "it is private" in why]
    assert blog.built.posts == 0


def test_texts_of_terms_describe_categories(tmp_path: Path) -> None:
    files = {
        "hugo.toml": CONFIG,
        "content/posts/rye.md": RYE.replace("tags", 'categories = ["Bread"]\ntags'),
        "content/categories/bread/_index.md": "---\ntitle: Bread\n---\n\nAll about *bread*.\n",
    }

    blog = moved(read, tmp_path, files)

    assert "All about <em>bread</em>." in blog.page("/category/bread/")


def test_a_section_with_a_text_stays_a_page_and_cascades(tmp_path: Path) -> None:
    section = "---\ntitle: Guide\ncascade:\n  author: ines\n---\n\nRead in order.\n"

    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/guide/_index.md": section, "content/guide/one.md": RYE})

    assert "Read in order." in blog.page("/guide/")
    assert "author: ines" in blog.text("guide/one.md")


def test_boxes_of_themes_become_admonitions_and_unknown_shortcodes_stay(tmp_path: Path) -> None:
    text = (
        f'{RYE}\n{{{{< notice tip "Mind" >}}}}\nSome *text*.\n{{{{< /notice >}}}}\n\n{{{{< chart "x" >}}}}\n\n'
        '{{< youtube w7Ft2ymGmfc >}}\n\n{{< highlight go >}}\nx := 1\n{{< /highlight >}}\n\n{{< img src="/a.png" alt="a" >}}\n'
    )

    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/posts/rye.md": text, "static/a.png": PIXEL})

    page = blog.page("/posts/rye/")
    assert '<div class="admonition tip">' in page
    assert "<p>Some <em>text</em>.</p>" in page
    assert "youtube.com/watch?v=w7Ft2ymGmfc" in page
    assert "{{&lt; chart" in page
    assert blog.whys("changed") == [
        "content/posts/rye.md:13: {{< chart >}}: Presswork doesn't know this, so readers see it as it is typed"
    ]


def test_what_stays_behind_is_named(tmp_path: Path) -> None:
    files: Files = {
        "hugo.toml": CONFIG,
        "themes/x/theme.toml": "",
        "layouts/shortcodes/chart.html": "",
        "content/_index.md": "---\ntitle: Home\n---\n",
        "content/search.md": "---\ntitle: Search\nlayout: search\n---\n",
        "content/posts/note.org": "* Note",
        "content/posts/rye.md": "---\ntitle: Rye\n---\nFlour.\n",
        "static/main.js": "x",
        "content/posts/data.json": "{}",
    }

    blog = moved(read, tmp_path, files)

    skipped = "\n".join(blog.whys("skipped"))
    for name in ("themes/", "layouts/", "content/_index.md", "content/search.md", "note.org", "static/main.js", "data.json"):
        assert name in skipped
    assert blog.all_keys() == ["posts-rye.md", "site.yaml"]


def test_a_configuration_that_can_not_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": "title = [\n", "content/posts/rye.md": RYE})

    assert [why for why in blog.whys("skipped") if why.startswith("hugo.toml:")]
    assert not [why for outcome in ("skipped", "changed") for why in blog.whys(outcome) if "isn't there" in why]


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/posts/rye/index.md": RYE, "content/posts/rye/a.png": PIXEL})

    assert not write(read(tmp_path / "old"), blog.into, NOW).written


def test_hostile_folders_are_survived(tmp_path: Path) -> None:
    secret = written(tmp_path / "secrets", {"x.md": "Secret."})
    deep = "[" * 50_000
    files: Files = {
        "hugo.toml": CONFIG,
        "content/posts/rye.md": RYE,
        "content/posts/deep.md": f'{{"title": {deep}\n\nText.\n',
        "content/posts/dots.md": "+++\n" + "a." * 20_000 + "a = 1\n+++\n\nText.\n",
        "content/posts/up.md": RYE.replace("tags", 'url = "/../../etc/"\naliases = ["../../../up/"]\ntags'),
    }
    old = written(tmp_path / "old", files)
    (old / "content/secret").symlink_to(secret)
    (old / "static").symlink_to(secret)
    (old / "config").symlink_to(secret)

    blog = moved(read, tmp_path, {})

    assert "Secret" not in "".join(path.read_text(errors="replace") for path in blog.into.rglob("*") if path.is_file())
    assert not (tmp_path / "up").exists()
    assert [why for why in blog.whys("skipped") if "dots.md" in why]
    assert blog.built.posts == 2
