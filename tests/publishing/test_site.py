"""What makes the site itself: `site.yaml` and the site's own templates. A change is pressed where it shows, a bad one nowhere."""

import pytest

from chalicelib.rendering.look.stylesheets import style
from tests.publishing.blog import Blog, as_new, post, report_of, standing
from tests.publishing.calls import noting

SITE = "title: The Press\nlanguages: [en, es]\nsidebar: [recent]\n"
POSTS = {
    "posts/a.md": post(title="A", categories=["Ink"], date="2026-11-20"),
    "posts/b.md": post(title="B", lang="es", date="2026-10-20"),
    "posts/c.md": post(title="C", author="ann", tags=["zinc"], date="2025-10-20"),
    "about.md": "# About\n\nUs.",
}


CHANGES = {
    "title": "title: Another\nlanguages: [en, es]\nsidebar: [recent]\n",
    "landing": f"{SITE}landing: 1\n",
    "feed": f"{SITE}feed: {{length: 1, full: false}}\n",
    "categories": f"{SITE}categories: {{ink: {{name: Tinta, text: Of ink.}}}}\n",
    "permalink": f"{SITE}permalink: /{{year}}/{{slug}}/\n",
    "a language less": "title: The Press\nlanguages: [en]\nsidebar: [recent]\n",
    "another first language": "title: The Press\nlanguages: [es, en]\nsidebar: [recent]\n",
    "a language more": "title: The Press\nlanguages: [en, es, fr]\nsidebar: [recent]\n",
    "a language's name": "title: The Press\nlanguages: [en, {code: es, name: Castellano}]\nsidebar: [recent]\n",
    "authors": f"{SITE}authors: {{ann: Ann of the Press}}\n",
    "sidebar": "title: The Press\nlanguages: [en, es]\nsidebar: [topics, archives, pages]\n",
    "theme": f"{SITE}theme: {{light: {{link: '#00008b'}}, fonts: {{text: Georgia}}, icon: /i.png}}\n",
    "several": "title: {en: A, es: La imprenta}\nlanguages: [en, es, fr]\nlanding: 1\nfeed: {length: 1}\nzone: Asia/Tokyo\n",
    "nothing": f"# a remark\n{SITE}",
}


@pytest.mark.parametrize("name", ["site", "larger", "search"])
def test_a_script_is_published_without_its_comments(memory_blog: Blog, name: str) -> None:
    memory_blog.publish({"site.yaml": SITE})

    lines = (memory_blog.page(f"/_/{name}.js") or "").splitlines()

    assert len(lines) > 10
    assert [line for line in lines if line.lstrip().startswith("//")] == []


@pytest.mark.parametrize("changed", CHANGES.values(), ids=list(CHANGES))
def test_a_change_reaches_every_page_that_it_touches(memory_blog: Blog, changed: str) -> None:
    posts = {key: source for key, source in POSTS.items() if "es" not in source or "[en]" not in changed}
    memory_blog.publish({"site.yaml": SITE, **posts})

    memory_blog.publish({"site.yaml": changed})

    assert standing(memory_blog.objects()) == as_new({"site.yaml": changed, **posts})


REWRITTEN: dict[str, set[str]] = {
    "sidebar": {"_/sidebar.en.html", "_/sidebar.es.html", "more/index.html", "es/more/index.html"},
    "landing": {"index.html"},
    "nothing": set(),
}


@pytest.mark.parametrize("name", list(REWRITTEN))
def test_a_change_rewrites_the_pages_that_show_it_and_no_other(memory_blog: Blog, name: str) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS})

    with noting(memory_blog) as written:
        memory_blog.publish({"site.yaml": CHANGES[name], "posts/a.md": POSTS["posts/a.md"]})

    assert written == REWRITTEN[name]


def test_another_length_of_feeds_rewrites_feeds_only(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS})

    with noting(memory_blog) as written:
        memory_blog.publish({"site.yaml": CHANGES["feed"]})

    assert {key for key in written if "feed/" not in key} == set()
    assert "feed/index.xml" in written


def test_a_bad_site_is_refused_and_the_last_good_one_stays_in_force(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE, **POSTS})
    before = blog.objects()

    blog.publish({"site.yaml": "title: Mine\nlanding: many\n"})
    assert blog.objects() == before
    assert blog.report("site.yaml") == report_of("site", "site.yaml, line 2", 'landing: "many"')

    blog.publish({"posts/d.md": post(title="D")})
    assert "The Press" in (blog.page("/2026/11/20/d/") or "")

    blog.publish({"site.yaml": CHANGES["title"]})
    assert blog.report("site.yaml") is None
    assert "Another" in (blog.page("/2026/11/20/d/") or "")


def test_a_site_without_its_file_is_a_site_by_defaults(memory_blog: Blog) -> None:
    plain = {key: POSTS[key] for key in ("posts/a.md", "posts/c.md")}
    memory_blog.publish({"site.yaml": SITE, **plain})

    memory_blog.publish({"site.yaml": None})

    assert memory_blog.objects() == as_new(plain)


def test_a_new_language_heals_what_was_refused_for_want_of_it(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": "title: The Press\n", "posts/b.md": POSTS["posts/b.md"]})
    assert memory_blog.report("posts/b.md") == report_of("language", "posts/b.md, line 4", "es")

    memory_blog.publish({"site.yaml": SITE})

    assert memory_blog.report("posts/b.md") is None
    assert memory_blog.objects() == as_new({"site.yaml": SITE, "posts/b.md": POSTS["posts/b.md"]})


def test_a_language_that_goes_refuses_the_next_upload_but_keeps_what_stands(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS})

    memory_blog.publish({"site.yaml": "title: The Press\nlanguages: [en]\nsidebar: [recent]\n"})

    assert memory_blog.report("posts/b.md") == report_of("language", "posts/b.md, line 4", "es")
    assert memory_blog.page("/es/topics/") is None
    assert "B" in (memory_blog.page("/es/") or "")
    assert "B" in (memory_blog.page("/es/2026/10/20/b/") or "")


# ---- templates

OWN = "{% extends 'presswork/landing.html' %}{% block heading %}By hand: {{ super() }}{% endblock %}"


def test_a_sites_own_template_makes_all_its_pages_until_it_is_deleted(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS})
    before = memory_blog.objects()
    landing = ("/", "/es/", "/category/ink/", "/tag/zinc/")

    memory_blog.publish({"templates/landing.html": OWN})
    assert ["By hand" in (memory_blog.page(address) or "") for address in landing] == [True] * 4
    assert memory_blog.objects() == as_new({"templates/landing.html": OWN, "site.yaml": SITE, **POSTS})

    memory_blog.publish({"templates/landing.html": None})
    assert memory_blog.objects() == before


@pytest.mark.parametrize(
    ("bad", "line", "found"),
    [
        ("{% if %}", ", line 1", "Expected an expression, got 'end of statement block'"),
        ("<p>\n{{ site.titel }}", ", line 2", "ShownSite has no 'titel'"),
        ("{{ ''.__class__.mro() }}", ", line 1", ""),
        ("{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}", "", "takes too many steps"),
    ],
)
def test_a_bad_template_is_refused_and_the_one_before_stays(memory_blog: Blog, bad: str, line: str, found: str) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS, "templates/landing.html": OWN})
    before = memory_blog.objects()

    memory_blog.publish({"templates/landing.html": bad})

    assert memory_blog.objects() == before
    report = memory_blog.report("templates/landing.html") or ""
    assert report.startswith(f"Error:    templates/landing.html{line}")
    assert found in report


def test_a_sites_own_stylesheet_takes_the_built_in_ones_place_in_every_page(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": POSTS["posts/a.md"]})
    before = memory_blog.objects()

    memory_blog.publish({"templates/static/style.css": "body { color: teal }"})
    pages = [shown.body.decode() for shown in memory_blog.objects().values() if b"<body" in shown.body]
    assert len(pages) > 5
    assert all("body{color:teal}}</style>" in page for page in pages)

    memory_blog.publish({"templates/static/style.css": None})
    assert memory_blog.objects() == before


def test_a_sheet_of_a_few_lines_is_added_to_every_page_and_to_no_mail(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": POSTS["posts/a.md"]})
    before = memory_blog.objects()

    memory_blog.publish({"templates/extra.css": "p { color: teal }"})
    now = memory_blog.objects()
    changed = {key for key in before if before[key] != now[key]}
    assert changed == {key for key, shown in now.items() if style("p{color:teal}").hash.encode() in shown.body}
    styled = {key for key, shown in now.items() if b"<style>p{color:teal}</style>" in shown.body}
    assert changed - styled == {"_/sidebar.en.html"}  # a part of pages, which has their policy
    assert styled == {key for key, shown in now.items() if b"<style>" in shown.body}

    memory_blog.publish({"templates/extra.css": None})
    assert memory_blog.objects() == before


def test_a_template_that_fails_on_a_page_gives_way_to_the_built_in_one(memory_blog: Blog) -> None:
    memory_blog.publish({"posts/a.md": post(title="Boom"), "templates/more.html": "Mine"})
    before = memory_blog.objects()

    memory_blog.publish({"templates/post.html": "{% if post.title == 'Boom' %}{{ 1 // 0 }}{% endif %}{{ post.title }}"})

    assert memory_blog.objects() == before
