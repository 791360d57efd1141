"""A site's own phrases: their order, the refusal of a catalogue, and their safety in a page."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib import codec
from chalicelib.errors import Refusal
from chalicelib.rendering.language.catalogues import REFERENCE, Catalogue
from chalicelib.rendering.language.phrases import Phrasebook, built_in
from chalicelib.rendering.language.po_files import read_catalogue
from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.site import ShownSite
from tests.each import each

SITE = ShownSite("A blog", "About things", "https://example.com")
POSTS = ("%(num)s post", "%(num)s posts")

ENGLISH = built_in(REFERENCE)


def header(rule: str) -> str:
    return f'msgid ""\nmsgstr ""\n"Plural-Forms: {rule}\\n"\n\n'


def entry(phrase: str, said: str) -> str:
    return f'msgid "{phrase}"\nmsgstr "{said}"\n\n'


def counted(*forms: str) -> str:
    said = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    return f'msgid "{POSTS[0]}"\nmsgid_plural "{POSTS[1]}"\n{said}\n'


def book(**catalogues: str) -> Phrasebook:
    own = {lang.replace("_", "-"): read_catalogue(text, lang.replace("_", "-"), ENGLISH) for lang, text in catalogues.items()}
    return Phrasebook({lang: codec.dumps(one) for lang, one in own.items()})


# ---- the order of catalogues


def test_a_sites_own_phrases_replace_built_in_phrases_and_the_others_stay() -> None:
    phrases = book(es=entry("Home", "Portada"))

    assert phrases.gettext("es", "Home") == "Portada"
    assert phrases.gettext("es", "Archives") == "Archivo"


def test_a_new_language_needs_no_built_in_catalogue() -> None:
    phrases = book(tlh=entry("Home", "juH"))

    assert phrases.gettext("tlh", "Home") == "juH"
    assert phrases.gettext("tlh", "Archives") == "Archives"
    assert "Home" not in phrases.missing("tlh")
    assert "Archives" in phrases.missing("tlh")


def test_a_dialect_uses_its_own_phrases_then_those_of_its_language() -> None:
    phrases = book(es_MX=entry("Home", "Casa"), es=entry("Home", "Portada") + entry("Feeds", "Canales"))

    assert [phrases.gettext("es-MX", phrase) for phrase in ("Home", "Feeds", "Archives")] == ["Casa", "Canales", "Archivo"]


def test_a_language_falls_back_to_the_sites_own_english_phrases() -> None:
    phrases = book(en=entry("Archives", "The vault"))

    assert [phrases.gettext(lang, "Archives") for lang in ("en", "en-GB", "tlh", "es")] == ["The vault"] * 3 + ["Archivo"]


@pytest.mark.parametrize(
    ("file", "lang"), [("zh_Hant", "zh-TW"), ("zh_TW", "zh-TW"), ("he", "iw"), ("pt", "pt-BR"), ("zh", "zh-CN")]
)
def test_a_catalogue_is_found_by_each_code_of_its_language(file: str, lang: str) -> None:
    assert book(**{file: entry("Home", "⌂")}).gettext(lang, "Home") == "⌂"


def test_empty_and_fuzzy_entries_are_ignored() -> None:
    phrases = book(tlh=entry("Home", "juH") + entry("Feeds", "") + "#, fuzzy, python-format\n" + entry("Topics", "Doch"))

    assert [phrases.gettext("tlh", phrase) for phrase in ("Feeds", "Topics")] == ["Feeds", "Topics"]
    assert {"Feeds", "Topics"} <= set(phrases.missing("tlh"))


def test_a_catalogue_may_translate_phrases_of_the_sites_own_templates() -> None:
    templates = Templates({"post.html": '{{ _("Of the harbour") }}'}, phrases=book(es=entry("Of the harbour", "Del puerto")))

    assert templates.render("post.html", "es", site=SITE) == "Del puerto\n"


def test_a_stored_catalogue_is_read_back_unchanged() -> None:
    catalogue = read_catalogue(
        header("nplurals=2; plural=n!=1;") + entry("Home", "Inicio") + counted("una", "%(num)s"), "es", ENGLISH
    )

    assert codec.loads(Catalogue, codec.dumps(catalogue)).many(POSTS[0], 7) == catalogue.many(POSTS[0], 7) == "%(num)s"


# ---- plural forms


def test_the_catalogues_own_rule_chooses_the_form() -> None:
    rule = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    phrases = book(uk=header(rule) + counted("%(num)s допис", "%(num)s дописи", "%(num)s дописів"))

    assert [phrases.ngettext("uk", *POSTS, number)[-1] for number in (1, 2, 5, 21, 11)] == ["с", "и", "в", "с", "в"]


@pytest.mark.parametrize(
    ("rule", "forms", "said"),
    [
        ("nplurals=1; plural=0;", "a", "aaaaaa"),
        ("nplurals=2; plural=n>1;", "ab", "aabbbb"),
        ("nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);", "amb", "babbbm"),
        ("nplurals=4; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : n%1 != 0 ? 2 : 3);", "abxc", "cabccc"),
        ("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n<=10 ? 3 : n==11 ? 4 : 5);", "abcdef", "abcdef"),
    ],
)
@pytest.mark.parametrize("lang", ["es", "ja", "tlh"])
def test_the_number_of_forms_comes_from_the_header_not_from_cldr(lang: str, rule: str, forms: str, said: str) -> None:
    phrases = book(**{lang: header(rule) + counted(*(f"%(num)s {form}" for form in forms))})

    assert "".join(phrases.ngettext(lang, *POSTS, number)[-1] for number in (0, 1, 2, 5, 11, 1_000_000)) == said


def test_the_name_of_the_header_may_have_any_case() -> None:
    text = header("nplurals=1; plural=0;").replace("Plural-Forms:", "plural-forms :") + counted("%(num)s a")

    assert book(es=text).ngettext("es", *POSTS, 7) == "%(num)s a"


NUMBER = st.one_of(st.just("n"), st.integers(0, 12).map(str))
OPERATOR = st.sampled_from(["%", "/", "-", "+", "*", "==", "!=", "<", ">=", "&&", "||", "=", "?"])
RULES = st.recursive(
    NUMBER,
    lambda inner: st.one_of(
        st.tuples(inner, OPERATOR, inner).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(inner, inner, inner).map("({0[0]} ? {0[1]} : {0[2]})".format),
        inner.map("!{}".format),
    ),
    max_leaves=12,
)


@given(RULES, st.integers(0, 12))
@example("n + !n", 2)
def test_an_accepted_rule_always_gives_a_form(rule: str, forms: int) -> None:
    """No rule of a header makes a page fail."""
    said = [f"%(num)s {form}" for form in range(forms)]
    try:
        catalogue = read_catalogue(
            header(f"nplurals={forms}; plural={rule}") + entry("Home", "A") + counted(*said[:10]), "it", built_in(REFERENCE)
        )
    except Refusal:
        return
    assert {catalogue.many(POSTS[0], number) for number in (*range(200), 10**9)} <= set(said)


@pytest.mark.parametrize("rule", ["n==5000 ? 7 : n != 1", "n==5000 ? n/0 : n != 1", "n==5000 ? 0-1 : n != 1"])
def test_where_the_rule_fails_the_last_form_is_used(rule: str) -> None:
    phrases = book(tlh=header(f"nplurals=2; plural=({rule});") + counted("%(num)s a", "%(num)s b"))

    assert [phrases.ngettext("tlh", *POSTS, number)[-1] for number in (1, 2, 5000)] == ["a", "b", "b"]


# ---- refusals

WRONG = {
    "no catalogue": ("<html>", 1, "`<html>`, but a line is"),
    "a quote that is not closed": ('msgid "Home"\nmsgstr "Start\n', 2, '`msgstr "Start`, but a line is'),
    "a quote within": ('msgid "Home"\nmsgstr "the "home" page"\n', 2, "but a line is"),
    "curly quotes": ("msgid “Home”\nmsgstr “Start”\n", 1, "but a line is"),
    "a text before all": ('"Home"\n', 1, "but a line is"),
    "a phrase without words": ('msgid "Home"\nmsgid "Feeds"\nmsgstr "F"\n', 2, "msgid instead of msgstr or msgid_plural"),
    "words without a phrase": ('msgstr "Start"\n', 1, "msgstr instead of msgid or msgctxt"),
    "words twice": ('msgid "Home"\nmsgstr "A"\nmsgstr "B"\n', 3, "msgstr instead of msgid or msgctxt"),
    "an unknown word": ('msgid "Home"\nmsgtxt "Start"\n', 2, "msgtxt instead of msgstr or msgid_plural"),
    "half an entry": ('msgid "Home"\n', 0, "the file ends after a msgid; its msgstr is missing"),
    "a form left out": (
        f'msgid "{POSTS[0]}"\nmsgid_plural "{POSTS[1]}"\nmsgstr[0] "%(num)s"\nmsgstr[2] "%(num)s"\n',
        4,
        "msgstr[2] instead of msgid or msgctxt or msgstr[1]",
    ),
    "nothing": ("", 0, "no translations"),
    "nothing said": (entry("Home", "") + entry("Feeds", " "), 0, "no translations"),
    "all fuzzy": ("#, fuzzy\n" + entry("Home", "Start"), 0, "no translations: every msgstr is empty or fuzzy"),
    "a phrase twice": (entry("Home", "A") + entry("Home", "B"), 4, "`Home` a second time; the first is in line 1"),
    "a place translated": (
        entry("All %(year)s", "Todo %(año)s"),
        1,
        "`All %(year)s`: %(año)s in `Todo %(año)s`, but English has %(year)s",
    ),
    "a place lost": (entry("All %(year)s", "Todo"), 1, "no placeholder in `Todo`, but English has %(year)s"),
    "a place too many": (entry("Home", "%(name)s"), 1, "%(name)s in `%(name)s`, but English has no placeholder"),
    "a place without its s": (entry("All %(year)s", "Todo %(year)s, %(year)"), 1, "a % that isn't a placeholder"),
    "a place torn apart": (entry("All %(year)s", "Todo % (year) s"), 1, "no placeholder in"),
    "a place of another kind": (entry("All %(year)s", "Todo %(year)d"), 1, "no placeholder in"),
    "a bare percent sign": (entry("Home", "100 %"), 1, "a % that isn't a placeholder, in `100 %`; write %%"),
    "a line break": (entry("Home", "A\\nB"), 1, "a line break or a control character in `A B`"),
    "forms without a rule": (
        counted("%(num)s", "%(num)s"),
        1,
        "`%(num)s post`, but no Plural-Forms in the header; write the language's rule, as `presswork phrases` prints it",
    ),
    "forms without a rule in the header": (
        'msgid ""\nmsgstr ""\n"Language: it\\n"\n' + counted("%(num)s", "%(num)s"),
        4,
        "but no Plural-Forms in the header",
    ),
    "too many forms": (
        header("nplurals=2; plural=(n != 1);") + counted(*["%(num)s"] * 4),
        5,
        "4 forms, but Plural-Forms says 2",
    ),
    "a form that lacks": (header("nplurals=2; plural=(n != 1);") + counted("%(num)s"), 5, "1 form, but Plural-Forms says 2"),
    "an empty form": (header("nplurals=2; plural=(n != 1);") + counted("", "%(num)s"), 5, "1 form, but Plural-Forms says 2"),
    "a rule to fill in": (
        header("nplurals=INTEGER; plural=EXPRESSION;") + entry("Home", "A"),
        3,
        "Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;, which isn't a rule; write the language's rule",
    ),
    "a rule that is none": (header("nplurals=2; plural=n is 1;") + entry("Home", "A"), 3, "which isn't a rule"),
    "a rule without forms": (
        header("nplurals=0; plural=0;") + entry("Home", "A"),
        3,
        "has 0 forms, but can have from 1 to 10",
    ),
    "a rule with more forms than a phrase has": (
        header("nplurals=11; plural=n%11;") + entry("Home", "A"),
        3,
        "which has 11 forms",
    ),
    "a rule that divides by nothing": (
        header("nplurals=2; plural=(n/0);") + entry("Home", "A"),
        3,
        "which has none of its 2 forms for the number 0",
    ),
    "a rule that fails for a number": (
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n==901 ? n/0 : n != 1);\\n"\n' + entry("Home", "A"),
        2,
        "which has none of its 2 forms for the number 901",
    ),
    "a rule with a form too many": (
        header("nplurals=2; plural=(n>300 ? 5 : n != 1);") + entry("Home", "A"),
        3,
        "which has none of its 2 forms for the number 301",
    ),
    "a rule of blanks": (header(f"nplurals=2; plural={' ' * 50_000};;") + entry("Home", "A"), 3, "which isn't a rule"),
    "a very long rule": (
        f'msgid ""\nmsgstr ""\n"X: y\\nPlural-Forms: nplurals=2; plural={"(n != 1)" * 5_000}\\n"\n' + entry("Home", "A"),
        1,
        f"Plural-Forms: nplurals=2; plural={'(n != 1)' * 5}…, which isn't a rule; write the language's rule",
    ),
    "a plural that English lacks": (
        header("nplurals=2; plural=n!=1;") + 'msgid "Home"\nmsgid_plural "Homes"\nmsgstr[0] "A"\nmsgstr[1] "B"\n',
        5,
        "`Home`: a msgid_plural, but this phrase has none",
    ),
    "a plural forgotten": (entry(POSTS[0], "%(num)s"), 1, "no msgid_plural, but this phrase has one"),
}


@each(("text", "line", "found"), WRONG.values())
def test_a_faulty_catalogue_is_refused_with_its_line(text: str, line: int, found: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_catalogue(text, "it", ENGLISH)

    assert (caught.value.code, caught.value.line) == ("phrases", line)
    assert found in caught.value.found


FORGIVEN = {
    "what programs write": f"#, fuzzy\n{header('nplurals=2; plural=n!=1;')}# Note\n#. Note\n#: a.html:1\n{entry('Home', 'A')}",
    "a date that is none": 'msgid ""\nmsgstr ""\n"PO-Revision-Date: YEAR-MO\\n"\n\n' + entry("Home", "A"),
    "a charset that it isn't in": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=x\\n"\n\n' + entry("Home", "A"),
    "old words": f'{entry("Home", "A")}#~ msgid "Old"\n#~ msgstr "Alt"\n#~ garbage\n',
    "what it was before": '#, python-format\n#| msgid "Hom"\n' + entry("Home", "A"),
    "long lines, broken": 'msgid ""\n"Ho"\n"me"\nmsgstr ""\n"A"\n',
    "quotes": entry("Home", "A") + entry("Feeds", 'the \\"feeds\\"'),
    "an entry with a context": 'msgctxt "menu"\nmsgid "Home"\nmsgstr "B"\n\n' + entry("Home", "A"),
}


@pytest.mark.parametrize("text", FORGIVEN.values(), ids=list(FORGIVEN))
def test_the_output_of_translators_programs_is_accepted(text: str) -> None:
    assert read_catalogue(text, "it", ENGLISH).one("Home") == "A"


# ---- on a page


def test_a_phrase_is_escaped_on_a_page_and_plain_in_a_mail() -> None:
    own = {
        "post.html": '<a title="{{ _("Home") }}">{{ ngettext("%(num)s post", "%(num)s posts", 2) }}</a>',
        "mail/letter.txt": '{{ _("Home") }}',
    }
    catalogue = header("nplurals=2; plural=n!=1;") + entry("Home", '\\"<b>&') + counted("%(num)s <", "%(num)s <i>")
    templates = Templates(own, phrases=book(tlh=catalogue))

    assert templates.render("post.html", "tlh", site=SITE) == '<a title="“&lt;b&gt;&amp;">2 &lt;i&gt;</a>\n'
    assert templates.render("mail/letter.txt", "tlh", site=SITE) == "“<b>&\n"


def test_the_translation_of_markup_is_markup() -> None:
    own = {"post.html": '{{ _("Write to <b>%(name)s</b>", name="<us>") }}'}
    templates = Templates(own, phrases=book(es=entry("Write to <b>%(name)s</b>", "<i>%(name)s</i>")))

    assert templates.render("post.html", "es", site=SITE) == "<i>&lt;us&gt;</i>\n"


def test_built_in_pages_use_a_sites_own_phrases() -> None:
    templates = Templates(phrases=book(es=entry("Skip to content", "Al grano")))
    samples = [context for lang, context in SAMPLES["post.html"] if lang == "en"]

    assert samples
    for context in samples:
        assert "Al grano" in templates.render("post.html", "es", **context)
