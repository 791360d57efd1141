"""A site: the senders of its mail, its stored form, and the modules that it loads."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import codec
from chalicelib.content.site.sidebar import WIDGETS
from chalicelib.content.site.site import Language, Link, ListingProfile, LocalizedText, Newsletter, Sender, Site, Widget
from chalicelib.content.site.siteyaml import changed
from chalicelib.content.site.theme import Theme

SPANISH_FIRST = (Language("es", "Español"), Language("en", "English"))
HEAVY = ("yaml", "babel", "jinja2", "markdown", "lxml", "email_validator")


def test_mail_is_from_the_sites_title_at_its_host_unless_the_author_says_otherwise() -> None:
    site = Site(
        title=LocalizedText({"es": "La sala", "en": "The Room"}), url="https://press.example:8080", languages=SPANISH_FIRST
    )

    assert site.sender("letters") == Sender("La sala", "letters@press.example")
    assert site.sender("confirmations") == Sender("La sala", "confirmations@press.example")


def test_in_a_deployment_with_a_mail_domain_mail_is_from_its_two_senders() -> None:
    site = Site(title=LocalizedText({"en": "The Room"}), url="https://blog.press.example", sends_from="press.example")

    assert site.sender("letters") == Sender("The Room", "letters@news.press.example")
    assert site.sender("confirmations") == Sender("The Room", "confirm@press.example")


def test_what_the_author_says_of_one_sender_is_only_of_that_one() -> None:
    said = Newsletter(letters=Sender("The Press", "news@press.example"), confirmations=Sender("", "yes@press.example"))
    site = Site(title=LocalizedText({"en": "The Room"}), newsletter=said)

    assert site.sender("letters") == Sender("The Press", "news@press.example")
    assert site.sender("confirmations") == Sender("The Room", "yes@press.example")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("http://localhost", "localhost.localdomain"),
        ("http://127.0.0.1:8000", "127.0.0.1.localdomain"),
        ("https://Press.Example", "press.example"),
        ("https://xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("https://press.xn--p1ai", "press.xn--p1ai"),
    ],
)
def test_a_host_that_is_no_domain_is_made_to_look_like_one(url: str, domain: str) -> None:
    assert Site(url=url).sender("letters").address == f"letters@{domain}"


def test_what_stands_in_the_catalog_is_known_without_what_reads_sources_and_makes_pages() -> None:
    code = "import sys, chalicelib.store.site_files, chalicelib.store.records; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - our own code

    assert set(HEAVY) & set(loaded) == set()


# ---- storing


words = st.text(max_size=8)
texts = st.dictionaries(st.sampled_from(["en", "es", "ar"]), words, max_size=3).map(LocalizedText)
named = st.dictionaries(words, st.builds(ListingProfile, texts, texts, words), max_size=2)
links = st.lists(st.builds(Link, texts, words), max_size=2).map(tuple)
widgets = st.builds(
    Widget, st.sampled_from([*WIDGETS]), texts, st.integers(1, 9), links, st.booleans(), texts, st.integers(1, 168)
)
senders = st.builds(Sender, words, words)
newsletters = st.builds(Newsletter, senders, senders, texts, st.integers(0, 86_400), st.integers(0, 23))
languages = st.lists(st.builds(Language, words, words, words), min_size=1, max_size=3).map(tuple)
said = st.dictionaries(st.sampled_from(["text", "link", "light", "title"]), words, max_size=2)
lengths = st.dictionaries(words, st.floats(0, 60), max_size=2)
themes = st.builds(Theme, said, said, said, lengths, words, words, words)
sites = st.builds(
    Site,
    title=texts,
    languages=languages,
    authors=named,
    categories=named,
    frames=st.lists(words).map(tuple),
    sidebar=st.lists(widgets, max_size=3).map(tuple),
    landing=st.integers(1, 100),
    feed_full=st.booleans(),
    newsletter=newsletters,
    theme=themes,
)


@given(sites)
def test_a_site_that_was_stored_is_the_same_site(site: Site) -> None:
    again = codec.loads(Site, codec.dumps(site))

    assert again == site
    assert changed(site, again) == frozenset()
    assert json.loads(codec.dumps(again)) == json.loads(codec.dumps(site))


def test_a_site_that_was_stored_before_there_was_a_newsletter_or_a_theme_has_the_default_ones() -> None:
    stored = json.loads(codec.dumps(Site()))
    del stored["newsletter"], stored["theme"]

    assert codec.loads(Site, json.dumps(stored)) == Site()
