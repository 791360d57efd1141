"""The edition of a letter with one post."""

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib import codec
from chalicelib.content.markdown.callouts import ALERTS
from chalicelib.content.site.theme import Theme
from chalicelib.newsletter.mail.edition import digest_edition, post_edition
from chalicelib.newsletter.mail.message import Edition
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.post import ShownAuthor
from tests.newsletter.context import ARABIC, CONTEXT, MARK, POST, SITE, post
from tests.newsletter.editions import WEB, tree, words


def test_an_edition_is_read_back_as_it_was_written() -> None:
    edition = post_edition(CONTEXT, ARABIC, MARK)

    assert codec.loads(Edition, codec.dumps(edition)) == edition


def test_a_letter_has_the_posts_title_for_a_subject_and_its_language() -> None:
    edition = post_edition(CONTEXT, ARABIC, MARK)

    assert (edition.subject, edition.lang, edition.mark) == ("هنا", "ar", MARK)
    assert dict(tree(edition).attrib) | {"style": ""} == {"lang": "ar", "dir": "rtl", "style": ""}
    assert "تصلك هذه الرسالة لأنك تتابع ملح." in edition.text


def test_both_parts_name_the_author_the_reason_and_the_way_to_leave() -> None:
    edition = post_edition(CONTEXT, POST, MARK)

    for part in (words(edition), " ".join(edition.text.split())):
        for said in (
            'Salt & "Pepper"',
            "It's here & <now>",
            "Ines & Co · November 25, 2026",
            "It came by boat.",
            'receiving this email because you follow Salt & "Pepper".',
            "1 Quay <Street>",
        ):
            assert said in part
    for part in (edition.html, edition.text):
        for link in (f"/api/preferences?t={MARK}-preferences", f"/api/unsubscribe?t={MARK}-unsubscribe"):
            assert f"https://press.example{link}" in part
        assert WEB in part


def test_the_beginning_of_the_post_shows_in_the_list_of_mails_and_not_in_the_mail() -> None:
    hidden = next(tree(post_edition(CONTEXT, POST, MARK)).iterfind(".//div[@class='preheader']"))

    assert hidden.text == POST.excerpt
    assert "display: none" in hidden.get("style", "")


def test_styles_stand_in_the_elements_and_those_for_dark_screens_in_the_head() -> None:
    edition = post_edition(CONTEXT, post('<p>a</p><pre>b</pre><blockquote dir="rtl">c</blockquote>'), MARK)
    (style,) = tree(edition).iterfind(".//style")

    assert all(element.get("style") for name in ("p", "pre", "blockquote", "a") for element in tree(edition).iter(name))
    assert re.findall(r"@\w+ [^{]*", style.text or "") == [
        "@media (max-width: 480px) ",
        "@media (min-width: 680px) ",
        "@media (prefers-color-scheme: dark) ",
    ]
    assert {meta.get("name"): meta.get("content") for meta in tree(edition).iter("meta")}.items() >= {
        ("color-scheme", "light dark"),
        ("supported-color-schemes", "light dark"),
    }


def test_a_letter_has_the_colours_of_the_site_in_either_scheme() -> None:
    theme = Theme(light={"link": "#00008b", "paper": "#f0f8ff"}, dark={"link": "#add8e6"})
    built_in, ours = (post_edition(SiteContext(replace(SITE, theme=one)), POST, MARK).html for one in (Theme(), theme))

    assert "#9a2c14" in built_in
    assert "#f4a283" in built_in
    assert not re.search("#9a2c14|#fffdf8|#f4a283", ours)
    assert re.search(r'<a[^>]* style="[^"]*color: #00008b', ours)
    assert re.search(r'<body[^>]* style="[^"]*background-color: #f0f8ff', ours)
    assert "a { color: #add8e6 !important; }" in ours


def test_a_letter_has_the_fonts_of_the_site_and_outlook_has_one_that_it_knows() -> None:
    theme = Theme(fonts={"text": '"Gill Sans",serif'})

    edition = post_edition(SiteContext(replace(SITE, theme=theme)), POST, MARK)

    assert "'Gill Sans'" in tree(edition).find("body").get("style")
    assert "font-family" not in next(tree(edition).iter("h1")).get("style")
    assert "var(" not in edition.html
    assert re.search(
        r"<!--\[if mso\]><style>[^{]*{ font-family: Georgia, serif !important; }</style><!\[endif\]-->", edition.html
    )
    sans = post_edition(SiteContext(replace(SITE, theme=Theme(preset="plain"))), POST, MARK)
    assert "{ font-family: Arial, sans-serif !important; }" in sans.html


def test_a_letter_begins_with_title_standfirst_byline_and_lead_image_and_ends_with_its_author() -> None:
    ines = ShownAuthor("Ines & Co", "/author/ines/", "/_/images/i.jpg/sized/small.jpg", Markup('Builds <a href="/x/">boats</a>.'))
    told = replace(POST, standfirst="What the harbour got.", image="/posts/a.jpg", by=(ines, ShownAuthor("Bo", "/author/bo/")))

    main = next(tree(post_edition(CONTEXT, told, MARK)).iterfind(".//div[@class='main']"))

    assert [element.get("class") for element in main] == ["title", "standfirst", "byline", "lead", "text", "signs"]
    assert main.xpath("img/@src") == ["https://press.example/_/images/posts/a.jpg/sized/letter.jpg"]
    assert main.xpath("div[@class='signs']//a/@href") == ["https://press.example/author/ines/", "https://press.example/x/"]


@pytest.mark.parametrize(("picture", "shown"), [("/people/bo.svg", 0), ("/_/images/bo.jpg/sized/small.jpg", 1)])
def test_a_letter_has_no_portrait_that_mail_programs_cannot_show(picture: str, shown: int) -> None:
    told = replace(POST, by=(ShownAuthor("Bo", "/author/bo/", picture, Markup("Sets type.")),))

    letter = tree(post_edition(CONTEXT, told, MARK))

    assert len(letter.xpath("//div[@class='signs']//img")) == shown
    assert letter.xpath("string(//div[@class='signs'])").split() == ["Bo", "Sets", "type."]


def test_a_plain_letter_has_the_standfirst_below_the_title() -> None:
    edition = post_edition(CONTEXT, replace(POST, standfirst="What the harbour got."), MARK)

    assert f"{POST.title}\n{'=' * len(POST.title)}\n\nWhat the harbour got.\n\nInes & Co · " in edition.text
    assert POST.excerpt not in edition.text


def test_only_outlook_sees_a_table_around_a_letter() -> None:
    edition = post_edition(CONTEXT, post("<p>a</p>"), MARK)

    opened, closed = (edition.html.count(f"<!--[if mso]>{ghost}<![endif]-->") for ghost in (GHOST, "</td></tr></table>"))
    assert (opened, closed) == (1, 1)
    assert not list(tree(edition).iter("table"))


GHOST = '<table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td>'


@pytest.mark.parametrize(("logo", "shown"), [("/posts/logo.png", ["https://press.example/posts/logo.png"]), ("/logo.svg", [])])
def test_a_mail_has_the_logo_and_the_name_of_its_site_on_top(logo: str, shown: list[str]) -> None:
    theme = Theme(logo=logo, sizes={logo: (480, 320)})

    edition = post_edition(SiteContext(replace(SITE, theme=theme)), POST, MARK)

    top = next(tree(edition).iterfind(".//p[@class='site']"))
    assert top.xpath(".//img/@src") == shown
    assert [top.xpath(".//img/@alt"), top.xpath(".//img/@width")] == ([[""], ["60"]] if shown else [[], []])
    assert top.xpath("string(a)") == SITE.title.get("en")


def test_one_link_at_the_title_leads_to_the_web_and_the_title_leads_there_too() -> None:
    letter = tree(post_edition(CONTEXT, POST, MARK))

    assert [link.get("href") for link in letter.iter("a") if link.text == "Read on the web"] == [WEB]
    assert letter.xpath("//h1/a/@href") == [WEB]
    assert letter.xpath("//p[@class='byline']/a/text()") == ["Read on the web"]
    assert not letter.xpath("//a[@class='button']")


def test_a_letter_that_is_cut_has_one_button_to_the_rest() -> None:
    letter = tree(post_edition(CONTEXT, post("<p>Long.</p>" * 9_000), MARK))

    assert letter.xpath("//a[@class='button']/@href") == [WEB]


@pytest.mark.parametrize(
    ("preset", "author", "said"),
    [
        *(("journal", "Bo", "Bo · May 4"), ("journal", "", "May 4")),
        *(("classic", "Bo", "Posted by Bo on May 4"), ("classic", "", "Posted on May 4")),
    ],
)
def test_the_byline_says_what_is_known_in_the_words_of_the_preset(preset: str, author: str, said: str) -> None:
    authors = (Anchor(author, "/author/bo/"),) if author else ()
    context = SiteContext(replace(SITE, theme=Theme(preset=preset)))

    edition = post_edition(context, replace(POST, authors=authors, date_text="May 4"), MARK)

    assert tree(edition).xpath("string(//p[@class='byline'])") == f"{said} · Read on the web"
    assert f"\n{said}\n" in edition.text


def test_a_letter_outside_the_flow_says_neither_author_nor_date() -> None:
    letter = tree(post_edition(CONTEXT, replace(POST, in_flow=False), MARK))

    assert letter.xpath("string(//p[@class='byline'])") == "Read on the web"


@pytest.mark.parametrize(("length", "kind"), [(60, "title"), (61, "title longer"), (101, "title longest")])
def test_a_long_title_is_set_smaller_in_a_letter_too(length: int, kind: str) -> None:
    letter = tree(post_edition(CONTEXT, replace(POST, title="a" * length), MARK))

    assert letter.xpath("//h1/@class") == [kind]


def test_code_in_a_letter_is_small_and_wraps() -> None:
    letter = tree(post_edition(CONTEXT, post("<pre><code>long</code></pre>"), MARK))

    for style in letter.xpath("//pre/@style | //pre/code/@style"):
        assert "font-size: 13px" in style
        assert "white-space: pre-wrap" in style


def test_each_kind_of_callout_has_its_colour_in_a_letter() -> None:
    html = "".join(f'<div class="admonition {kind}"><p class="admonition-title">A</p></div>' for kind in ALERTS)

    titles = tree(post_edition(CONTEXT, post(html), MARK)).xpath("//p[@class='admonition-title']/@style")

    assert len({*re.findall(r"(?<!-)color: (#\w+)", " ".join(titles))}) == len(ALERTS)


WIDE = "<table><tr><th>Fundição</th><td><table><tr><td>within</td></tr></table></td></tr></table>"


def test_a_table_scrolls_in_a_box_and_its_cells_keep_whole_words() -> None:
    letter = tree(post_edition(CONTEXT, post(f"<p>a</p>{WIDE}<p>b</p>"), MARK))

    (box,) = letter.xpath("//div[@class='scroll']")
    assert [child.tag for child in box] == ["table"]
    assert "overflow-x: auto" in box.get("style")
    assert all("overflow-wrap: normal" in table.get("style") for table in letter.iter("table"))
    assert [element.tag for element in box.getparent()] == ["p", "div", "p"]


def test_every_address_is_whole_and_images_keep_their_words() -> None:
    body = '<p><a href="/x/">x</a> <a href="#n">n</a> <img src="/posts/a.jpg" srcset="/b.jpg 2x" loading="lazy" alt="A boat"></p>'

    edition = post_edition(CONTEXT, post(body, image="/posts/title.jpg"), MARK)

    assert all(re.match(r"https://press\.example/", link) for _, _, link, _ in tree(edition).iterlinks())
    assert f'href="{WEB}#n"' in edition.html
    assert 'src="https://press.example/_/images/posts/title.jpg/sized/letter.jpg"' in edition.html
    image = next(one for one in tree(edition).iter("img") if one.get("alt"))
    assert {name: value for name, value in image.attrib.items() if name != "style"} == {
        "src": "https://press.example/posts/a.jpg",
        "alt": "A boat",
    }


def test_a_letter_shows_one_file_of_a_picture_no_wider_than_the_letter_and_without_a_height_that_would_be_a_gap() -> None:
    address = "/_/images/a.heic/0123456789abcdef/960.jpeg"
    shown = f'<img src="{address}" srcset="/x 1920w" sizes="9rem" width="1920" height="1280" alt="A boat">'
    body = f'<p><picture><source type="image/avif" srcset="/y 1920w" sizes="9rem">{shown}</picture></p>'

    [image] = tree(post_edition(CONTEXT, post(body), MARK)).iterfind(".//div[@class='text']//img")

    assert image.getparent().tag == "p"
    assert {name: value for name, value in image.attrib.items() if name != "style"} == {
        "src": "https://press.example/_/images/a.heic/sized/letter.jpg",
        "width": "560",
        "alt": "A boat",
    }


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<iframe src="https://video.example/1" title="A film"></iframe>', "A film"),
        ('<p><audio src="/a.mp3" controls></audio></p>', "View on the web"),
        ('<figure><video src="/v.mp4"><track src="/t.vtt"></video></figure>', "View on the web"),
    ],
)
def test_elements_that_mail_cannot_show_become_links_to_the_post(body: str, shown: str) -> None:
    edition = post_edition(CONTEXT, post(body), MARK)

    text = next(tree(edition).iterfind(".//div[@class='text']"))
    assert [(link.get("href"), link.text_content()) for link in text.iter("a")] == [(WEB, shown)]
    assert not list(tree(edition).iter("iframe", "audio", "video", "track"))
    assert shown in edition.text


def test_a_film_shows_its_still_and_a_box_its_state() -> None:
    body = '<p><video poster="/still.jpg"></video></p><ul><li><input type="checkbox" disabled="" checked=""> done</li></ul>'

    edition = post_edition(CONTEXT, post(body), MARK)

    assert tree(edition).xpath("//a/img/@src") == ["https://press.example/still.jpg"]
    assert "* ☑ done" in edition.text


@given(st.text(alphabet='a<>&"\x00\x0b\x1b\x85\ufffe\u202e😀é ', max_size=30))
@settings(max_examples=30)
def test_no_sign_that_an_author_may_write_stops_a_letter(signs: str) -> None:
    escaped = escape(signs)
    media = f'<iframe src="https://video.example/" title="{escaped}"></iframe><video poster="/{escaped}"></video>'
    body = f"<p>{escaped}</p>{media}<pre>{escaped}</pre>"

    edition = post_edition(CONTEXT, post(body + "<p>The end.</p>", title=signs, excerpt=signs), MARK)

    assert "The end." in edition.html
    assert "The end." in edition.text


def test_a_title_and_an_excerpt_can_not_add_markup() -> None:
    evil = post("<p>a</p>", title="<script>x</script>", excerpt="</div><img src=x>", authors=())

    for edition in (post_edition(CONTEXT, evil, MARK), digest_edition(CONTEXT, "en", "daily", [evil, evil], MARK)):
        assert not list(tree(edition).iter("script", "img"))
