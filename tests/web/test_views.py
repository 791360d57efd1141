"""The pages of the API: in the visitor's language, plain, and without information for strangers."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import pytest
from msgspec.structs import fields, replace

from chalicelib.comments.rules.comment import Comment
from chalicelib.content.site.site import Language, LocalizedText, Site
from chalicelib.content.site.theme import Theme
from chalicelib.errors import REASONS, Refusal
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.policy import FIRST_SCRIPT, SCRIPTS
from chalicelib.rendering.language.phrases import Phrasebook, in_quotes
from chalicelib.rendering.look.stylesheets import first_fonts, parts_of, styles
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.uses import USES
from chalicelib.web import views
from chalicelib.web.form_wishes import wishes_in
from chalicelib.web.forms import read_form
from chalicelib.web.pages import VISITOR_PAGES, ApiPage
from tests.each import each

SITE = Site(
    title=LocalizedText({"en": "The Press", "ar": "المطبعة"}),
    url="https://press.example",
    languages=(Language("en", "English"), Language("es", "Español"), Language("ar", "العربية", "rtl")),
)
TOKENS = {"preferences": "to.prefer", "unsubscribe": "to.leave", "account": "to.own"}
WISHES = Wishes("es", all_languages=True, categories=("ink", "gone"), often="weekly", authors=("ann", "ink"))
CATEGORIES = (("ink", "Ink & paper"), ("type", "Type"))
AUTHORS = (("ann", "Ann <A>"), ("bo", "Bo"), ("ink", "I. N. K."))
FOR_VISITORS = [code for code, reason in REASONS.items() if reason.reader == "visitor"]
HERE = "https://press.example/api/here?t=token"


def render(site: Site, templates: Mapping[str, str], page: ApiPage) -> bytes:
    return views.render(SiteContext(site, Templates(templates)), page)


def page(kind: str, lang: str = "en", templates: Mapping[str, str] | None = None, **has: Any) -> Element:
    text = render(SITE, templates or {}, ApiPage(kind, lang, **has)).decode()
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)  # type: ignore[no-any-return]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def forms(tree: Element) -> Mapping[str, Mapping[str, list[str]]]:
    """Return the fields of each form, by its target."""
    return {urljoin(HERE, form.get("action") or HERE): sent(form) for form in tree.iter("form")}


def sent(form: Element) -> Mapping[str, list[str]]:
    values: dict[str, list[str]] = {}
    for field in form.iter("input"):
        if field.get("type") not in ("checkbox", "radio") or field.get("checked") is not None:
            values.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    for field in form.iter("select"):
        chosen = [option.get("value", "") for option in field.iter("option") if option.get("selected") is not None]
        values.setdefault(field.get("name", ""), []).extend(chosen)
    return values


def full(kind: str) -> Mapping[str, Any]:
    """Return all that a page of this kind may show."""
    refusal = {"refusal": Refusal("address", "no dot"), "field": "email"} if kind == "refused" else {}
    chosen = {"chosen": "New posts in <b>Ink</b>."}
    return {
        "tokens": TOKENS,
        "wishes": WISHES,
        "categories": CATEGORIES,
        "authors": AUTHORS,
        "browser": "ab" * 16,
        "masked": "a•••@e•••.org",
        "comments": (
            Comment("posts/a.md", "2026-11-30T08:00:00+00:00#ab", "held", "2026-11-30T08:00:00+00:00", "Ada", "Hello."),
        ),
        **refusal,
        **chosen,
    }


# ---- every page


@each("lang", ["en", "es", "ar"])
@each("kind", VISITOR_PAGES)
def test_a_page_is_in_the_visitors_language_and_leads_home(kind: str, lang: str) -> None:
    tree = page(kind, lang, **full(kind))

    home = "/" if lang == "en" else f"/{lang}/"
    assert (tree.get("lang"), tree.get("dir")) == (lang, "rtl" if lang == "ar" else "ltr")
    assert [link.get("href") for link in tree.iter("a") if link.get("rel") == "home"] == [home]
    assert len(list(tree.iter("h1"))) == len(list(tree.iter("main"))) == 1


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_a_page_has_one_button_that_stands_out(kind: str) -> None:
    main = next(page(kind, **full(kind)).iter("main"))

    pressed = [element for element in main.iter() if element.tag == "button" or "button" in element.get("class", "").split()]
    loud = [words(element) for element in pressed if "quiet" not in element.get("class", "").split()]

    assert len(loud) == 1, loud


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_a_page_is_kept_from_search_engines_and_its_address_from_other_sites(kind: str) -> None:
    said = {meta.get("name"): meta.get("content") for meta in page(kind, **full(kind)).iter("meta")}

    assert (said["robots"], said["referrer"]) == ("noindex", "no-referrer")


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_a_page_says_that_it_is_nobodys_referrer_before_anything_could_be_loaded(kind: str) -> None:
    tree = page(kind, **full(kind))

    elements = [element for element in tree.iter() if element.tag in ("meta", "a") or element.get("href") or element.get("src")]

    assert [element.tag for element in elements[:3]] == ["meta"] * 3
    assert [*elements[0].attrib, elements[1].get("http-equiv")] == ["charset", "Content-Security-Policy"]
    assert (elements[2].get("name"), elements[2].get("content")) == ("referrer", "no-referrer")


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_a_page_has_no_script_of_its_own_and_no_style_but_the_sites(kind: str) -> None:
    tree = page(kind, **full(kind))
    parts = parts_of("visitor", SITE, "en")
    ours, fonts = styles(SiteContext(SITE), parts), first_fonts(SiteContext(SITE), parts)

    assert [(script.get("src"), script.text) for script in tree.iter("script")] == [(None, FIRST_SCRIPT), ("/_/site.js", None)]
    assert [link.get("href") for link in tree.iter("link")] == ["/_/icon.svg", *fonts]
    assert [element.text for element in tree.iter("style")] == [str(style.css) for style in ours]
    policies = [meta.get("content") for meta in tree.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    strict = f"script-src {SCRIPTS}; object-src 'none'; base-uri 'none'; form-action 'self'"
    hashes = " ".join(f"'{style.hash}'" for style in ours)
    assert policies == [f"{strict}; style-src 'self' {hashes}"]
    assert not [name for element in tree.iter() for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_the_logo_stands_before_the_sites_name_where_there_is_one(kind: str) -> None:
    site = replace(SITE, theme=Theme(logo="/a logo.svg"))

    shown = html5lib.parse(render(site, {}, ApiPage(kind, "en", **full(kind))).decode(), namespaceHTMLElements=False)

    assert [image.get("src") for image in shown.iterfind(".//p[@class='title']//img")] == ["/a%20logo.svg"]
    assert not list(page(kind, **full(kind)).iter("img"))


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_every_field_of_a_form_has_a_name_that_is_read_out(kind: str) -> None:
    tree = page(kind, **full(kind))

    labels = list(tree.iter("label"))
    named = {label.get("for") for label in labels}
    within = {field for label in labels for field in label.iter("input")}
    fields = [*(one for one in tree.iter("input") if one.get("type") != "hidden"), *tree.iter("select")]
    assert [field.get("name") for field in fields if field not in within and field.get("id") not in named] == []


def test_a_language_that_the_site_does_not_have_is_answered_in_its_first() -> None:
    assert render(SITE, {}, ApiPage("asked", "tlh")) == render(SITE, {}, ApiPage("asked", "en"))


def test_every_kind_of_page_may_be_replaced() -> None:
    assert {kind.template for kind in VISITOR_PAGES.values()} == {name for name in USES if name.startswith("visitor/")}


def test_a_sites_own_template_makes_the_page_and_the_built_in_template_where_it_fails(caplog: pytest.LogCaptureFixture) -> None:
    name = VISITOR_PAGES["left"].template
    own = '{% extends "presswork/visitor/left.html" %}{% block heading %}Farewell{% endblock %}'

    assert words(next(page("left", templates={name: own}).iter("h1"))) == "Farewell"
    failing, other = {name: "{{ nothing }}"}, {"search.html": "another page"}
    assert render(SITE, failing, ApiPage("left", "en")) == render(SITE, other, ApiPage("left", "en"))
    assert "the built-in visitor/left.html is used" in caplog.text


# ---- signing up and confirming


def test_the_page_after_a_sign_up_knows_nothing_of_the_visitor() -> None:
    assert {field.name for field in fields(ApiPage)}.isdisjoint({"address", "email", "state"})
    assert "Check your inbox and confirm" in words(page("asked"))


def test_the_page_to_confirm_has_one_button_that_posts_to_its_own_address() -> None:
    tree = page("confirm", browser="ab" * 16)

    assert forms(tree) == {HERE: {}}
    assert [(form.get("method"), form.get("data-browser")) for form in tree.iter("form")] == [("post", "ab" * 16)]
    assert len(list(tree.iter("button"))) == 1
    assert [form.get("data-browser") for form in page("confirm").iter("form")] == [None]  # a sign-up without script


@pytest.mark.parametrize("kind", VISITOR_PAGES)
def test_the_pages_before_and_after_confirming_alone_say_what_was_chosen(kind: str) -> None:
    tree = page(kind, **full(kind))

    told = [words(one) for one in tree.iter("p")].count("New posts in <b>Ink</b>.")
    assert told == (1 if kind in ("confirm", "confirmed") else 0)
    assert not list(tree.iter("b"))


@pytest.mark.parametrize("kind", ["confirmed", "already", "unsubscribe"])
def test_the_way_to_the_preferences_stands_where_there_is_a_token_for_it(kind: str) -> None:
    way = "/api/preferences?t=to.prefer"

    assert way in {link.get("href") for link in page(kind, tokens=TOKENS).iter("a")}
    assert "/api/preferences" not in render(SITE, {}, ApiPage(kind, "en")).decode()


# ---- preferences


def test_the_preferences_show_the_wishes_and_send_them_back_unchanged() -> None:
    send = forms(page("preferences", wishes=WISHES, categories=CATEGORIES, authors=AUTHORS))[HERE]

    body = "&".join(f"{name}={value}" for name, values in send.items() for value in values)
    form = read_form("application/x-www-form-urlencoded", body.encode())
    back = wishes_in(form, ["en", "es", "ar"], Wishes(authors=("bo",)))
    assert (back.lang, back.all_languages, set(back.categories), back.often) == ("es", True, {"ink", "gone"}, "weekly")
    assert back.authors == ("ann", "ink")


def test_an_author_is_unticked_even_if_no_other_is_ticked() -> None:
    send = forms(page("preferences", wishes=Wishes(), authors=AUTHORS))[HERE]

    body = "&".join(f"{name}={value}" for name, values in send.items() for value in values)
    back = wishes_in(read_form("application/x-www-form-urlencoded", body.encode()), ["en"], Wishes(authors=("ann",)))

    assert back.authors == ()


@pytest.mark.parametrize(
    ("has", "hint"),
    [
        ({"categories": CATEGORIES}, "Select none to get all posts."),
        ({"authors": AUTHORS}, "Select none to get all posts."),
        ({"categories": CATEGORIES, "authors": AUTHORS}, "You’ll get posts in the categories and by the authors you select."),
    ],
    ids=["categories", "authors", "both"],
)
def test_the_preferences_say_once_what_ticked_boxes_mean(has: Mapping[str, Any], hint: str) -> None:
    tree = page("preferences", wishes=Wishes(), **has)

    hints = [words(one) for one in tree.iter("p") if one.get("id") == "_all"]
    described = {one.get("aria-describedby") for one in tree.iter("ul")} - {None}
    assert [one.startswith(hint) for one in hints] == [True]
    assert described == {"_all"}


def test_the_page_of_preferences_leads_to_no_data_but_by_mail() -> None:
    offered = forms(page("preferences", wishes=WISHES, tokens=TOKENS))

    assert offered["https://press.example/api/account"] == {"t": ["to.prefer"]}
    assert offered["https://press.example/api/unsubscribe?t=to.leave"] == {}
    assert not offered.keys() & {f"https://press.example/api/{path}" for path in ("address", "data", "erase")}


def test_fetching_erasing_and_moving_carry_the_token_of_the_account() -> None:
    offered = forms(page("account", tokens=TOKENS))

    assert {offered[f"https://press.example/api/{path}"]["t"][0] for path in ("address", "data", "erase")} == {"to.own"}


def test_a_site_with_one_language_and_no_categories_asks_only_how_often() -> None:
    text = render(Site(), {}, ApiPage("preferences", "en", wishes=Wishes())).decode()

    assert 'name="often"' in text
    assert 'name="language"' not in text
    assert 'name="categories"' not in text


def test_a_subscriber_who_left_or_came_too_late_may_sign_up_again() -> None:
    follow = "https://press.example/api/subscriptions"

    assert follow in forms(page("left"))
    assert follow in forms(page("refused", refusal=Refusal("link-old")))
    assert forms(page("refused", refusal=Refusal("often"))) == {}


# ---- refusals


def test_a_refusal_names_the_reason_the_field_and_the_remedy() -> None:
    refused = ApiPage("refused", "en", refusal=Refusal("address", "<b>"), field="email")
    tree = html5lib.parse(render(SITE, {}, refused).decode(), namespaceHTMLElements=False)

    text = words(next(tree.iter("main")))
    assert refused.status == 400
    assert text.startswith("That didn’t work This doesn’t look like a valid email address. Enter it like this: name@example.org.")
    assert "Field email Received <b>" in text


@pytest.mark.parametrize("code", FOR_VISITORS)
def test_a_refusal_has_its_own_status_and_words_in_every_language(code: str) -> None:
    assert ApiPage("refused", "en", refusal=Refusal(code)).status == REASONS[code].status
    assert views.explanation(Refusal(code), Phrasebook(), "en")[1] == in_quotes(REASONS[code].instead, "en")
    for lang in ("es", "ar"):
        assert not {REASONS[code].why, REASONS[code].instead} & set(Phrasebook().missing(lang))
        assert Phrasebook().gettext(lang, REASONS[code].why) != REASONS[code].why
        assert Phrasebook().gettext(lang, REASONS[code].instead) != REASONS[code].instead
