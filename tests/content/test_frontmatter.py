"""The three notations of front matter, and their refusals."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.content.frontmatter.frontmatter import FRONT_MATTER_LIMIT, FrontMatter, split
from chalicelib.content.frontmatter.parsed_values import DEPTH_LIMIT, Scalar, Value, line_of, plain, quoted
from chalicelib.content.plain_text import FOUND_LIMIT, decoded
from chalicelib.errors import Refusal
from chalicelib.line_corrections import completed, in_quotes

YAML = "---\ntitle: Hello\ntags: [a, b]\n---\nThe text.\n"
TOML = '+++\ntitle = "Hello"\ntags = ["a", "b"]\n+++\nThe text.\n'
BARE = "Title: Hello\nTags: a, b\n\nThe text.\n"


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        split(text)
    return caught.value


@pytest.mark.parametrize("text", [YAML, TOML, BARE])
def test_every_notation_gives_keys_lines_and_the_text_after_them(text: str) -> None:
    front = split(text)

    assert plain(front.keys["title"]) == "Hello"
    assert front.lines == {"title": 1 if text is BARE else 2, "tags": 2 if text is BARE else 3}
    assert front.body.strip() == "The text."
    assert text.split("\n")[front.body_line - 1 :] == front.body.split("\n")


@pytest.mark.parametrize("text", [YAML, TOML, BARE])
def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_accepted(text: str) -> None:
    front = split("\ufeff\r\n\r\n" + text.replace("\n", "\r\n"))

    assert front.keys.keys() == split(text).keys.keys()
    assert front.body == split(text).body
    assert front.lines["title"] == split(text).lines["title"] + 2


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# A heading\n", "--- a dash ---\n", "Note: only text.\n\nMore.\n", "Q: who?\nQ: what?\n"]
)
def test_a_source_without_front_matter_has_no_keys_and_keeps_its_text(text: str) -> None:
    front = split(text)

    assert front.keys == {}
    assert (front.body, front.body_line) == (text, 1)


@pytest.mark.parametrize("text", ["---\n---\nx", "---\n\n---\nx", "---\n# nothing\n---\nx", "+++\n+++\nx"])
def test_empty_front_matter_is_front_matter(text: str) -> None:
    assert split(text).keys == {}
    assert split(text).body == "x"


@pytest.mark.parametrize("text", ["---\ntitle: x\n", "+++\ntitle = 1\n---\n", "---\n"])
def test_front_matter_that_never_ends_is_refused(text: str) -> None:
    assert refused(text) == Refusal("front-matter-open", text[:3], 1)


@pytest.mark.parametrize(
    ("text", "found", "line"),
    [
        ("---\ntitle: a\nx: [1\n---\n", "x: [1", 3),
        ("---\ntitle: a\ntitle: b\n---\n", "a second `title`", 3),
        ("---\na: {b: 1, b: 2}\n---\n", "a second `b`", 2),
        ("---\n- a\n---\n", "a list", 2),
        ("---\njust words\n---\n", "just words", 2),
        ("---\na: !!python/object:os.system {}\n---\n", "tag:yaml.org,2002:python/object:os.system", 2),
        ("\n\n+++\ntitle = \n+++\n", "title =", 4),
        ("+++\na = 1\na = 2\n+++\n", "a = 2", 3),
        ("title: a\ntitle: b\n\nx", "a second `title`", 2),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line_of_the_file(text: str, found: str, line: int) -> None:
    assert refused(text) == Refusal("front-matter", found, line)


def test_aliases_are_refused_so_that_no_bomb_goes_off() -> None:
    bomb = "---\na: &a [x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in [("a", "b"), ("b", "c"), ("c", "d")]) + "---\n"

    assert refused(bomb) == Refusal("front-matter", "*a", 3)
    assert plain(split("---\na: &name x\n---\n").keys["a"]) == "x"


@pytest.mark.parametrize("deep", ["---\na: " + "[" * 60_000, "+++\na = " + "[" * 60_000, "+++\na" + ".a" * 2_000 + " = 1"])
def test_deep_nesting_is_refused(deep: str) -> None:
    assert refused(f"{deep}\n{deep[:3]}\n").code == "front-matter"


def test_nesting_within_the_limit_is_read() -> None:
    text = "[" * (DEPTH_LIMIT - 1) + "]" * (DEPTH_LIMIT - 1)

    assert split(f"---\na: {text}\n---\n").keys
    assert split(f"+++\na = {text}\n+++\n").keys


def test_front_matter_of_a_book_s_length_is_refused() -> None:
    assert refused(f"---\na: {'x' * FRONT_MATTER_LIMIT}\n---\n").code == "front-matter"


def test_a_word_keeps_its_spelling_beside_its_meaning() -> None:
    keys = split("---\na: [3.10, no, 007, '3.10', 2015-03-17 14:00:00 -4, ~]\n---\n").keys

    assert isinstance(keys["a"], tuple)
    assert [part.text for part in keys["a"] if isinstance(part, Scalar)] == [
        "3.10",
        "no",
        "007",
        "3.10",
        "2015-03-17 14:00:00 -4",
        "~",
    ]
    assert plain(keys["a"]) == [3.1, False, "007", "3.10", "2015-03-17 14:00:00 -4", None]


def test_toml_values_are_plain_and_dates_are_text() -> None:
    front = split("+++\nd = 2026-11-25T10:00:00-05:00\nv = 3.10\nn = 5\nb = true\n[extra]\nx = [{a = 1}]\n+++\n")

    assert {key: plain(value) for key, value in front.keys.items()} == {
        "d": "2026-11-25T10:00:00-05:00",
        "v": 3.1,
        "n": 5,
        "b": True,
        "extra": {"x": [{"a": 1}]},
    }
    assert front.keys["v"] == Scalar("3.10", 3.1, 3)
    assert front.lines["extra"] == 6


def test_a_bare_value_goes_on_in_indented_lines_and_the_keys_end_where_text_begins() -> None:
    front = split("title: One\nsummary: two\n   three\nText: at once\nand more\n")

    assert plain(front.keys["summary"]) == "two three"
    assert (front.body, front.body_line) == ("and more\n", 5)


def test_bytes_that_are_not_utf8_are_refused_by_offset_and_line() -> None:
    with pytest.raises(Refusal) as caught:
        decoded(b"one\ntwo \xe9\n")

    assert caught.value == Refusal("encoding", "byte 0xE9 at offset 8", 2)


def test_characters_that_xml_forbids_are_taken_out_of_every_text() -> None:
    assert decoded("a\x00b\x07c\ufffe\td\r\ne\U0001f389".encode()) == "abc\td\ne\U0001f389"
    assert plain(split('---\ntitle: "a\\x07b"\n---\n').keys["title"]) == "ab"


def test_what_is_quoted_of_a_value_is_one_short_line() -> None:
    value: Value = (Scalar("x\ny", "x\ny", 7), {"k": Scalar("5", 5, 8)})

    assert quoted("a", value) == 'a: ["x\\ny", {"k": 5}]'
    assert len(quoted("a", Scalar("x" * 500, "x" * 500))) == FOUND_LIMIT
    assert (line_of(value), line_of({}), line_of(({}, Scalar("", None, 3)))) == (7, 0, 3)


@pytest.mark.parametrize(
    "line",
    [
        "title: Bread: the first year",
        "title: [Draft] Bread",
        "title: {x} y",
        "title: 'Don't'",
        'title: "Bread" and salt',
        "title: @home",
        "title: `code` first",
        "title: *bold* first",
        "title: > x",
        "- name: Bread: x",
    ],
)
def test_a_value_that_needs_quotes_is_told_so_by_its_line(line: str) -> None:
    refusal = refused(f"---\ndate: 2026-11-25\n{line}\n---\n")

    assert (refusal.code, refusal.found, refusal.line) == ("front-matter-quotes", line, 3)
    assert "in quotes" in refusal.reason.instead
    corrected = in_quotes(line)
    assert corrected in str(refusal)
    assert split(f"---\n{corrected}\n---\n").keys if not line.startswith("-") else corrected == '- name: "Bread: x"'


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("tags: [a, b", "tags: [a, b]"),
        ("image: {src: a.jpg", "image: {src: a.jpg}"),
        ('title: "Bread', 'title: "Bread"'),
        ("title: 'Bread", "title: 'Bread'"),
        ("date 2026-11-25", "date: 2026-11-25"),
        ("categories bread", "categories: bread"),
    ],
)
def test_a_line_that_lacks_a_sign_is_shown_with_it(line: str, meant: str) -> None:
    refusal = refused(f"---\nlang: en\n{line}\nslug: x\n---\n")

    assert (refusal.found, refusal.line) == (line, 3)
    assert f"`{meant}`" in str(refusal)
    assert split(f"---\n{meant}\n---\n").keys


@pytest.mark.parametrize(
    ("block", "wrong", "meant"),
    [
        ("author:\n  name: A: B\n  email: c", "  name: A: B", '  name: "A: B"'),
        ("menu:\n  -   label: A: B\n      url: /", "  -   label: A: B", '  -   label: "A: B"'),
        ("menu:\n  - - a: b: c\n    - d", "  - - a: b: c", '  - - a: "b: c"'),
        ("a:\n  b:\n    c: [x, y\n    d: 1", "    c: [x, y", "    c: [x, y]"),
        ("tags:\n  - 'Home\n  - b", "  - 'Home", "  - 'Home'"),
    ],
)
def test_a_line_is_corrected_at_the_depth_where_it_stands(block: str, wrong: str, meant: str) -> None:
    refusal = refused(f"---\n{block}\n---\n")

    assert f"`{meant}`" in str(refusal)
    assert f"(found: {wrong.strip()})" in str(refusal)
    assert split(f"---\n{block.replace(wrong, meant)}\n---\n").keys


def test_a_line_that_is_too_deep_to_be_quoted_is_not_corrected() -> None:
    refusal = refused(f"---\na:\n{' ' * FOUND_LIMIT}b: c: d\n---\n")

    assert "b: c: d" in refusal.found
    assert (in_quotes(refusal.found), len(refusal.found)) == ("", FOUND_LIMIT)


@given(st.text(alphabet=st.sampled_from("-+: []{}&*!|>'\"#,=ab1.\\%@`?~é"), max_size=30))
def test_any_value_is_read_as_it_was_typed_once_it_is_in_quotes(value: str) -> None:
    assume(value.strip() and value[0] not in "\"' " and value[-1] != " ")

    assert split(f"---\n{in_quotes(f'title: {value}')}\n---\n").keys["title"].text == value  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "found", ["a second `title`", "more than 5 lists inside each other", "a", "", "title: " + "x" * 200 + "…", "*a"]
)
def test_what_is_no_line_of_the_author_s_is_not_corrected(found: str) -> None:
    assert (in_quotes(found), completed(found)) == ("", "")


@pytest.mark.parametrize("block", ["title: x\n\tdate: y", "tags:\n\t- a", "tags:\n  \t- a"])
def test_a_tab_is_called_a_tab(block: str) -> None:
    refusal = refused(f"---\n{block}\n---\n")

    assert (refusal.code, refusal.line) == ("front-matter-tab", 3)
    assert "tab" in refusal.reason.why


@pytest.mark.parametrize("block", ["title: x\n  date: y", "tags: [a, b", "tags: [#a, #b]", "title: x\nfoo"])
def test_where_quotes_would_not_help_nobody_speaks_of_them(block: str) -> None:
    assert refused(f"---\n{block}\n---\n").code == "front-matter"


@given(
    st.text(alphabet=st.sampled_from("-+: \n\t[]{}&*!|>'\"#,=ab1.\\%@`?~\r\x85é"), max_size=60),
    st.sampled_from(["---", "+++", "title: x"]),
)
def test_any_text_is_split_or_refused(text: str, fence: str) -> None:
    try:
        front = split(f"{fence}\n{text}\n{fence}\nbody")
    except Refusal as refused:
        front, line, quotation = FrontMatter(""), refused.line, refused.found
    else:
        line, quotation = front.body_line, ""

    assert line > 0
    assert len(quotation) <= FOUND_LIMIT
    assert all(front.lines[key] > 0 for key in front.keys)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("a." * 32_000 + "b = 1", 2),
        ("a = 1\n[" + "a." * 32_000 + "b]", 3),
        ("a = {" + "'a' . " * 10_000 + "b = 1}", 2),
        ('a = """\n"""\n' + '"a.a".' * 9_000 + "b = 1", 4),
        ("a = 1 # '\n" + "a." * 32_000 + "b = 1", 3),
    ],
)
def test_a_toml_key_of_very_many_parts_is_refused_before_it_is_read(block: str, line: int) -> None:
    with pytest.raises(Refusal) as refused:
        split(f"+++\n{block}\n+++\nText")
    assert (refused.value.code, refused.value.line) == ("front-matter", line)


@pytest.mark.parametrize("text", [f'"{"1." * 30}"', f"'''\n{'a.' * 30}\n'''", f'"\\"{"a." * 30}"', f"1 # {'a.' * 30}"])
def test_dots_within_a_toml_text_or_comment_part_nothing(text: str) -> None:
    assert list(split(f"+++\na = {text}\n+++\nText").keys) == ["a"]
