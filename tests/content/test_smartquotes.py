"""Smart quotes: what an author types, and what a reader sees."""

import pytest

from chalicelib.content.markdown.smartquotes import quotes_of, smarten

ENGLISH = [
    ("it's the dogs' 'bowl'", "it’s the dogs’ ‘bowl’"),
    ('She said "no".', "She said “no”."),
    ("\"'Nested' quotes,\" she said.", "“‘Nested’ quotes,” she said."),
    ("\"She said 'no'\"", "“She said ‘no’”"),
    ("the '90s, rock 'n' roll, 'tis", "the ’90s, rock ’n’ roll, ’tis"),
    ("class of '99", "class of ’99"),
    ("the 1980's", "the 1980’s"),
    ('6\'2" tall, 12" long', "6′2″ tall, 12″ long"),
    ('"Route 66"', "“Route 66”"),
    ('("quoted") ["so"] —"too"', "(“quoted”) [“so”] —“too”"),
    ('I was--"', "I was–”"),
    ("one -- two --- three", "one – two — three"),
    ("1990--1995", "1990–1995"),
    ("use --verbose, or ---- and -->", "use --verbose, or ---- and -->"),
    ("wait... what", "wait… what"),
    ("lone \" mark and ' mark", "lone \" mark and ' mark"),
    ('(2014)"Nine things"', "(2014)“Nine things”"),
]


@pytest.mark.parametrize(("typed", "seen"), ENGLISH)
def test_english_marks(typed: str, seen: str) -> None:
    assert smarten(f"<p>{typed}</p>", "en") == f"<p>{seen}</p>"


LANGUAGES = [
    ("de", "„Er sagte ‚nein‘“, it’s"),
    ("de-CH", "«Er sagte ‹nein›», it’s"),
    ("es", "«Er sagte “nein”», it’s"),
    ("fr", "«\u202fEr sagte “nein”\u202f», it’s"),
    ("pl", "„Er sagte «nein»”, it’s"),
    ("pt-BR", "“Er sagte ‘nein’”, it’s"),
    ("ru", "«Er sagte „nein“», it’s"),
    ("sv", "”Er sagte ’nein’”, it’s"),
    ("sw", "“Er sagte ‘nein’”, it’s"),
    ("ja", "\"Er sagte 'nein'\", it's"),
    ("zh-Hant", "\"Er sagte 'nein'\", it's"),
]


@pytest.mark.parametrize(("lang", "seen"), LANGUAGES)
def test_each_language_has_its_marks(lang: str, seen: str) -> None:
    assert smarten("\"Er sagte 'nein'\", it's", lang) == seen


def test_a_region_without_marks_of_its_own_quotes_as_its_language_does() -> None:
    assert quotes_of("de-AT") == quotes_of("de")


def test_french_keeps_high_punctuation_from_breaking_away() -> None:
    assert smarten("Quoi ? « Oui » : non !", "fr") == "Quoi\u202f? «\u202fOui\u202f»\u00a0: non\u202f!"


def test_hebrew_acronyms_and_prefixed_quotes() -> None:
    assert smarten('צה"ל אמר ב"הארץ" ש"כן"', "he") == "צה״ל אמר ב”הארץ” ש”כן”"


def test_korean_words_end_after_the_quote() -> None:
    assert smarten('"단어"를', "ko") == "“단어”를"


ACROSS = [
    ('"<a href="x">link</a>"', '“<a href="x">link</a>”'),
    ('<em>"word"</em> "<em>word</em>"', "<em>“word”</em> “<em>word</em>”"),
    ('say "<code>"x"</code>" and <code>x</code>\'s', 'say “<code>"x"</code>” and <code>x</code>’s'),
    ('"one</p><p>"two"', "“one</p><p>“two”"),
    ('one<br>"two"', "one<br>“two”"),
    ('—<em>"so"</em>', "—<em>“so”</em>"),
]


@pytest.mark.parametrize(("typed", "seen"), ACROSS)
def test_what_stands_before_is_seen_across_tags_but_not_across_blocks(typed: str, seen: str) -> None:
    assert smarten(f"<p>{typed}</p>", "en") == f"<p>{seen}</p>"


UNTOUCHED = [
    '<p title="it\'s -- a > b ...">x</p>',
    "<pre><code>a = \"b\" -- 'c' ...</code></pre>",
    "<kbd>\"</kbd> <samp>--</samp> <script>'x'</script> <textarea>\"</textarea>",
    "<p>&quot;typed&quot; &#39;so&#39; &amp; &lt;!-- a --&gt;</p>",
    '<!-- "comment" -- it\'s -->',
]


@pytest.mark.parametrize("html", UNTOUCHED)
def test_attributes_code_entities_and_comments_stay_as_typed(html: str) -> None:
    assert smarten(html, "en") == html
