"""What a subscriber chose, as one sentence in the mails and on the pages of a sign-up."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Table
from chalicelib.content.site.site import Language, ListingProfile, LocalizedText, Site
from chalicelib.newsletter.rules.preferences import OFTEN, Wishes
from chalicelib.newsletter.rules.preferences_text import MOST, SENTENCES, chosen, isolated
from chalicelib.rendering.language.phrases import CATALOGUES, Phrasebook
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.store.answers import item_of
from chalicelib.store.asking import follow
from tests.publishing.blog import MemoryBlog

RIGHT_TO_LEFT = ("ar", "he")
OFFERED = sorted(path.stem for path in CATALOGUES.glob("*.po"))
SITE = Site(
    languages=(
        Language("en", "English"),
        *(Language(code, code, "rtl" if code in RIGHT_TO_LEFT else "ltr") for code in OFFERED if code != "en"),
    ),
    categories={"ink": ListingProfile(LocalizedText({"en": "Ink", "es": "Tinta"})), "empty": ListingProfile()},
    authors={"bo": ListingProfile(LocalizedText({"en": "Bo B"}))},
)
SPELLED = {"en category paper": "Paper & Card", "en author ann": "Ann", "en author dee": "Dee", "es category papel": "Papel"}
BOTH = {"categories": ("ink", "paper"), "authors": ("ann", "dee")}


def table(spelled: Mapping[str, str] = SPELLED) -> Table:
    """Return a table with posts of these categories and authors, each named `LANGUAGE KIND SLUG`."""
    kept = MemoryTable()
    named = ((topic.split(" "), name) for topic, name in spelled.items())
    kept.put_many(item_of(Summary(f"TOPICS#{lang}", f"{kind}:{slug}#name", name)) for (lang, kind, slug), name in named)
    return kept


def said(wishes: Wishes, spelled: Mapping[str, str] = SPELLED) -> str:
    return follow(table(spelled), chosen(wishes, SiteContext(SITE)))


# ---- the sentence


def test_who_gets_every_post_as_it_comes_is_told_nothing() -> None:
    assert said(Wishes("en")) == ""


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(categories=("ink",)), "You’ll get new posts in Ink."),
        (Wishes(categories=("paper", "ink")), "You’ll get new posts in Ink and Paper & Card."),
        (Wishes(authors=("dee", "bo", "ann")), "You’ll get new posts by Ann, Bo B, and Dee."),
        (Wishes(categories=("ink",), authors=("ann",)), "You’ll get new posts in Ink, plus any by Ann."),
        (Wishes(often="daily"), "You’ll get a daily digest of new posts."),
        (Wishes(often="weekly", authors=("ann",)), "You’ll get a weekly digest of new posts by Ann."),
    ],
)
def test_the_sentence_names_the_choice_as_the_site_does(wishes: Wishes, sentence: str) -> None:
    assert said(wishes) == sentence


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("es", "Recibirás un resumen semanal de las nuevas entradas en Tinta, además de todas las de Bo B."),
        ("de", "Sie erhalten wöchentlich eine Zusammenfassung der neuen Beiträge in Ink sowie aller von Bo B."),
        ("ja", "カテゴリー（Ink）か投稿者（Bo B）のいずれかに当てはまる新しい投稿を毎週まとめてお届けします。"),
        ("ar", "سيصلك ملخص أسبوعي بالتدوينات الجديدة في \u2068Ink\u2069، وكذلك كل التدوينات بقلم \u2068Bo B\u2069."),
    ],
)
def test_the_sentence_is_in_the_readers_language(lang: str, sentence: str) -> None:
    assert said(Wishes(lang, categories=("ink",), often="weekly", authors=("bo",))) == sentence


def test_each_choice_has_a_sentence() -> None:
    topics = {("categories",), ("authors",), ("categories", "authors")}

    assert {often: set(by_topics) for often, by_topics in SENTENCES.items()} == {
        often: topics | (set() if often == "each" else {()}) for often in OFTEN
    }


@pytest.mark.parametrize("lang", OFFERED)
def test_each_language_has_a_sentence_of_its_own_for_each_choice(lang: str) -> None:
    phrases = [phrase for by_topics in SENTENCES.values() for phrase in by_topics.values()]

    translated = [Phrasebook().gettext(lang, phrase) for phrase in phrases]

    assert len(set(translated)) == len(phrases)
    assert [phrase.count("%(") for phrase in translated] == [phrase.count("%(") for phrase in phrases]


# ---- names


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(categories=("gone", "ink")), "You’ll get new posts in Ink."),
        (Wishes(categories=("gone",), authors=("ann",)), "You’ll get new posts by Ann."),
        (Wishes(categories=("gone",), authors=("left",)), ""),
        (Wishes(categories=("gone",), often="daily"), ""),
    ],
)
def test_a_category_or_an_author_that_has_gone_is_not_named(wishes: Wishes, sentence: str) -> None:
    assert said(wishes) == sentence


def test_a_category_whose_last_post_has_gone_is_not_named() -> None:
    kept = table()
    kept.put_many([item_of(Summary("TOPICS#en", "category:paper#name", None))])

    assert follow(kept, chosen(Wishes(categories=("paper",)), SiteContext(SITE))) == ""


def test_a_category_of_the_site_without_a_name_or_posts_has_its_slug_as_in_forms() -> None:
    assert said(Wishes(categories=("empty",))) == "You’ll get new posts in empty."


def test_a_category_and_an_author_of_one_slug_are_told_apart() -> None:
    spelled = {"en category ann": "Ann's lake", "en author ann": "Ann"}

    assert said(Wishes(categories=("ann",)), spelled) == "You’ll get new posts in Ann's lake."


@pytest.mark.parametrize(
    ("all_languages", "sentence"),
    [(True, "You’ll get new posts in Ink and Papel."), (False, "You’ll get new posts in Ink.")],
)
def test_who_wants_all_languages_is_told_of_categories_of_other_languages_too(all_languages: bool, sentence: str) -> None:
    assert said(Wishes("en", all_languages, categories=("ink", "papel"))) == sentence


def test_a_list_that_is_too_long_ends_with_the_number_of_the_rest() -> None:
    spelled = {f"en category c{number}": f"C{number}" for number in range(MOST + 1)}
    slugs = tuple(f"c{number}" for number in range(MOST + 1))

    assert said(Wishes(categories=slugs[:MOST]), spelled) == "You’ll get new posts in C0, C1, C2, C3, C4, and C5."
    assert said(Wishes(categories=slugs), spelled) == "You’ll get new posts in C0, C1, C2, C3, C4, and 2 more categories."


@pytest.mark.parametrize("name", ["100 %(num)s", "%", "&amp;", "<b>bold</b>", "x" * 2_000])
def test_a_name_is_told_as_it_is_written(name: str) -> None:
    assert said(Wishes(categories=("c", "ink")), {"en category c": name}) in (
        f"You’ll get new posts in {name} and Ink.",
        f"You’ll get new posts in Ink and {name}.",
    )


@pytest.mark.parametrize(
    ("wishes", "reads"),
    [
        (Wishes(), []),
        (Wishes(often="daily"), []),
        (Wishes(categories=("ink",), authors=("bo",)), []),
        (Wishes("en", True, categories=("ink", "paper", "x"), authors=("ann", "dee")), ["table.get_many"]),
    ],
)
def test_names_are_read_at_once_and_only_those_that_the_site_file_lacks(wishes: Wishes, reads: list[str]) -> None:
    made: list[str] = []

    def note(port: str, method: str, _args: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        made.append(f"{port}.{method}")
        return go()

    follow(watched(MemoryBlog().cloud, note).table, chosen(wishes, SiteContext(SITE)))

    assert made == reads


# ---- directions


@pytest.mark.parametrize(
    ("name", "direction", "told"),
    [
        ("Ink", "ltr", "Ink"),
        ("1,001", "rtl", "1,001"),
        ("حبر", "ltr", "\u2068حبر\u2069"),
        ("Ink", "rtl", "\u2068Ink\u2069"),
        ("\u202eknI", "ltr", "knI"),
        ("a\u2069 \u202e\u2067b", "rtl", "\u2068a b\u2069"),
        ("two\nlines", "ltr", "two lines"),
    ],
)
def test_a_name_cannot_reorder_the_sentence_around_it(name: str, direction: str, told: str) -> None:
    assert isolated(name, direction) == told
