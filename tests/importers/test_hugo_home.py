"""Hugo's menus and home pages: a menu is imported whole, and a home page with a text becomes a page."""

from pathlib import Path

from infra.importers.hugo.reader import read
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.trying import moved


def test_menus_of_the_configuration_and_of_pages_are_one(tmp_path: Path) -> None:
    menu = (
        '[[menus.main]]\nname = "Posts"\nurl = "/posts/"\nweight = 1\n[[menus.main]]\nname = "Tags"\npageRef = "/tags"\n\n'
        "weight = 3\n"
        '[[menus.main]]\nname = "Gone"\nurl = "/projects/"\nweight = 3\n'
        '[[menus.main]]\nname = "Shop"\nurl = "https://shop.example/"\nweight = 4\n'
    )
    about = "---\ntitle: About\nmenu: {main: {weight: 2, name: Who}}\n---\n\nUs.\n"

    blog = moved(read, tmp_path, {"hugo.toml": CONFIG + menu, "content/posts/rye.md": RYE, "content/about.md": about})

    site = blog.text("site.yaml")
    menu_lines = [line.strip(" -") for line in site.partition("menu:")[2].partition("redirects:")[0].splitlines() if line.strip()]
    assert menu_lines == [
        *("to: archives", "title: Posts", "to: about.md", "title: Who", "to: topics", "title: Tags"),
        *("to: https://shop.example/", "title: Shop"),
    ]
    assert [why for why in blog.whys("skipped") if "“Gone” of the menu" in why]
    assert blog.built.refused == ()


def test_a_home_page_with_a_text_leaves_the_menu_its_entry_of_the_home_page(tmp_path: Path) -> None:
    config = f'{CONFIG}[[menus.main]]\nname = "Start"\nurl = "/"\n'

    blog = moved(read, tmp_path, {"hugo.toml": config, "content/_index.md": "---\ntitle: Hi\n---\nText.\n", "content/a.md": RYE})

    assert "menu:\n  - to: home\n    title: Start\n" in blog.text("site.yaml")


def test_home_pages_with_texts_become_pages_in_their_languages(tmp_path: Path) -> None:
    config = f"{CONFIG}[languages.en]\n[languages.es]\n"
    files = {"hugo.toml": config, "content/_index.md": "Come in.", "content/_index.es.md": "---\ntitle: Hola\n---\n\nPasa.\n"}

    blog = moved(read, tmp_path, files)

    assert "Come in." in blog.page("/home/")
    assert "Pasa." in blog.page("/es/home/")


def test_a_link_to_the_home_page_leads_to_the_home_page_and_not_to_the_text_that_it_had(tmp_path: Path) -> None:
    files = {"hugo.toml": f"{CONFIG}[languages.en]\n[languages.es]\n", "content/_index.es.md": "---\ntitle: Hola\n---\n\nPasa.\n"}

    blog = moved(read, tmp_path, {**files, "content/posts/rye.md": f"{RYE}\nBack to the [start](/).\n"})

    assert "[start](/)" in blog.text("posts/rye.md")
