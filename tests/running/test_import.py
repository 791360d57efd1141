"""The import of a file: each row alone, no former subscriber brought back, and nothing twice."""

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.newsletter.rules import subscription
from chalicelib.store.newsletter import subscribers
from infra.running.subscribers import export, import_, suppress
from infra.terminal.streams import CannotError
from tests.letters.blog import LetterBlog, many

Said = pytest.CaptureFixture[str]
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a file of these lines."""

    def write(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "people.csv"
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return path

    return write


def refusals(said: str) -> list[str]:
    """What was refused, without the path of the file."""
    return [line.partition("people.csv:")[2] for line in said.splitlines()]


def test_who_stands_in_the_file_follows_and_is_mailed_nothing(blog: LetterBlog, written: Written, capsys: Said) -> None:
    file = written("E-Mail,Name,Language,Frequency", "ann@example.org,Ann,es,Weekly", " bob@example.org ,Bob,,")

    assert import_(blog.cloud, file=file, consent="the old list") == 0

    blog.settle()
    ann, bob = blog.subscriber("ann@example.org"), blog.subscriber("bob@example.org")
    assert ann
    assert bob
    assert (ann.wishes.lang, ann.wishes.often, ann.consent, ann.greeted) == ("es", "weekly", "the old list", True)
    assert (bob.address, bob.wishes.lang, bob.wishes.often) == ("bob@example.org", "en", "each")
    assert (subscribers.followers(blog.cloud.table), blog.mail.sent) == (2, [])
    said = capsys.readouterr()
    assert said.out == "2 new, 0 already subscribed, 0 rejected\n"
    assert said.err == f"{file}: these columns are ignored: Name\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_write_files_in_several_ways(blog: LetterBlog, written: Written, encoding: str, delimiter: str) -> None:
    rows = ["email,consent,categories", "ann@example.org,ça va,Fine Art", '"bob@example.org","a ""fair""",']

    assert import_(blog.cloud, file=written(*(row.replace(",", delimiter) for row in rows), encoding=encoding)) == 0

    ann, bob = blog.subscriber("ann@example.org"), blog.subscriber("bob@example.org")
    assert ann
    assert bob
    assert (ann.consent, ann.wishes.categories, bob.consent) == ("ça va", ("fine-art",), 'a "fair"')


def test_authors_and_categories_are_named_by_slug_by_their_name_in_site_yaml_or_by_any_other(
    blog: LetterBlog, written: Written
) -> None:
    site = "authors: {ines: {name: Inês Corvelo}}\ncategories: {type: {name: Letters & type}}\n"
    blog.publish({"site.yaml": site})
    file = written(
        "email,author,topics", 'ann@example.org,"ines, yusuf","LETTERS & TYPE;wax"', "bob@example.org,Inês Corvelo|Bo B,"
    )

    assert import_(blog.cloud, file=file, consent="fair") == 0

    ann, bob = blog.subscriber("ann@example.org"), blog.subscriber("bob@example.org")
    assert ann
    assert bob
    assert (ann.wishes.authors, ann.wishes.categories) == (("ines", "yusuf"), ("type", "wax"))
    assert (bob.wishes.authors, bob.wishes.categories) == (("bo-b", "ines"), ())


def test_refused_rows_are_reported_by_number_and_the_others_follow(blog: LetterBlog, written: Written, capsys: Said) -> None:
    file = written(
        "email,language,often,consent,since,status",
        "ann@example.org,en,each,fair,2020-02-01,",
        "ann@@example.org,en,each,fair,,",
        "",
        "bob@example.org,tlh,each,fair,,",
        "cat@example.org,en,hourly,fair,,",
        "dan@example.org,en,each,,,",
        "eve@example.org,en,each,fair,2020-02-31,",
        "fay@example.org,en,each,fair,,unsubscribed",
        "ANN@example.org,en,each,fair,,",
        "gus@example.org,en,each,fair,,,more",
        "hal@example.org",
    )

    assert import_(blog.cloud, file=file) == 1

    said = capsys.readouterr()
    numbers, reasons = zip(*(line.split(": ", 1) for line in refusals(said.err)), strict=True)
    assert numbers == ("3", "5", "6", "7", "8", "9", "10", "11", "12")
    begins = (
        "this doesn't look like a valid email address (found: ann@@example.org",
        "the site doesn't have this language (found: tlh)",
        "has an unknown frequency; use each, daily, weekly (found: hourly)",
        "has no consent: fill in the column, ",
        "this isn't a valid date (found: 2020-02-31)",
        "isn't subscribed, according to the column `state` (found: unsubscribed)",
        "is in the file twice (found: line 2 names the same address)",
        "has more cells than the first row; put cells",
        "has no consent: fill in the column, ",
    )
    assert [reason[: len(begin)] for reason, begin in zip(reasons, begins, strict=True)] == list(begins)
    assert said.out == "1 new, 0 already subscribed, 9 rejected\n"


def test_nobody_is_revived(blog: LetterBlog, written: Written, capsys: Said) -> None:
    blog.follow("ann@example.org")
    standing = blog.subscriber("ann@example.org")
    left = subscription.left(standing, blog.clock.time).new
    assert left
    subscribers.write(blog.cloud.table, left, standing)
    suppress(blog.cloud, address="bob@example.org")
    capsys.readouterr()

    assert import_(blog.cloud, file=written("email", "ann@example.org", "bob@example.org"), consent="a list") == 1

    assert refusals(capsys.readouterr().err) == [
        "2: ann@example.org unsubscribed, and can only come back by signing up again",
        "3: bob@example.org must not get mail: letters bounced, or someone asked for this",
    ]
    ann, bob = blog.subscriber("ann@example.org"), blog.subscriber("bob@example.org")
    assert (ann and ann.state, bob and bob.state) == ("left", "suppressed")


def test_letters_reach_the_imported_from_now_on_whatever_the_file_says_of_the_past(blog: LetterBlog, written: Written) -> None:
    blog.announce()

    import_(blog.cloud, file=written("email,since", "ann@example.org,2020-02-01"), consent="a list")

    ann = blog.subscriber("ann@example.org")
    assert ann
    assert ann.since == "2020-01-31T15:00:00+00:00"  # midnight in the site's zone
    assert ann.often_at("2026-11-25T12:00:00+00:00") == ""
    blog.wait()
    assert blog.readers() == []


def test_a_dry_run_says_the_same_and_writes_nothing(blog: LetterBlog, written: Written, capsys: Said) -> None:
    blog.follow("bob@example.org")
    file = written("email", "ann@example.org", "bob@example.org", "cat")

    assert import_(blog.cloud, file=file, consent="a list", dry_run=True) == 1

    said = capsys.readouterr()
    assert said.out == "1 new, 1 already subscribed, 1 rejected; nothing was changed\n"
    assert [line.split(":")[0] for line in refusals(said.err)] == ["4"]
    assert blog.subscriber("ann@example.org") is None
    assert subscribers.followers(blog.cloud.table) == 1


def test_an_import_that_was_broken_off_is_done_again_without_harm(blog: LetterBlog, written: Written, capsys: Said) -> None:
    import_(blog.cloud, file=written("email", *many(150)), consent="a list")
    before = blog.subscriber(many(1)[0])
    capsys.readouterr()

    assert import_(blog.cloud, file=written("email", *many(250)), consent="again") == 0

    assert capsys.readouterr().out == "100 new, 150 already subscribed, 0 rejected\n"
    assert blog.subscriber(many(1)[0]) == before
    assert subscribers.followers(blog.cloud.table) == 250


def test_who_was_written_before_an_import_broke_off_is_counted(blog: LetterBlog, written: Written) -> None:
    put: list[str] = []

    def break_off(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("table", "put") and args[0].at.pk.startswith("READERS#"):
            put.append(args[0].at.sk)
            if len(put) == 30:
                raise ConnectionError
        return act()

    with pytest.raises(ConnectionError):
        import_(watched(blog.cloud, break_off), file=written("email", *many(50)), consent="a list")

    stand = [one for one in many(50) if blog.subscriber(one)]  # some that waited for their turn had none
    assert 29 <= len(stand) <= 49
    assert subscribers.followers(blog.cloud.table) == len(stand)


def test_what_was_exported_is_imported_as_it_was(blog: LetterBlog, written: Written) -> None:
    file = written(
        "email,language,all_languages,categories,often,consent,since",
        'ann@example.org,es,yes,"art, music",daily,"a fair, in ink",2020-02-01',
        "bob@example.org,,,,,a list,",
    )
    import_(blog.cloud, file=file)
    exported, again = io.StringIO(), io.StringIO()
    export(blog.cloud, out=exported)

    other = LetterBlog()
    other.upload("site.yaml", "zone: Asia/Tokyo\nlanguages: [en, es]\n")
    other.settle()
    assert import_(other.cloud, file=written(*exported.getvalue().splitlines())) == 0

    export(other.cloud, out=again)
    assert sorted(again.getvalue().splitlines()) == sorted(exported.getvalue().splitlines())
    assert len(again.getvalue().splitlines()) == 3


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "the file is empty"),
        (("ann@example.org", "bob@example.org"), r"needs a column `address` or `email` \(found: ann@example.org\)"),
        (("email,mail", "ann@example.org,"), "names the column `address` twice"),
        (('"email', "ann@example.org"), "the first row can't be read"),
    ],
)
def test_a_file_without_a_first_row_that_names_columns_is_refused(
    blog: LetterBlog, written: Written, lines: tuple[str, ...], why: str
) -> None:
    with pytest.raises(CannotError, match=why):
        import_(blog.cloud, file=written(*lines), consent="a list")


def test_a_file_that_is_not_there_is_reported(blog: LetterBlog, tmp_path: Path) -> None:
    with pytest.raises(CannotError, match=r"can't read .*nowhere.csv: No such file or directory"):
        import_(blog.cloud, file=tmp_path / "nowhere.csv", consent="a list")


def test_a_row_that_is_not_in_utf_8_is_refused_alone(blog: LetterBlog, written: Written, capsys: Said) -> None:
    file = written("email,consent", "ann@example.org,café", "bob@example.org,a fair", encoding="latin-1")

    assert import_(blog.cloud, file=file) == 1

    assert refusals(capsys.readouterr().err) == ["2: has a control character, or isn't in UTF-8 (found: caf?)"]
    assert blog.subscriber("bob@example.org")


def test_a_quote_that_is_never_closed_swallows_no_row_in_silence(blog: LetterBlog, written: Written, capsys: Said) -> None:
    file = written("email,name", "ann@example.org,Ann", 'bob@example.org,"Bob', "cat@example.org,Cat", "dan@example.org,Dan")

    assert import_(blog.cloud, file=file, consent="a list") == 1

    said = refusals(capsys.readouterr().err)[-1]
    assert said.startswith("3: can't be read: look for a quote that isn't closed")
    assert said.endswith("lost up to line 5)")
    assert blog.subscriber("ann@example.org")


def test_what_comes_between_the_reading_and_the_writing_is_not_overwritten(blog: LetterBlog, written: Written) -> None:
    def then_suppress(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        found = act()
        if (port, method) == ("table", "get_many"):
            suppress(blog.cloud, address="ann@example.org")
        return found

    between = watched(blog.cloud, then_suppress)

    assert import_(between, file=written("email", "ann@example.org"), consent="a list") == 1

    ann = blog.subscriber("ann@example.org")
    assert ann
    assert ann.state == "suppressed"


def test_the_memory_of_an_import_does_not_grow_with_what_is_imported(blog: LetterBlog, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email\n" + "".join(f"reader-{number}@example.org\n" for number in range(3_000)))

    tracemalloc.start()
    import_(blog.cloud, file=file, consent="a list", dry_run=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 3_000_000
