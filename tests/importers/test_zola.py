"""Zola: its words and links come along, as Hugo's do; each sample is built."""

from pathlib import Path

from infra.importers.zola.reader import read
from tests.importers.trying import PIXEL, Files, moved

CONFIG = 'base_url = "https://oven.example"\ntitle = "The Oven"\ndescription = "Bread"\n'
RYE = (
    '+++\ntitle = "Rye"\n[taxonomies]\ntags = ["sour dough"]\n[extra]\nmood = "warm"\n+++\n\nFlour.\n\n<!-- more -->\n\nWater.\n'
)


def test_a_post_keeps_its_date_its_address_and_its_words(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"config.toml": CONFIG, "content/2011-04-28-Rye_Bread.md": RYE})

    assert "<h1>Rye</h1>" in blog.page("/rye-bread/")
    text = blog.text("2011-04-28-Rye_Bread.md")
    for line in ("date: 2011-04-28\n", "tags: [sour dough]\n", "mood: warm\n", "Flour.\n\n<!--more-->\n\nWater."):
        assert line in text
    assert "title: The Oven\ndescription: Bread\nurl: https://oven.example\n" in blog.text("site.yaml")
    assert "https://oven.example/feed/atom/" in (blog.out / "atom.xml").read_text()
    assert blog.built.refused == ()


def test_links_from_the_root_of_the_content_lead_to_files(tmp_path: Path) -> None:
    front = 'title = "Links"\npath = "2012/01/01/links"\naliases = ["old/links.html"]'
    links = f"+++\n{front}\n+++\n\n[a](@/bread/rye/index.md#crust) [b](@/x.md) ![c](@/bread/rye/a.png)\n"
    files: Files = {"config.toml": CONFIG, "content/bread/rye/index.md": RYE.replace("[tax", "date = 2011-04-28\n[tax")}

    blog = moved(read, tmp_path, {**files, "content/bread/rye/a.png": PIXEL, "content/links.md": links})

    assert "[a](/bread/rye/index.md#crust) [b](@/x.md) ![c](/bread/rye/a.png)" in blog.text("links.md")
    assert blog.has("/2012/01/01/links/")
    assert (blog.out / "old/links.html").exists()
    assert "content/links.md:7: @/x.md: a link to something that the old folder doesn't hold" in blog.whys("changed")
    assert "bread/rye/a.png" in blog.all_keys()


def test_an_address_that_zola_wrote_in_latin_letters_is_told(tmp_path: Path) -> None:
    files: Files = {"config.toml": CONFIG, "content/2011-04-28-Привет.md": RYE, "content/2011-04-29-pão.md": RYE}

    blog = moved(read, tmp_path, files)

    assert blog.has("/привет/")
    assert blog.has("/pao/")
    told = [why for why in blog.whys("changed") if "Latin letters" in why]
    assert len(told) == 1
    assert "here it is /привет/" in told[0]


def test_templates_stay_behind(tmp_path: Path) -> None:
    files: Files = {
        "config.toml": CONFIG,
        "templates/index.html": "x",
        "content/latest.md": '+++\ntemplate = "latest.html"\n+++\n',
        "content/rye.md": RYE,
    }

    blog = moved(read, tmp_path, files)

    assert blog.all_keys() == ["rye.md", "site.yaml"]
    assert [why for why in blog.whys("skipped") if "templates/" in why]
    assert [why for why in blog.whys("skipped") if "content/latest.md: a template filled it" in why]


def dated(address: str) -> str:
    """Return a post that says its own address, as the posts of a blog do that has dates in them."""
    return RYE.replace("[tax", f'path = "{address}"\n[tax', 1)


def test_the_pattern_of_addresses_is_the_one_that_most_posts_had(tmp_path: Path) -> None:
    files = {
        "content/Rye/index.md": dated("2011/04/28/Rye"),
        "content/Oat.md": dated("2011/05/02/Oat"),
        "content/inside/_index.md": "+++\n+++\n",
        "content/inside/one.md": dated("inside/2011/06/01/one"),
        "content/inside/two.md": dated("inside/2011/06/02/two"),
        "content/inside/three.md": dated("inside/2011/06/03/three"),
    }

    blog = moved(read, tmp_path, files)

    assert "permalink: /inside/{year}/{month}/{day}/{slug}/\n" in blog.text("site.yaml")
    assert "path:" not in blog.text("inside/one.md")
    assert blog.has("/2011/04/28/Rye/")


def test_an_old_list_leads_home_and_the_folder_of_a_bundle_was_none(tmp_path: Path) -> None:
    files: Files = {
        "content/MIR/index.md": dated("2016/04/19/MIR"),
        "content/inside/one.md": dated("inside/2011/06/01/one"),
        "content/releases/_index.md": "+++\n+++\n",
    }

    blog = moved(read, tmp_path, files)

    home = [line for line in blog.text("site.yaml").splitlines() if line.endswith(": /")]
    assert home == ["  /inside/: /", "  /releases/: /"]
