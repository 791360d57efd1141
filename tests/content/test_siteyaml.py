"""`site.yaml`: what is read, and what is refused."""

import pytest
from msgspec.structs import fields

from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.content.site.site import TOP, Language, Link, ListingProfile, LocalizedText, Newsletter, Sender, Site, Widget
from chalicelib.content.site.siteyaml import SITE_KEYS, SITE_LIMIT, read_site
from chalicelib.content.site.theme import Theme
from chalicelib.errors import Refusal
from tests.content.siteyaml import markdown, read, refused
from tests.each import each

FULL = """\
title: {en: The Room, es: La sala}
description: News
url: https://example.org/
zone: Europe/Lisbon
languages: [en, {code: es, name: Castellano}, ar]
authors:
  ines: Inês
  Joe Doe: {name: {en: Joe, ar: جو}, text: "*Hi*", url: /about/, picture: /joe.jpg, links: [{title: Joe, url: "https://joe.example"}]}
categories:
  Big Machines: {text: {en: "*a*", es: "*b*"}}
permalink: /{year}/{slug}/
landing: 5
feed: {length: 7, full: no}
frames: [www.youtube-nocookie.com]
sidebar:
  - topics
  - {widget: top, title: Best, count: 3}
  - {widget: links, numbered: yes, links: [A book, {title: {en: B, es: L}, url: "https://example.org/b"}]}
  - {widget: text, text: "*c*"}
feed_id: tag:example.org,2026
hub: https://hub.example/
comments: on
newsletter:
  letters: The Press <letters@press.example>
  confirmations: confirm@press.example
  postal: {en: 1 High Street, es: Calle Alta 1}
  grace: 30 seconds
  hour: 0
theme: {measure: 40rem, logo: /logo.svg}
"""


def test_every_key_is_read() -> None:
    assert read(FULL) == Site(
        title=LocalizedText({"en": "The Room", "es": "La sala"}),
        description=LocalizedText({"en": "News"}),
        url="https://example.org",
        zone="Europe/Lisbon",
        languages=(Language("en", "English"), Language("es", "Castellano"), Language("ar", "العربية", "rtl")),
        authors={
            "ines": ListingProfile(LocalizedText({"en": "Inês"})),
            "joe-doe": ListingProfile(
                LocalizedText({"en": "Joe", "ar": "جو"}),
                LocalizedText({"en": "<p>en:*Hi*</p>"}),
                "/about/",
                "/joe.jpg",
                (Link(LocalizedText({"en": "Joe"}), "https://joe.example"),),
            ),
        },
        categories={"big-machines": ListingProfile(text=LocalizedText({"en": "<p>en:*a*</p>", "es": "<p>es:*b*</p>"}))},
        permalink="/{year}/{slug}/",
        landing=5,
        feed_length=7,
        feed_full=False,
        frames=("www.youtube-nocookie.com",),
        sidebar=(
            Widget("topics"),
            Widget("top", LocalizedText({"en": "Best"}), 3),
            Widget(
                "links",
                numbered=True,
                links=(
                    Link(LocalizedText({"en": "A book"})),
                    Link(LocalizedText({"en": "B", "es": "L"}), "https://example.org/b"),
                ),
            ),
            Widget("text", text=LocalizedText({"en": "<p>en:*c*</p>"})),
        ),
        feed_id="tag:example.org,2026",
        hub="https://hub.example/",
        comments=True,
        comment_rules=CommentRules(on=True),
        newsletter=Newsletter(
            letters=Sender("The Press", "letters@press.example"),
            confirmations=Sender("", "confirm@press.example"),
            postal=LocalizedText({"en": "1 High Street", "es": "Calle Alta 1"}),
            grace=30,
            hour=0,
        ),
        theme=Theme(lengths={"measure": 40}, logo="/logo.svg"),
        beside="everywhere",
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "title:\nlanguages: ~\n", "{}"])
def test_what_is_not_said_has_a_default(text: str) -> None:
    assert read(text) == Site()


@each(
    ("text", "found", "line"),
    [
        ('\nlanding: "ten"', 'landing: "ten"', 2),
        ("landing: 0", "landing: 0 (from 1 to 100)", 1),
        ("titel: x", "Unknown key `titel`. Did you mean `title`?", 1),
        ("title: [a]", 'title: ["a"]', 1),
        ("title: {en: A, fr: B}", "fr (known: en)", 1),
        ("zone: Europe/Berln", 'zone: "Europe/Berln" (did you mean Europe/Berlin?)', 1),
        ("url: https://x.org/blog", 'url: "https://x.org/blog" (scheme and host only)', 1),
        ("url: x.org", 'url: "x.org" (scheme and host only)', 1),
        ("languages: []", "languages: [] (one or more, each only once)", 1),
        ("languages: [en, EN]", 'languages: ["en", "EN"] (one or more, each only once)', 1),
        ("languages: [en, tag]", 'languages: "tag" (reserved for Presswork)', 1),
        ("languages: [english!]", 'languages: "english!" (a code such as es or pt-BR)', 1),
        ("languages:\n- {name: X}", 'languages: {"name": "X"} (each language needs a code)', 2),
        ("permalink: /{slug}", 'permalink: "/{slug}" (such as /{year}/{slug}/)', 1),
        ("permalink: /{year}/", 'permalink: "/{year}/" (such as /{year}/{slug}/)', 1),
        ("permalink: '/{slug}/{slug.x}/'", 'permalink: "/{slug}/{slug.x}/" (known: day, month, slug, year)', 1),
        ("permalink: '/{slug/'", 'permalink: "/{slug/" (its braces don\'t match)', 1),
        ("permalink: '/feed/{slug}/'", 'permalink: "/feed/{slug}/" (reserved for Presswork)', 1),
        ("feed: {length: 5, ful: true}", "Unknown key `ful`. Did you mean `full`?", 1),
        ("feed: 5", "feed: 5", 1),
        ("frames: [https://x.org]", 'frames: "https://x.org" (a host name, without https://)', 1),
        ("sidebar:\n- topics\n- topcis", 'sidebar: "topcis" (did you mean topics?)', 3),
        ("sidebar:\n- widget: links\n  lnks: [x]", "Unknown key `lnks`. Did you mean `links`?", 3),
        ("sidebar: [{title: x}]", 'sidebar: {"title": "x"} (each box needs a `widget`)', 1),
        ("authors:\n  x:\n    nam: y", "Unknown key `nam`. Did you mean `name`?", 3),
        ("comments: maybe", 'comments: "maybe"', 1),
        ("newsletter: daily", 'newsletter: "daily"', 1),
        ("newsletter:\n  hours: 8", "Unknown key `hours`. Did you mean `hour`?", 2),
        ("newsletter:\n  grace: 0\n  hour: 24", "hour: 24 (from 0 to 23)", 3),
        ("newsletter: {hour: -1}", "hour: -1 (from 0 to 23)", 1),
        ("newsletter: {grace: soon}", 'grace: "soon" (such as 30 seconds, 10 minutes or 1 hour)', 1),
        ("newsletter: {grace: 1.5}", "grace: 1.5 (such as 30 seconds, 10 minutes or 1 hour)", 1),
        ("newsletter: {grace: 25 hours}", 'grace: "25 hours" (up to 24 hours)', 1),
        ("newsletter: {postal: {en: A, fr: B}}", "fr (known: en)", 1),
        ("a: &x [1]\nb: *x", "*x", 2),
        ("title: a\ntitle: b", "a second `title`", 2),
        ("- a", "a list", 1),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_was_perhaps_meant(text: str, found: str, line: int) -> None:
    assert refused(text) == Refusal("site", found, line)


@pytest.mark.parametrize("url", ["javascript:x", "//x.org", "ftp://x.org", "books/"])
def test_a_link_leads_to_the_web_or_into_the_site(url: str) -> None:
    assert refused(f"authors: {{x: {{name: X, url: '{url}'}}}}").found.startswith("url: ")


def test_what_markdown_refuses_is_refused_by_the_line_of_the_text() -> None:
    def deep(text: str, lang: str) -> str:
        raise Refusal("too-deep")

    with pytest.raises(Refusal) as caught:
        read_site(b"sidebar:\n- widget: text\n  text: x", deep)

    assert caught.value == Refusal("site", "the text is nested too deeply", 3)


@pytest.mark.parametrize(
    "url", ["https://hub.example", "https://hub.example:8443/push?to=us", "http://localhost:8080/", "http://127.0.0.1"]
)
def test_a_hub_is_reached_by_https_or_on_this_machine(url: str) -> None:
    assert read(f"hub: {url}").hub == url


@pytest.mark.parametrize(
    "url",
    ["http://hub.example/", "hub.example", "https://", "https://a b/", "https://hub.example/#x", "https://a:b@hub.example/"],
)
def test_a_hub_anywhere_else_is_refused(url: str) -> None:
    assert refused(f"hub: '{url}'").found == f'hub: "{url}" (an address: https://…)'


def test_bytes_and_size_are_looked_at_first() -> None:
    with pytest.raises(Refusal) as caught:
        read_site(b"title: x\n\xff", markdown)

    assert caught.value == Refusal("site", "byte 0xFF at offset 9", 2)
    assert refused("#" * (SITE_LIMIT + 1)).code == "site"


def test_every_attribute_of_a_site_belongs_to_one_key_or_to_the_deployment() -> None:
    given = [name for row in SITE_KEYS for name in row.gives or (row.name,)]

    assert sorted([*given, "sends_from", "api", "desk"]) == sorted(field.name for field in fields(Site))


@pytest.mark.parametrize(
    ("text", "beside", "boxes"),
    [
        ("title: x", "none", Site().sidebar),
        ("sidebar: none", "none", Site().sidebar),
        ("theme: {preset: classic}", "everywhere", Site().sidebar),
        ("theme: {preset: classic}\nsidebar: home", "home", Site().sidebar),
        ("theme: {preset: classic}\nsidebar: {boxes: [top]}", "everywhere", (TOP,)),
        ("sidebar: [top]", "everywhere", (TOP,)),
        ("sidebar: {boxes: [top]}", "none", (TOP,)),
        ("sidebar: {beside: everywhere, boxes: [top]}", "everywhere", (TOP,)),
    ],
)
def test_a_sidebar_stands_beside_pages_only_if_the_site_or_its_preset_asks_for_it(
    text: str, beside: str, boxes: tuple[Widget, ...]
) -> None:
    site = read(text)

    assert (site.pages_with_boxes, site.sidebar) == (beside, boxes)


@pytest.mark.parametrize("text", ["sidebar: left", "sidebar: {beside: posts}", "sidebar: {widgets: [top]}"])
def test_a_sidebar_elsewhere_is_refused(text: str) -> None:
    assert refused(text).code == "site"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("\ttitle: Ink", "front-matter-tab"),
        ("description: Bread: the first year", "front-matter-quotes"),
        ("titel: Ink", "site"),
    ],
)
def test_the_commonest_slips_in_yaml_have_their_own_remedy(line: str, code: str) -> None:
    caught = refused(f"zone: UTC\n{line}\n")

    assert (caught.code, caught.line) == (code, 2)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("languages: [en, es", "`languages: [en, es]`?"),
        ('description: "Bread', '`description: "Bread"`.'),
        ("description: Bread: the first year", '`description: "Bread: the first year"`.'),
        ("title My blog", "`title: My blog`?"),
    ],
)
def test_a_line_of_site_yaml_is_shown_as_it_was_meant(line: str, meant: str) -> None:
    assert meant in str(refused(f"{line}\nzone: UTC\n"))


@pytest.mark.parametrize(
    "line", ["titel: x", "landing: 1000", "feed: {length: 5000}", "menu: [/a/, 5]", "logo: https://x.example/a"]
)
def test_a_value_that_is_no_slip_in_yaml_is_not_corrected(line: str) -> None:
    caught = refused(f"{line}\n")

    assert caught.reason.remedy(caught.found) == caught.reason.instead
