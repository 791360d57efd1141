"""The feeds of a Jekyll blog: whoever follows it goes on without noticing, whether a plugin or a template wrote the feed."""

from pathlib import Path

import pytest

from infra.importers.jekyll.reader import read
from tests.importers.jekyll_blog import CONFIG, RYE
from tests.importers.trying import Files, moved

SPELLED = {
    "Jekyll's id": ("{{ site.url }}{{ post.id }}", "https://oven.example/2011/04/09/rye"),
    "its address": ("{{ post.url | absolute_url }}", "https://oven.example/2011/04/09/rye.html"),
    "with the path of the blog": ("{{ site.url }}{{ site.baseurl }}{{ post.url }}", "https://oven.example/2011/04/09/rye.html"),
    "by prepend": ("{{ post.url | prepend: site.baseurl | prepend: site.url }}", "https://oven.example/2011/04/09/rye.html"),
    "a tag": (
        "tag:oven.example,{{ post.date | date: '%Y-%m-%d' }}:{{ post.id | xml_escape }}",
        "tag:oven.example,2011-04-09:/2011/04/09/rye",
    ),
    "by a filter": ("{{ post.url | replace: '.html', '' | prepend: 'urn:' }}", "urn:/2011/04/09/rye"),
    "by the title": ("urn:{{ site.title | slugify }}:{{ post.title | slugify }}", "urn:the-oven:rye-salt"),
    "within CDATA": ("<![CDATA[{{ site.url }}{{ post.id }}]]>", "https://oven.example/2011/04/09/rye"),
}
ATOM = """---
layout: null
---
<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{{ site.url }}/</id>
{% for post in site.posts limit:10 %}
<entry><id>@</id><title>{{ post.title }}</title></entry>
{% endfor %}
</feed>
"""
RSS = """---
---
<rss version="2.0"><channel>
{% for item in site.posts %}
<item><link>{{ site.url }}{{ item.url }}</link>@</item>
{% endfor %}
</channel></rss>
"""
JSON = """---
---
{"version": "https://jsonfeed.org/version/1.1", "items": [
{% for post in site.posts %}
{
"id": "{{ post.url | absolute_url }}",
"url": "{{ post.url }}",
}
{% endfor %}]}
"""
BASE: Files = {"_config.yml": CONFIG, "_posts/2011-04-09-rye.md": RYE}


@pytest.mark.parametrize("spelled", SPELLED)
def test_the_ids_of_a_feed_that_the_author_wrote_are_computed(tmp_path: Path, spelled: str) -> None:
    template, own = SPELLED[spelled]

    blog = moved(read, tmp_path, {**BASE, "atom.xml": ATOM.replace("@", template)})

    assert f"<id>{own}</id>" in (blog.out / "feed/atom/index.xml").read_text()


@pytest.mark.parametrize(
    ("path", "template", "to"),
    [
        ("atom.xml", ATOM, "/feed/atom/"),
        ("feed.xml", ATOM, "/feed/atom/"),
        ("rss.xml", RSS, "/feed/"),
        ("blog/index.xml", RSS, "/feed/"),
        ("feed.json", JSON, "/feed/json/"),
        ("rye.xml", ATOM.replace("site.posts", "site.categories.rye"), "/category/rye/feed/atom/"),
        ("salt.xml", RSS.replace("site.posts", "site.tags['Sea Salt']"), "/tag/sea-salt/feed/"),
    ],
)
def test_the_address_of_a_feed_that_the_author_wrote_leads_to_the_same_feed(
    tmp_path: Path, path: str, template: str, to: str
) -> None:
    blog = moved(read, tmp_path, {**BASE, path: template})

    assert f"  /{path}: {to}\n" in blog.text("site.yaml")
    assert path not in blog.all_keys()
    assert blog.whys("skipped") == [f"{path}: {path}: it is the template of a feed; its address leads to {to}"]


def test_a_feed_of_rss_without_ids_is_known_by_the_addresses_of_its_posts(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "rss.xml": RSS})

    assert "id: https://oven.example/2011/04/09/rye.html" in blog.text("posts/2011-04-09-rye.md")


def test_ids_of_rss_are_in_its_guid(tmp_path: Path) -> None:
    guid = '<guid isPermaLink="false">{{ item.id }}</guid>'

    blog = moved(read, tmp_path, {**BASE, "rss.xml": RSS.replace("@", guid)})

    assert "id: /2011/04/09/rye" in blog.text("posts/2011-04-09-rye.md")


def test_an_id_that_only_a_running_jekyll_knows_is_told(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BASE, "atom.xml": ATOM.replace("@", "{{ post.guid | default: post.id | md5 }}")})

    assert [why for why in blog.whys("changed") if "Rye & salt: the id that it had in the feed can't be computed" in why]


def test_the_plugins_ids_stay_where_it_wrote_another_feed(tmp_path: Path) -> None:
    config = f"{CONFIG}plugins: [jekyll-feed]\n"

    blog = moved(read, tmp_path, {**BASE, "_config.yml": config, "rss.xml": RSS.replace("@", "<guid>{{ item.url }}</guid>")})

    assert "id: https://oven.example/2011/04/09/rye\n" in blog.text("posts/2011-04-09-rye.md")
    assert "  /feed.xml: /feed/atom/\n  /rss.xml: /feed/\n" in blog.text("site.yaml")


def test_the_plugins_feeds_of_categories_and_tags_go_on(tmp_path: Path) -> None:
    config = f"{CONFIG}feed:\n  path: /blog/atom.xml\n  categories: [Old Bread]\n  tags: true\n"
    post = RYE.replace("title:", "categories: [Old Bread]\ntags: [sea salt]\ntitle:")

    blog = moved(read, tmp_path, {"_config.yml": config, "_posts/2011-04-09-rye.md": post})

    for old, new in (
        ("/blog/atom.xml", "/feed/atom/"),
        ("/feed/old-bread.xml", "/category/old-bread/feed/atom/"),
        ("/feed/by_tag/sea-salt.xml", "/tag/sea-salt/feed/atom/"),
    ):
        assert f"{old}: {new}\n" in blog.text("site.yaml")
        assert f"https://oven.example{new}" in (blog.out / old.strip("/")).read_text()


def test_a_file_with_front_matter_comes_along_without_it_and_a_template_of_anything_else_is_left_out(tmp_path: Path) -> None:
    bakers = "---\npermalink: /bakers.txt\n---\nInês\n"
    sitemap = "---\n---\n<urlset>{% for page in site.pages %}{{ page.url }}{% endfor %}</urlset>\n"

    blog = moved(read, tmp_path, {**BASE, "crawlers.txt": bakers, "sitemap.xml": sitemap, "plain.txt": "--- no front matter\n"})

    assert blog.text("bakers.txt") == "Inês\n"
    assert blog.text("plain.txt") == "--- no front matter\n"
    assert "sitemap.xml" not in blog.all_keys()
    assert blog.whys("skipped") == [
        "sitemap.xml: sitemap.xml: it is a template; Presswork makes its own feeds, sitemap and search"
    ]
