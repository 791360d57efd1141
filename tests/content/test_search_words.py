"""The words of a text in the search index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.text.search_words import LIMIT, LONGEST, vocabulary


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>To be, or not to be</p>", "to be or not"),
        ("<p>Rust 1.50 isn’t C++</p>", "rust 1 50 isn t c"),
        ("<p>L’été, <em>l'</em>œuvre</p>", "l été œuvre"),
        ("<p>हिन्दी भाषा</p>", "हिन्दी भाषा"),
        ("<p>العربيّة، 2026</p>", "العربيّة 2026"),
        ("<p>한국어 문장.</p>", "한국어 문장"),
        ("<p>开源项目，好。</p>", "开源 源项 项目 好"),
        ("<p>用Python写</p>", "用 python 写"),
        ("<p>東京タワー</p>", "東京 京タ タワ ワー"),
        ("<p>ｆｕｌｌ ﾃﾞｰﾀ</p>", "full デー ータ"),
        ("<p>a &amp; b &lt;script&gt;</p>", "a b script"),
        ("", ""),
    ],
)
def test_words_are_letters_and_digits_in_lower_case_and_unparted_scripts_are_cut_into_pairs(html: str, words: str) -> None:
    assert vocabulary(html) == tuple(words.split())


def test_what_tags_say_is_no_word_and_only_blocks_part_words() -> None:
    html = '<td title="never">one</td><td>two</td><p><b>un</b>broken <code class="x"><span>in</span><span>code</span></code></p>'

    assert vocabulary(html) == ("one", "two", "unbroken", "incode")


def test_what_nobody_would_look_for_is_left_out() -> None:
    assert vocabulary(f"<p>before {'x' * (LONGEST + 1)} after</p>") == ("before", "after")


def test_a_template_tag_that_is_shown_as_typed_has_no_words() -> None:
    assert vocabulary('<p>One <code class="raw-template">{{&lt; a &gt;}}</code> <code>two</code></p>') == ("one", "two")


def test_a_text_with_more_words_than_there_is_room_for_gives_its_first_ones() -> None:
    words = vocabulary(" ".join(f"word{number:05d}" for number in range(5_000)))

    assert words[:2] == ("word00000", "word00001")
    assert LIMIT - 10 < len(" ".join(words)) <= LIMIT


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_word_is_said_twice_or_holds_what_parts_words(text: str) -> None:
    words = vocabulary(text)

    assert len(words) == len(set(words))
    assert not [word for word in words if word.split() != [word] or len(word) > LONGEST]
