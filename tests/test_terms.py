"""One word for each thing: phrases, texts of commands, reports and the docs use the terms of `docs/terms.yaml`, and no others."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pytest
import yaml

from chalicelib.authoring.desk.refusal_phrases import catalogue as refusals
from chalicelib.rendering.language.catalogues import REFERENCE
from chalicelib.rendering.language.phrases import CATALOGUES, built_in
from tests.docs import ROOT

TERMS: Mapping[str, Mapping[str, Any]] = yaml.safe_load((ROOT / "docs/terms.yaml").read_text("utf-8"))
LANGUAGES = TERMS["languages"]
TEXTS = [
    *ROOT.glob("infra/**/*.py"),
    *(ROOT / name for name in ("chalicelib/errors.py", "chalicelib/diagnostics.py", "chalicelib/reports.py")),
]
PAGES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in ROOT.glob("docs/*.md")))
NAMES_OF_CODE: Mapping[tuple[str, str], str] = {
    ("docs/benchmarks.md", "signup"): "the name of a benchmark",
    ("docs/comments.md", "website"): "the name of a field",
    ("docs/writing.md", "filename"): "the name of a setting of code blocks in other systems",
}
"""Words that a page of the docs has to quote, with the reason."""
SPEAKS_OF = {
    "follow": r"\bfollow",
    "email": r"(?<!we'll )\bemails?\b(?! address)",
    "comment": r"\bcomment",
    "approve": r"\bapprov",
}


def phrases_of(part: str) -> frozenset[str]:
    """The phrases under this comment: those that only the preset `classic` shows, or only people who write see."""
    listed = (CATALOGUES / "en.po").read_text("utf-8")
    return frozenset(re.findall(rf'^#\. {part}.*\n(?:#.*\n)*msgid "(.*)"', listed, re.MULTILINE))


def said(lang: str) -> Iterator[tuple[str, str]]:
    """Each phrase with each of its texts in the language."""
    for phrase, texts in chain(built_in(lang).words.items(), refusals(lang).words.items()):
        if phrase not in CLASSIC:
            yield from ((phrase, text) for text in ([texts] if isinstance(texts, str) else texts))


CLASSIC, DESK = phrases_of("Classic"), phrases_of("The desk") | refusals(REFERENCE).words.keys()


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern of the words, in which `*` is the rest of a word."""
    return re.compile("|".join(_pattern(word) for word in words))


BEGINS, ENDS = r"(?<![\w/{-])", r"(?![\w-])"


def _pattern(word: str) -> str:
    middle = re.escape(word.strip("*")).replace(r"\*", r"\W*")
    begins, ends = "" if word.startswith("*") else BEGINS, "" if word.endswith("*") else ENDS
    return f"{begins}{middle}{ends}"


def never(*kinds: str) -> re.Pattern[str]:
    return pattern([word for kind in kinds for term in TERMS[kind].values() for word in term["never"]])


# ---- readers


def test_a_phrase_has_no_other_word_for_what_has_a_term() -> None:
    of_readers, of_authors = never("everybody", "readers"), never("everybody", "authors")
    others = (
        (phrase, (of_authors if phrase in DESK else of_readers).search(text[:1].lower() + text[1:]))
        for phrase, text in said(REFERENCE)
    )

    assert [(phrase, other[0]) for phrase, other in others if other] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_no_other_word_for_what_has_a_term(lang: str) -> None:
    other = pattern(LANGUAGES[lang]["never"])

    assert [(text, found[0]) for _, text in said(lang) if (found := other.search(text))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("term", SPEAKS_OF)
def test_a_phrase_with_a_term_has_that_of_the_language(lang: str, term: str) -> None:
    of_language = re.compile("|".join(map(re.escape, LANGUAGES[lang][term])))
    speaking = [(phrase, text) for phrase, text in said(lang) if re.search(SPEAKS_OF[term], phrase, re.IGNORECASE)]

    assert len(speaking) > 5
    assert [one for one in speaking if not of_language.search(one[1]) and one[0] not in OTHERWISE.get(term, ())] == []


OTHERWISE: Mapping[str, frozenset[str]] = {
    "follow": frozenset({"Join %(num)s other follower"}),
    "email": frozenset({"Email preferences"}),
}
"""Phrases that some language says without the term, since the sentence has no place for it."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_leaving_is_called_as_the_list_says(lang: str) -> None:
    assert built_in(lang).one("Unsubscribe") == LANGUAGES[lang]["unsubscribe"]


def test_every_language_of_a_catalogue_has_terms() -> None:
    assert {*LANGUAGES, REFERENCE} == {path.stem for path in CATALOGUES.glob("*.po")}


# ---- authors


def test_a_text_of_a_command_has_no_other_word_for_what_has_a_term() -> None:
    other = never("everybody", "authors")
    found = [
        (path.name, line, match[0])
        for path in TEXTS
        for line, text in strings(path.read_text("utf-8"))
        if (match := other.search(text))
    ]

    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_docs_has_no_other_word_for_what_has_a_term(name: str) -> None:
    others = never("everybody", "authors").findall((ROOT / name).read_text("utf-8"))

    assert {word for word in others if (name, word) not in NAMES_OF_CODE} == set()


@pytest.mark.parametrize("name", ["docs/front-matter.md", "docs/site-yaml.md"])
def test_no_explanation_of_a_key_begins_with_a_pronoun(name: str) -> None:
    explanations = re.findall(r"^`\w+` \|.*\| ([^|]+)$", (ROOT / name).read_text("utf-8"), re.MULTILINE)

    assert len(explanations) > 20
    assert [text for text in explanations if re.match(r"(?:one|what|who|it)\b", text)] == []


@pytest.mark.parametrize(("name", "word"), sorted(NAMES_OF_CODE))
def test_an_exception_is_still_needed(name: str, word: str) -> None:
    assert word in never("everybody", "authors").findall((ROOT / name).read_text("utf-8"))


def test_no_text_sends_an_author_to_a_file_that_a_package_does_not_bring() -> None:
    texts = ((path.name, line, text) for path in TEXTS for line, text in strings(path.read_text("utf-8")))

    assert [one for one in texts if re.search(r"docs/[a-z-]+\.md", one[2])] == []


def test_every_plural_of_a_word_comes_from_one_function() -> None:
    forced = {path.name: FORCED.findall(path.read_text("utf-8")) for path in ROOT.glob("infra/**/*.py")}

    assert {name: found for name, found in forced.items() if found} == {}


@pytest.mark.parametrize(
    "code", ["f\"{n} file{'s' * (n > 1)}\"", "f\"{n} {'key' if n == 1 else 'keys'}\"", "f\"other{'s'[: n > 1]}\""]
)
def test_a_plural_without_the_function_is_found(code: str) -> None:
    assert FORCED.search(code)


FORCED = re.compile(r"""\{'s' ?[*[].*|['"]\w+['"] if \S+ (?:==|>) 1 else ['"]\w+['"]""")


def strings(source: str) -> Iterator[tuple[int, str]]:
    """The texts in a module, and the docstrings of functions, which are the help of commands."""
    tree = ast.parse(source)
    described = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef)]
    silent = {id(node.body[0].value) for node in described if node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value and id(node) not in silent:
            yield node.lineno, node.value


# ---- the list itself


@pytest.mark.parametrize("kind", ["everybody", "authors", "readers"])
def test_a_term_says_what_it_means_and_is_not_among_the_words_that_it_replaces(kind: str) -> None:
    for term, row in TERMS[kind].items():
        assert row["means"]
        assert not pattern(row["never"]).search(term)


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("abonn*", "nous abonner", True),
        ("abonn*", "se désabonner", False),
        ("*شتراك*", "الاشتراك", True),
        ("mail", "a mail", True),
        ("mail", "an e-mail", False),
        ("mail", "mails", False),
        ("*साइन*अप*", "साइन-अप", True),
    ],
)
def test_a_word_is_found_as_the_list_writes_it(word: str, text: str, is_found: bool) -> None:
    assert bool(pattern([word]).search(text)) == is_found
