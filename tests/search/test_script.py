"""The script of the search page without a page: it cuts and compares words, and finds posts in segments of the index."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from chalicelib.content.text.search_words import vocabulary
from chalicelib.rendering.formats.search_index import Findable, segment
from chalicelib.rendering.language.phrases import CATALOGUES, Phrasebook
from chalicelib.rendering.templates.templates import BUILT_IN
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a function that evaluates an expression with the exports of the script."""
    folder, node = tmp_path_factory.mktemp("script"), shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("PRESSWORK_NODE") else pytest.skip)("node is not installed, and runs the script")
    (folder / "package.json").write_text('{"type": "module"}')
    for name in ("search.js", "minisearch.js"):
        shutil.copy(BUILT_IN / "static" / name, folder)

    def result(expression: str, *given: object) -> Any:
        program = folder / "program.js"
        arguments = ", ".join(json.dumps(one) for one in given)
        program.write_text(
            f'import * as search from "./search.js";\n{HANDS}\nconsole.log(JSON.stringify(({expression})({arguments})));'
        )
        ran = subprocess.run([node, program], capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)  # noqa: S603 - our own text
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return result


HANDS = """
function found(segments, query, any) {
  const question = new search.Question(query, any);
  for (const one of segments) question.look(search.opened(one));
  return question.found().map(({ id, title, terms }) => ({ id, title, terms: terms.sort() }));
}
"""


def written(*posts: tuple[str, str], **more: Sequence[str]) -> Any:
    """Return a segment of posts with these titles and texts."""
    findable = [
        Findable(title, f"/{number}/", "2026-10-28", "", tuple(more.get("topics", ())), vocabulary(f"<p>{text}</p>"))
        for number, (title, text) in enumerate(posts)
    ]
    return json.loads(segment(findable))


def titles(run: Any, asked: str, *posts: tuple[str, str], any: bool = False) -> list[str]:  # as the script calls it
    return [one["title"] for one in run("found", [written(*posts)], asked, any)]


# ---- words


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Été", "ete"),
        ("ŒUVRE", "oeuvre"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("ΟΔΟΣ", "οδοσ"),
        ("ёлка", "елка"),
        ("أَحْمَد", "احمد"),
        ("مدرســة", "مدرسه"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("ガラス", "ガラス"),
        ("ｶﾞﾗｽ", "ガラス"),
        ("한국어", "한국어"),
    ],
)
def test_words_are_compared_without_case_and_accents_but_with_vowel_signs(run: Any, written: str, compared: str) -> None:
    assert run("search.fold", written) == compared


@pytest.mark.parametrize(
    "text",
    [
        "To be, or not to be",
        "l’été de 2026",
        "हिन्दी भाषा",
        "العربيّة",
        "开源项目，好。",
        "用Python写的3个",
        "東京タワー ﾃﾞｰﾀ",
        "한국어 문장",
        "ภาษาไทย",
    ],
)
def test_the_script_cuts_a_query_as_presswork_cuts_a_text(run: Any, text: str) -> None:
    asked, kept = run("(text, words) => [search.terms(text), words.map(search.fold)]", text, vocabulary(text))

    assert list(dict.fromkeys(asked)) == kept


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("An Été & the ete", ["ete"], ["Été", "ete"]),
        ("开源项目的维护者", ["源项", "项目"], ["源项目"]),
        ("cafe\u0301s and cafés", ["cafes"], ["cafe\u0301s", "cafés"]),
        ("𠮷野家 𠮷", ["𠮷野"], ["𠮷野"]),
        ("<b>bold</b>", ["bold"], ["bold"]),
        ("nothing", ["else"], []),
    ],
)
def test_found_words_are_highlighted_and_touching_words_are_highlighted_as_one(
    run: Any, text: str, words: list[str], marked: list[str]
) -> None:
    marks = "(text, words) => search.marks(text, new Set(words)).map(([from, to]) => text.slice(from, to))"

    assert run(marks, text, words) == marked


# ---- finding


def test_a_word_is_found_in_title_topics_and_text_and_the_title_counts_most(run: Any) -> None:
    in_text, in_title = ("Of lead", "Cast of brass."), ("Brass", "A metal.")

    assert titles(run, "brass", ("Neither", "Of nothing."), in_text, in_title) == ["Brass", "Of lead"]
    assert run("found", [written(in_text, topics=["Old Brass"])], "bras old", False)


def test_the_beginning_of_a_word_is_enough_but_not_its_middle(run: Any) -> None:
    posts = ("Types", "Typography."), ("Other", "Monotype."), ("C", "One letter."), ("Case", "Cast.")

    assert titles(run, "typ", *posts) == ["Types"]
    assert titles(run, "c", *posts) == ["C"]


@pytest.mark.parametrize("asked", ["cafe", "CAFÉ", "café resume"])
def test_a_query_may_have_or_lack_accents(run: Any, asked: str) -> None:
    assert titles(run, asked, ("One", "Un café, un résumé."), ("Two", "Rien.")) == ["One"]


@pytest.mark.parametrize(
    ("asked", "is_found"), [("项目", True), ("源项目", True), ("开", True), ("目开", False), ("项链", False)]
)
def test_any_part_of_a_chinese_sentence_is_found(run: Any, asked: str, is_found: bool) -> None:
    assert titles(run, asked, ("One", "如何启动开源项目"), ("Two", "别的")) == (["One"] if is_found else [])


def test_arabic_is_found_without_points_and_with_any_alef(run: Any) -> None:
    assert titles(run, "افضل", ("One", "مجتمعٌ أفضَل"), ("Two", "شيء")) == ["One"]


@pytest.mark.parametrize(("asked", "is_found"), [("harbuor", False), ("harbor", True), ("tpye", False), ("typographie", True)])
def test_a_long_word_is_found_in_spite_of_a_typing_error(run: Any, asked: str, is_found: bool) -> None:
    assert bool(titles(run, asked, ("One", "The harbour, the type, typography."))) is is_found


def test_all_words_must_match_unless_any_is_enough(run: Any) -> None:
    posts = ("Both", "Ink and lead."), ("One", "Ink alone."), ("None", "Nothing.")

    assert titles(run, "ink lead", *posts) == ["Both"]
    assert titles(run, "ink lead", *posts, any=True) == ["Both", "One"]


def test_posts_of_several_segments_are_ranked_together_and_each_is_found_once(run: Any) -> None:
    older, newer = written(("Of lead", "Brass, too.")), written(("Brass", "A metal."))
    older["at"], newer["at"] = "/older/", "/newer/"

    assert [one["id"] for one in run("found", [older, newer, older], "brass", False)] == ["/newer/", "/older/"]


def test_the_script_reads_each_post_of_a_full_segment(run: Any) -> None:
    crowd = written(*((f"Post {number}", f"word{number:03d} all") for number in range(91)))

    assert [len(run("found", [crowd], word, False)) for word in ("all", "word000", "word057", "word090")] == [91, 1, 1, 1]


@pytest.mark.parametrize("asked", ["x" * 60_000, "word " * 20_000, " ".join(f"w{number}" for number in range(20_000)), "😀?!"])
def test_any_query_is_answered(run: Any, asked: str) -> None:
    assert titles(run, asked, ("Other", "Nothing of it.")) == []


def test_a_word_with_more_than_two_errors_is_not_found(run: Any) -> None:
    posts = ("One", "An internationalization."), ("Two", "A" + "b" * 38)

    assert titles(run, "internatoinalization", *posts) == ["One"]
    assert titles(run, "inttnatoinalixation", *posts) == []


def test_a_word_longer_than_any_in_the_index_is_ignored(run: Any) -> None:
    assert titles(run, f"brass {'x' * 41}", ("Brass", "A metal.")) == ["Brass"]


# ---- what it says


def test_a_count_is_told_in_the_form_that_the_catalogue_has_for_it(run: Any) -> None:
    book, few = Phrasebook(), [*range(123), 1_000, 1_001, 1_000_000]
    langs = [path.stem for path in CATALOGUES.glob("*.po")]
    forms = {lang: book.plurals(lang, *COUNTED) for lang in langs}

    told = run(
        "(langs, few) => langs.map(([lang, forms]) => few.map((number) => search.counted(forms, number, lang)))",
        [*forms.items()],
        few,
    )

    meant = [[book.ngettext(lang, *COUNTED, number) for number in few] for lang in langs]
    assert [[NUMBER.sub("N", text) for text in texts] for texts in told] == [
        [text.replace("%(num)s", "N") for text in texts] for texts in meant
    ]


COUNTED = ("%(num)s result for “%(query)s”", "%(num)s results for “%(query)s”")
NUMBER = re.compile(r"\d(?:[\d.,\s]*\d)?")
