"""Languages of Hugo come along whole: titles, menus with the entries below others, parameters, and where each has its texts."""

from pathlib import Path

import pytest
import yaml

from infra.importers.folder.scan import Notes
from infra.importers.hugo.feeds import feed_names
from infra.importers.hugo.menus import MenuLink, in_order
from infra.importers.hugo.reader import read
from infra.importers.parsing.lenient_values import read_config
from tests.importers.hugo_blog import RYE
from tests.importers.trying import Files, Moved, moved

CONFIG = """\
baseURL: https://oven.example/
defaultContentLanguage: es
defaultContentLanguageInSubdir: true
title: The Oven
params: {description: Bread, town: Jaén}
languages:
  en:
    weight: 2
    contentDir: content/english
    params: {description: All bread, town: Jaen}
    menus:
      main:
        - {name: Home, pageRef: /, weight: 1}
        - {name: Who, pageRef: /about, weight: 2}
  es:
    weight: 1
    title: El Horno
    contentDir: content/spanish
    menus:
      main:
        - {name: Quién, pageRef: /about, weight: 3}
        - {identifier: things, name: Cosas, url: /tags/, weight: 2}
        - {name: Pan, parent: things, url: /tags/rye/, weight: 1}
  fr: {disabled: true, contentDir: content/french}
"""
FILES: Files = {
    "hugo.yaml": CONFIG,
    "content/spanish/posts/rye.md": f"{RYE}\nEn {{{{< param town >}}}}.\n",
    "content/english/posts/rye.md": f"{RYE}\nIn {{{{< param town >}}}}.\n",
    "content/spanish/about.md": "---\ntitle: Nosotros\n---\nTexto.\n",
    "content/english/about.md": "---\ntitle: Us\n---\nText.\n",
    "content/french/about.md": "---\ntitle: Nous\n---\nTexte.\n",
}


@pytest.fixture
def blog(tmp_path: Path) -> Moved:
    return moved(read, tmp_path, FILES)


def test_each_language_has_its_own_title_and_description(blog: Moved) -> None:
    site = yaml.safe_load(blog.text("site.yaml"))

    assert site["languages"] == ["es", "en"]
    assert site["title"] == {"es": "El Horno", "en": "The Oven"}
    assert site["description"] == {"es": "Bread", "en": "All bread"}


def test_each_language_has_its_own_menu_and_entries_below_others_follow_them_and_are_told(blog: Moved) -> None:
    menu = yaml.safe_load(blog.text("site.yaml"))["menu"]

    assert [(entry["to"], entry["title"]) for entry in menu["es"]] == [
        ("topics", "Cosas"),
        ("tag/rye", "Pan"),
        ("about.md", "Quién"),
    ]
    assert [(entry["to"], entry["title"]) for entry in menu["en"]] == [("home", "Home"), ("about.en.md", "Who")]
    assert [why for why in blog.whys("changed") if "“Pan” of the menu: it was below “Cosas” in the menu" in why]


def test_a_parameter_has_the_value_of_its_language(blog: Moved) -> None:
    assert "En Jaén." in blog.words("/es/posts/rye/")
    assert "In Jaen." in blog.words("/en/posts/rye/")


def test_the_addresses_of_the_default_language_keep_its_folder(blog: Moved) -> None:
    assert blog.has("/es/about/")
    assert blog.has("/en/about/")
    assert 'hreflang="en"' in blog.page("/es/posts/rye/")
    assert (blog.out / "es/index.xml").exists()
    assert '<a href="https://oven.example/"' in blog.page("/es/")


def test_texts_of_a_language_that_is_switched_off_are_left_out_and_told(blog: Moved) -> None:
    assert not [key for key in blog.all_keys() if "fr" in key]
    assert [why for why in blog.whys("skipped") if why.startswith("content/french/about.md")]


def test_menus_for_each_language_in_files_of_their_own_are_read(tmp_path: Path) -> None:
    files: Files = {
        "config/_default/hugo.toml": 'defaultContentLanguage = "en"\n',
        "config/_default/languages.toml": '[en]\ntitle = "Oven"\n[de]\ntitle = "Ofen"\n',
        "config/_default/menus.en.toml": '[[main]]\nname = "Us"\npageRef = "/about"\n[[footer]]\nname = "Law"\nurl = "/law/"\n',
        "config/_default/menus.de.toml": '[[main]]\nname = "Wir"\npageRef = "/about"\n',
        "content/about.md": "---\ntitle: Us\n---\nText.\n",
        "content/about.de.md": "---\ntitle: Wir\n---\nText.\n",
    }

    blog = moved(read, tmp_path, files)

    site = yaml.safe_load(blog.text("site.yaml"))
    assert site["title"] == {"en": "Oven", "de": "Ofen"}
    assert site["menu"] == {"en": [{"to": "about.md", "title": "Us"}], "de": [{"to": "about.de.md", "title": "Wir"}]}
    assert [why for why in blog.whys("skipped") if "the menu `footer`" in why]


def test_entries_below_each_other_in_a_circle_are_all_kept() -> None:
    links = [(MenuLink("A", name="a", parent="b"), ""), (MenuLink("B", name="b", parent="a"), ""), (MenuLink("C"), "")]

    assert sorted(link.title for link, _ in in_order(links, Notes())) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("config", "names"),
    [
        ("", {"index.xml": ""}),
        ('[outputFormats.RSS]\nbaseName = "feed"\n', {"feed.xml": ""}),
        ('disableKinds = ["RSS"]\n', {}),
        ('[outputs]\nhome = ["html"]\n', {}),
        (
            '[outputs]\nhome = ["HTML", "RSS", "jsonfeed"]\n[outputFormats.jsonfeed]\n'
            'mediaType = "application/feed+json"\nbaseName = "feed"\n',
            {"index.xml": "", "feed.json": "json/"},
        ),
        (
            '[mediaTypes."application/atom+xml"]\nsuffixes = ["atom"]\n[outputFormats.Atom]\nmediaType = "application/atom+xml"\n'
            '[outputs]\nhome = ["html", "atom"]\n',
            {"index.atom": "atom/"},
        ),
        ('[outputFormats.SearchIndex]\nmediaType = "application/json"\n[outputs]\nhome = ["html", "searchindex"]\n', {}),
    ],
)
def test_the_feeds_of_a_site_are_those_that_its_formats_say(config: str, names: dict[str, str]) -> None:
    assert feed_names(read_config("hugo.toml", config).values) == names


def test_old_lists_and_feeds_are_also_where_they_were_below_the_path_of_the_whole_blog(tmp_path: Path) -> None:
    files: Files = {"hugo.toml": 'baseURL = "https://oven.example/blog/"\n', "content/posts/rye.md": RYE}

    blog = moved(read, tmp_path, files)

    redirects = yaml.safe_load(blog.text("site.yaml"))["redirects"]
    assert redirects["/blog/index.xml"] == redirects["/index.xml"] == "/feed/"
    assert redirects["/blog/tags/rye/"] == "/tag/rye/"


def test_old_feeds_are_where_they_were(tmp_path: Path) -> None:
    config = 'baseURL = "https://oven.example/"\n[outputFormats.RSS]\nbaseName = "feed"\n'

    blog = moved(read, tmp_path, {"hugo.toml": config, "content/posts/rye.md": RYE})

    redirects = yaml.safe_load(blog.text("site.yaml"))["redirects"]
    assert redirects["/feed.xml"] == "/feed/"
    assert redirects["/posts/feed.xml"] == "/feed/"
    assert redirects["/tags/rye/feed.xml"] == "/tag/rye/feed/"
