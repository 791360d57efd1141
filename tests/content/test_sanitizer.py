"""The sanitizer: which of an author's HTML is published."""

import pytest

from chalicelib.content.html.sanitizer import clean

KEY = "posts/a.md"
HOSTS = ("www.youtube.com",)

HARMFUL = [
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="data:image/svg+xml;base64,AAAA">',
    "<style>body{}</style>",
    '<p style="position:fixed">x</p>',
    '<form action="/x"><input name="y"><button>z</button></form>',
    '<svg onload="alert(1)"><a href="javascript:x">y</a></svg>',
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    '<object data="x"></object><embed src="x">',
    '<iframe src="https://www.youtube.com/x"></iframe>',
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0"><link rel="stylesheet" href="x">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<p data-fragment="sidebar">x</p>',
    '<a href="source:posts/secret.md">x</a>',
]
MARKS = (
    "script",
    "onerror",
    "onload",
    "javascript",
    "svg+xml",
    "style",
    "<form",
    "name=",
    "<object",
    "<embed",
    "<iframe",
    "<base",
    "<meta",
)


@pytest.mark.parametrize("html", HARMFUL)
def test_harm_is_taken_out(html: str) -> None:
    cleaned = clean(html, KEY)
    assert not [mark for mark in (*MARKS, "data-", "data:", "source:") if mark in cleaned]


KEPT = [
    '<h2 id="über" class="x">Über</h2>',
    '<p dir="rtl" lang="he" title="a">x<sub>1</sub><sup>2</sup><mark>3</mark><kbd>4</kbd><abbr title="b">5</abbr></p>',
    '<details open=""><summary>a</summary><p>b</p></details>',
    '<figure><picture><source srcset="/a.avif 1x, /b.avif 2x" type="image/avif">'
    '<img src="/a.jpg" alt="" width="1" height="2" loading="lazy"></picture>'
    "<figcaption>c</figcaption></figure>",
    '<video controls="" poster="/p.jpg"><source src="/v.webm"><track src="/v.vtt" kind="captions" label="x"></video>',
    '<table><thead><tr><th scope="col" align="right" colspan="2">a</th></tr></thead></table>',
    '<aside class="admonition"><section>x</section></aside>',
    '<img src="data:image/png;base64,AAAA">',
    '<a href="mailto:a@example.org" rel="author">x</a>',
]


@pytest.mark.parametrize("html", KEPT)
def test_what_is_on_the_list_stays_as_written(html: str) -> None:
    assert clean(html, KEY) == html


def test_links_in_raw_html_are_resolved() -> None:
    html = '<a href="b.md#x">b</a><img src="c.jpg" srcset="c.jpg 1x, ../d.jpg 2x"><video poster="p.jpg"></video>'
    assert clean(html, KEY) == (
        '<a href="source:posts/b.md#x">b</a><img src="/posts/c.jpg" srcset="/posts/c.jpg 1x, /d.jpg 2x">'
        '<video poster="/posts/p.jpg"></video>'
    )


def test_every_input_is_the_box_of_a_task_list() -> None:
    assert clean('<input type="text" name="q" checked>', KEY) == '<input type="checkbox" disabled="" checked="">'


def test_a_link_that_opens_elsewhere_does_not_hand_its_page_over() -> None:
    assert (
        clean('<a href="/" rel="me" target="_blank">x</a>', KEY)
        == '<a href="/" target="_blank" rel="me noopener noreferrer">x</a>'
    )


def test_the_name_of_an_anchor_in_an_old_blog_is_its_id() -> None:
    assert clean('<a name="crust"></a><a href="#crust" name=b>x</a>', KEY) == '<a id="crust"></a><a href="#crust" id="b">x</a>'
    assert clean('<a name="a" id="b">x</a><a name="">y</a><a name="_own">z</a>', KEY) == '<a id="b">x</a><a>y</a><a>z</a>'


def test_a_name_that_is_the_id_of_another_element_makes_no_second_one() -> None:
    said = '<a name="crust"></a><h2 id="crust">Crust</h2><a name="salt">x</a><a name="salt">y</a>'
    assert clean(said, KEY) == '<a></a><h2 id="crust">Crust</h2><a id="salt">x</a><a>y</a>'


@pytest.mark.parametrize("more", ['target="_blank"', 'name="crust"'])
def test_words_like_an_attribute_within_a_value_are_left_alone(more: str) -> None:
    cleaned = clean(f'<a title="x rel=" href="/a" lang="name=" {more}>y</a>', KEY)

    assert cleaned.startswith('<a title="x rel=" href="/a" lang="name=" ')


def test_frames_of_a_named_host_are_kept_in_a_sandbox() -> None:
    cleaned = clean('<iframe src="https://www.youtube.com/embed/x" title="A talk" onload="x"></iframe>', KEY, HOSTS)
    assert 'src="https://www.youtube.com/embed/x" title="A talk"' in cleaned
    assert 'sandbox="allow-scripts' in cleaned
    assert "onload" not in cleaned


OTHER_FRAMES = [
    "http://www.youtube.com/x",
    "https://youtube.com/x",
    "https://www.youtube.com.evil.example/x",
    "https://www.youtube.com@evil.example/x",
    "https://www.youtube.com:444/x",
    "https://evil.example/?https://www.youtube.com",
    "/x",
    "https://[",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("address", OTHER_FRAMES)
def test_frames_of_any_other_host_are_gone(address: str) -> None:
    assert clean(f'<p>a</p><iframe src="{address}"></iframe>', KEY, HOSTS) == "<p>a</p>"


@pytest.mark.parametrize("like_a_link", ['<a name="', '<a target="', '<a id="x" name="y" title="'])
def test_what_looks_like_a_link_in_a_frame_does_not_swallow_its_end(like_a_link: str) -> None:
    said = f'<iframe src="https://www.youtube.com/x">{like_a_link}</iframe><p>a</p><a name="b">c</a>'
    assert clean(said, KEY, HOSTS).partition("</iframe>")[2] == '<p>a</p><a id="b">c</a>'


def test_a_frame_without_an_address_keeps_what_it_holds_inert() -> None:
    cleaned = clean("<iframe><script>alert(1)</script></iframe>", KEY, HOSTS)
    assert cleaned == ""


def test_an_id_of_the_page_can_not_be_had_by_a_character_that_is_dropped_later() -> None:
    assert clean('<div id="&#xFFFE;_sidebar">x</div>', KEY) == "<div>x</div>"


def test_what_is_cited_is_resolved_like_a_link() -> None:
    assert (
        clean('<q cite="b.html">x</q><ins cite="&nbsp;javascript:a">y</ins>', KEY) == '<q cite="/posts/b.html">x</q><ins>y</ins>'
    )


@pytest.mark.parametrize("address", ["{{ x }}", "/a/{{x}}", "{% link b.md %}", "%7B%7B%20x%20%7D%7D", "/a/%7B%25%20x"])
def test_a_link_or_an_image_whose_address_holds_a_template_tag_has_no_address(address: str) -> None:
    assert clean(f'<a href="{address}">a</a><img src="{address}">', KEY) == "<a>a</a><img>"


@pytest.mark.parametrize("address", ["https://e.x/{id}", "/a%7Bb%7D", "/a{%20b"])
def test_a_brace_alone_is_a_sign_like_any_other(address: str) -> None:
    assert ' href="' in clean(f'<a href="{address}">a</a>', KEY)


@pytest.mark.parametrize(
    "has", ["", ' src=""', " src", ' title="x"', ' class=" src="', ' title=" src=/x"', ' src="javascript:a"']
)
def test_a_frame_without_an_address_is_gone_wherever_it_is(has: str) -> None:
    assert clean(f"<ul><li>a<iframe{has}></iframe></li></ul>", KEY, HOSTS) == "<ul><li>a</li></ul>"
