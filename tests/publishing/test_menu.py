"""The menu of the site: it shows the titles and addresses that its files have now, whatever comes first."""

import re

import pytest

from tests.publishing.blog import Blog, as_new, post, standing

SITE = "title: The Press\nlanguages: [en, es]\nmenu: [about.md, topics, {to: category/ink, title: {en: Ink, es: Tinta}}]\n"
ABOUT = post(title="About us", date="")
POST = {"posts/a.md": post(title="A", categories=["Ink"], date="2026-11-20")}
HOME, SPANISH, A_POST = "/", "/es/", "/2026/11/20/a/"


def menu(blog: Blog, address: str) -> list[tuple[str, str]]:
    found = re.search('<ul class="menu">(.*?)</ul>', blog.page(address) or "", re.S)
    return re.findall('<a href="([^"]*)"[^>]*>([^<]*)</a>', found[1]) if found else []


def test_a_page_shows_the_menu_in_its_language(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE, "about.md": ABOUT, "about.es.md": post(title="Acerca", date=""), **POST, **INK})

    assert menu(memory_blog, A_POST) == [("/about/", "About us"), ("/topics/", "Topics"), ("/category/ink/", "Ink")]
    assert menu(memory_blog, SPANISH) == [("/es/about/", "Acerca"), ("/es/topics/", "Temas"), ("/es/category/ink/", "Tinta")]


CHANGES = {
    "a new title": {"about.md": post(title="Who we are", date="")},
    "a new address": {"about.md": post(title="About us", date="", path="/us/")},
    "both": {"about.md": post(title="Who we are", date="", path="/us/")},
    "a translation": {"about.es.md": post(title="Acerca", date="")},
    "a translation in a folder": {"es/about.md": post(title="Acerca", date="")},
    "a draft": {"about.md": post(title="About us", date="", draft=True)},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_change_of_a_file_in_the_menu_reaches_every_page(memory_blog: Blog, change: dict[str, str]) -> None:
    before = {"site.yaml": SITE, "about.md": ABOUT, **POST}
    memory_blog.publish(before)

    memory_blog.publish(change)

    assert standing(memory_blog.objects()) == as_new({**before, **change})
    assert menu(memory_blog, A_POST) == menu(memory_blog, HOME)


def test_a_file_that_comes_after_the_menu_is_shown_and_one_that_goes_is_not(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE, **POST})
    assert menu(memory_blog, A_POST)[0] == ("/topics/", "Topics")
    assert "about.md" in (memory_blog.warning("site.yaml") or "")

    memory_blog.publish({"about.md": ABOUT})
    assert menu(memory_blog, A_POST)[0] == ("/about/", "About us")
    assert memory_blog.warning("site.yaml") is None

    memory_blog.publish({"about.md": None})
    assert menu(memory_blog, A_POST)[0] == ("/topics/", "Topics")


INK = {"posts/b.es.md": post(title="B", categories=["Ink"], date="2026-11-21")}


def test_a_category_without_posts_in_a_language_is_not_in_the_menu_there(memory_blog: Blog) -> None:
    before = {"site.yaml": SITE, **POST}
    memory_blog.publish(before)
    assert menu(memory_blog, SPANISH) == [("/es/topics/", "Temas")]

    memory_blog.publish(INK)
    assert menu(memory_blog, SPANISH) == [("/es/topics/", "Temas"), ("/es/category/ink/", "Tinta")]
    assert standing(memory_blog.objects()) == as_new({**before, **INK})

    memory_blog.publish(dict.fromkeys(INK))
    assert standing(memory_blog.objects()) == as_new(before)


def test_a_site_without_a_menu_has_none(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "title: The Press\n", **POST})

    assert menu(memory_blog, A_POST) == []
