"""Liquid that themes of Jekyll share: includes, boxes, values that a text assigns and shows."""

from pathlib import Path

import pytest

from infra.importers.jekyll.kramdown import as_callouts
from infra.importers.jekyll.liquid import with_values
from infra.importers.jekyll.reader import read
from tests.importers.jekyll_blog import CONFIG
from tests.importers.trying import PIXEL, moved

POST = "_posts/2011-04-09-rye.md"


@pytest.mark.parametrize(
    ("liquid", "markdown"),
    [
        ('{% include video id="abc-1" provider="youtube" %}', "https://www.youtube.com/watch?v=abc-1"),
        ('{% include video id="12" provider="vimeo" %}', "https://vimeo.com/12"),
        ("{% include embed/bilibili.html id='BV1' %}", "https://www.bilibili.com/video/BV1"),
        ("{% include embed/twitch.html id='12' %}", "https://www.twitch.tv/videos/12"),
        ("{% include embed/spotify.html id='3O' %}", "https://open.spotify.com/track/3O"),
        (
            "{% include embed/video.html src='https://a.example/a.mp4' title='A' %}",
            '<video controls src="https://a.example/a.mp4"></video>',
        ),
        ('{% include audio.liquid path="a.mp3" %}', '<audio controls src="/a.mp3"></audio>'),
        (
            '{% include figure.liquid path="a.png" caption="A loaf" class="img-fluid" %}',
            '{% include figure image_path="/a.png" caption="A loaf" %}',
        ),
        ('{% include note.html content="Look *out*." %}', "> [!NOTE]\n> Look *out*."),
        ('{% include alert.html type="danger" content="Hot" %}', "> [!CAUTION]\n> Hot"),
        ("{% include toc %}\n\n## Rye\n\nA loaf.", "[TOC]\n\n## Rye\n\nA loaf."),
        ("> Look\n{: .prompt-tip }", "> [!TIP]\n> Look"),
        ("> Look\n>\n> out\n{: .prompt-danger }", "> [!CAUTION]\n> Look\n>\n> out"),
        ("**Look**\nout\n{: .notice--warning}", "> [!WARNING]\n> **Look**\n> out"),
        ("Look\n{: .notice}", "> [!NOTE]\n> Look"),
        ('{% assign loaf = "rye" %}A {{ loaf }}.', "A rye."),
        ("{% capture loaf %}*rye*{% endcapture %}\n\nA {{ loaf }}.", "A *rye*."),
        (
            '{% capture a %}\n#### A\n\n- b\n{% endcapture %}\n\n<div class="notice">{{ a | markdownify }}</div>',
            '<div class="notice">\n\n#### A\n\n- b\n\n</div>',
        ),
    ],
)
def test_what_a_theme_showed_is_shown(tmp_path: Path, liquid: str, markdown: str) -> None:
    blog = moved(
        read, tmp_path, {"_config.yml": CONFIG, POST: f"---\ntitle: Rye\n---\n\n{liquid}\n", "a.png": PIXEL, "a.mp3": b"ID3\4"}
    )

    assert blog.text("posts/2011-04-09-rye.md").split("---\n", 2)[2].strip() == markdown
    assert blog.built.refused == ()


@pytest.mark.parametrize(
    "text", ["```\n> a\n{: .prompt-tip }\n```", "> a\n{: .prompt-frob }", "# A\n{: .notice}", "- a\n{: .notice}"]
)
def test_only_a_box_becomes_a_callout(text: str) -> None:
    assert as_callouts(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "```\n{% assign a = 'b' %}{{ a }}\n```",
        "{% assign a = site.posts | first %}{{ a }}",
        "{{ a }} {% capture b %}{{ c }}",
        "{% raw %}{% assign a = 'b' %}{{ a }}{% endraw %}",
    ],
)
def test_what_only_jekyll_knows_stays(text: str) -> None:
    assert with_values(text) == text


def test_values_that_double_each_other_do_not_make_a_text_endless() -> None:
    twice = "{{{{ a{0} }}}}{{{{ a{0} }}}}"
    layers = "".join(f"{{% capture a{number} %}}{twice.format(number - 1)}{{% endcapture %}}" for number in range(1, 60))

    text = f"{{% assign a0 = 'xxxxxxxx' %}}{layers}{{{{ a59 }}}}"

    assert len(with_values(text)) < 4_000_000


def test_the_feed_of_chirpy_names_its_ids_by_a_value(tmp_path: Path) -> None:
    feed = (
        "---\npermalink: /feed.xml\n---\n{% capture source %}"
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>{{ "/" | absolute_url }}</id>'
        "{% for post in site.posts limit: 5 %}{% assign post_absolute_url = post.url | absolute_url %}"
        "<entry><id>{{ post_absolute_url }}</id></entry>{% endfor %}</feed>{% endcapture %}{{ source }}\n"
    )
    config = f"{CONFIG}baseurl: /blog\n"

    blog = moved(read, tmp_path, {"_config.yml": config, POST: "---\ntitle: Rye\n---\n\nText.\n", "assets/feed.xml": feed})

    assert "id: https://oven.example/blog/2011/04/09/rye.html\n" in blog.text("posts/2011-04-09-rye.md")
    assert "/blog/feed.xml: /feed/atom/\n" in blog.text("site.yaml")
