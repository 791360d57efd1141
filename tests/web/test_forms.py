"""A visitor's form becomes values, or is refused with the field's name and without the sent value."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import REASONS, Refusal
from chalicelib.newsletter.rules.preferences import Wishes, is_slug
from chalicelib.web.form_wishes import preferred_language, wishes_in
from chalicelib.web.forms import FOLLOWING, Form, read_form

URLENCODED, JSON, MULTIPART = "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=edge"


def part(name: str, value: str, more: str = "") -> bytes:
    return f'--edge\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'.encode()


def multipart(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--edge--\r\n"


def refusal(content_type: str, body: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_form(content_type, body)
    return caught.value


def names_or_code(content_type: str, body: bytes) -> set[str]:
    """Return the names of the fields, or the code of the refusal; any other error is a fault."""
    try:
        return set(read_form(content_type, body).fields)
    except Refusal as refused:
        return {refused.code}


# ---- the three ways to send a form


def test_a_form_a_multipart_form_and_json_say_the_same() -> None:
    said = {"email": "ada@example.org", "often": "daily", "lang": "es", "categories": ("books", "música"), "authors": ("ann",)}

    forms = [
        read_form(URLENCODED, urlencode({**said, "categories": "books,música", "authors": "ann"}).encode()),
        read_form(
            MULTIPART,
            multipart(
                part("email", "ada@example.org"),
                part("often", "daily"),
                part("lang", "es"),
                part("categories", "books"),
                part("categories", "música"),
                part("authors", "ann"),
            ),
        ),
        read_form(JSON, json.dumps({**said, "categories": ["books", "música"], "authors": ["ann"]}).encode()),
    ]

    assert [dict(form.fields) for form in forms] == [
        {"email": "ada@example.org", "often": "daily", "language": "es", "categories": ("books", "música"), "authors": ("ann",)}
    ] * 3
    assert [form.json for form in forms] == [False, False, True]


@pytest.mark.parametrize("content_type", [f"{URLENCODED}; charset=UTF-8", URLENCODED.upper(), f" {URLENCODED} ;"])
def test_the_type_may_have_parameters_and_capitals(content_type: str) -> None:
    assert read_form(content_type, b"email=x").text("email") == "x"


def test_an_empty_body_says_nothing_whatever_its_type() -> None:
    assert read_form("", b"") == Form()


def test_empty_fields_of_a_form_are_ignored() -> None:
    assert read_form(URLENCODED, b"homepage=&elapsed=&categories=&email=x").fields == {"email": "x", "categories": ()}


@pytest.mark.parametrize(("sent", "means"), [(True, True), (False, False), ("on", True), ("No", False)])
def test_a_switch_is_a_boolean_or_a_word(sent: object, means: bool) -> None:
    assert read_form(JSON, json.dumps({"all_languages": sent}).encode()).fields == {"all_languages": means}


@pytest.mark.parametrize("sent", [1600, "1600"])
def test_a_number_may_be_written_as_text(sent: object) -> None:
    assert read_form(JSON, json.dumps({"elapsed": sent}).encode()).text("elapsed") == "1600"


# ---- refusals


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        (URLENCODED, b"email=" + b"x" * 7_995, "body-big"),
        ("text/plain", b"email=x", "body-type"),
        ("", b"email=x", "body-type"),
        (f"{URLENCODED}; charset=latin-1", b"email=x", "body-type"),
        (f"{URLENCODED}\r\nX: y", b"email=x", "body-type"),
        (URLENCODED, b"email=\xff", "body"),
        (URLENCODED, b"email=%FF", "body"),
        (URLENCODED, b"email=%zz", "body"),
        (URLENCODED, b"email=a%", "body"),
        (URLENCODED, b"ada@example.org", "body"),
        (JSON, b'{"email": "x"', "body"),
        (JSON, b'["email"]', "body"),
        (JSON, b"null", "body"),
        (JSON, b"\xff", "body"),
        ("multipart/form-data", multipart(part("email", "x")), "body"),
        (MULTIPART, part("email", "x"), "body"),
        (MULTIPART, b"nothing", "body"),
        (MULTIPART, multipart(part("email", "x").replace(b"form-data", b"attachment")), "body"),
        (MULTIPART, multipart(part("email", "x", '; filename="x.txt"')), "field"),
        (
            MULTIPART,
            multipart(part("email", "eA==").replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n")),
            "field",
        ),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused(content_type: str, body: bytes, code: str) -> None:
    assert refusal(content_type, body).code == code


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"emial": "x"}, "emial: there is no such field"),
        ({"email": ["x"]}, "email: a list instead of text"),
        ({"email": {"a": "x"}}, "email: an object instead of text"),
        ({"email": None}, "email: nothing instead of text"),
        ({"email": 1}, "email: a number instead of text"),
        ({"email": "a\nBcc: b"}, "email: a character that isn't allowed in a line of text"),
        ({"email": "a\x00"}, "email: a character that isn't allowed in a line of text"),
        ({"email": "a\x85"}, "email: a character that isn't allowed in a line of text"),
        ({"email": "a\ud800"}, "email: a character that isn't allowed in a line of text"),
        ({"email": "a\u2028"}, "email: a character that isn't allowed in a line of text"),
        ({"categories": "books"}, "categories: a text instead of a list"),
        ({"categories": {"a": "b"}}, "categories: an object instead of a list"),
        ({"categories": ["books", 1]}, "categories: a number instead of text"),
        ({"categories": [["books"]]}, "categories: a list instead of text"),
        ({"authors": "ann"}, "authors: a text instead of a list"),
        ({"all_languages": "perhaps"}, "all_languages: a text instead of yes or no"),
        ({"all_languages": 1}, "all_languages: a number instead of yes or no"),
        ({"elapsed": True}, "elapsed: yes or no instead of a whole number"),
        ({"elapsed": 1.5}, "elapsed: a number instead of a whole number"),
        ({"elapsed": -1}, "elapsed: a number instead of a whole number"),
        ({"lang": "en", "language": "en"}, "language: it is there twice"),
    ],
)
def test_a_field_of_another_kind_is_refused_by_name(said: object, found: str) -> None:
    assert refusal(JSON, json.dumps(said).encode()) == Refusal("field", found)


def test_lists_within_lists_are_refused_however_deep_python_reads() -> None:
    deep = b'{"email": ' + b"[" * 3_900 + b"]" * 3_900 + b"}"
    assert refusal(JSON, deep).code in ("body", "field")


@pytest.mark.parametrize(("content_type", "body"), [(URLENCODED, b"email=a&email=b"), (JSON, b'{"email": "a", "email": "b"}')])
def test_a_field_that_is_there_twice_is_refused(content_type: str, body: bytes) -> None:
    assert refusal(content_type, body) == Refusal("field", "email: it is there twice")


@pytest.mark.parametrize("body", [b"ada@example.org=1", b"email=a%00b", b"ada%40example.org=", b"often=ada%40example.org%00"])
def test_a_refusal_never_repeats_a_possible_address(body: bytes) -> None:
    assert "ada" not in str(refusal(URLENCODED, body))


@given(st.sampled_from([URLENCODED, JSON, MULTIPART, "text/html"]), st.binary(max_size=200))
def test_any_bytes_are_a_form_or_refused(content_type: str, body: bytes) -> None:
    assert names_or_code(content_type, body) <= {*FOLLOWING.by_name, *REASONS}


PARTS = st.lists(
    st.sampled_from(
        [b"--edge", b"\r\n", b"--edge--", b"Content-Disposition: form-data", b'; name="email"', b"; name*=x'y'z", b"=?"]
    )
    | st.sampled_from([b"Content-Type: multipart/mixed; boundary=edge", b"Content-Type: message/rfc822", b"x", b": ", b"\xff"]),
    max_size=60,
)


@given(PARTS)
def test_any_heap_of_parts_is_a_form_or_refused(parts: list[bytes]) -> None:
    assert names_or_code(MULTIPART, b"".join(parts)) <= {*FOLLOWING.by_name, *REASONS}


def test_messages_within_messages_are_refused() -> None:
    deep = b"--edge\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 240

    assert refusal(MULTIPART, deep).code == "body"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60))
def test_any_line_of_text_comes_through_each_way(text: str) -> None:
    urlencoded = read_form(URLENCODED, urlencode({"browser": text}).encode()).text("browser")
    by_json = read_form(JSON, json.dumps({"browser": text}).encode()).text("browser")

    assert urlencoded == by_json == text.strip()


# ---- wishes


def test_a_form_wishes_only_for_its_fields() -> None:
    before = Wishes("es", all_languages=True, categories=("books",), often="weekly")

    assert wishes_in(Form(fields={"often": "daily"}), ("en", "es"), before) == Wishes("es", often="daily")


def test_a_form_that_does_not_show_authors_leaves_them_and_an_empty_field_wishes_for_none() -> None:
    before = Wishes("es", categories=("books",), authors=("ann", "bo"))

    hidden, none, one = (
        wishes_in(read_form(URLENCODED, body), ("en", "es"), before)
        for body in (b"often=each", b"often=each&authors=", b"authors=&authors=cy")
    )

    assert hidden == Wishes("es", authors=("ann", "bo"))
    assert none == Wishes("es")
    assert one == Wishes("es", authors=("cy",))


def test_json_leaves_wishes_unchanged_that_it_does_not_name() -> None:
    before = Wishes("es", all_languages=True, categories=("books",), often="weekly", authors=("ann",))

    assert wishes_in(Form(json=True, fields={"often": "daily"}), ("en", "es"), before) == Wishes(
        "es", all_languages=True, categories=("books",), often="daily", authors=("ann",)
    )


@pytest.mark.parametrize(
    "said",
    [
        {"language": "tlh"},
        {"often": "hourly"},
        {"categories": ("../x",)},
        {"categories": ("A",)},
        {"categories": ("",)},
        {"categories": tuple(f"c{n}" for n in range(101))},
        {"authors": ("author/ann",)},
        {"authors": tuple(f"a{n}" for n in range(101))},
    ],
)
def test_wishes_that_cannot_be_are_refused(said: dict[str, str | tuple[str, ...]]) -> None:
    with pytest.raises(Refusal) as caught:
        wishes_in(Form(fields=said), ("en", "es"), Wishes())

    assert (caught.value.code, caught.value.found.partition(":")[0]) == ("field", next(iter(said)))


@pytest.mark.parametrize(
    ("accepts", "lang"),
    [
        ("es-PR,es;q=0.9,en;q=0.8", "es"),
        ("en;q=0.1, ar;q=0.7", "ar"),
        ("zh-TW", "zh-Hant"),
        ("fr, *;q=0.5", ""),
        ("es;q=0", ""),
        ("es;q=x", ""),
        ("", ""),
        (";;;,,,q=", ""),
    ],
)
def test_the_browser_says_which_language_it_likes_best(accepts: str, lang: str) -> None:
    assert preferred_language(accepts, ("en", "es", "ar", "zh-Hant")) == lang


@pytest.mark.parametrize("slug", ["books", "c-plus-plus", "日本", "música", "3-10", "हिन्दी", "a_b"])
def test_slugs_may_be_of_any_script(slug: str) -> None:
    assert is_slug(slug)
