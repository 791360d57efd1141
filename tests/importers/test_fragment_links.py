"""Links to a part of a text have the id that its heading gets here, in whichever text it is and however they are written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from infra.build.build import build
from infra.importers.blog import Entry, Item
from infra.importers.hugo import reader as hugo
from infra.importers.jekyll import reader as jekyll
from infra.importers.output.writer import write
from infra.importers.wordpress import reader
from infra.importers.zola import reader as zola
from tests.importers.moving import NOW
from tests.importers.one_post import FACTS, POST, texts, whys
from tests.importers.trying import Files, written
from tests.importers.wxr_samples import export, item

SALT = Entry(
    "2",
    "Salt",
    "Text.\n\n## What's next?\n\nText.\n\n## Crust\n",
    format="commonmark",
    slug="salt",
    address="https://oven.example/2012/01/02/salt/",
    aliases=("/old/salt.html",),
    date=POST.date,
)
FROM_ELSEWHERE = "1 link to parts of other texts was corrected, since parts of a text have other ids here, or none"


def linking(address: str) -> Entry:
    return replace(POST, body=f"Read [on]({address}).\n", format="commonmark")


@pytest.mark.parametrize(
    ("written", "corrected"),
    [
        ("2011-04-28-salt.md#what-s-next", "2011-04-28-salt.md#whats-next"),
        ("/posts/2011-04-28-salt.md#What_s_next", "/posts/2011-04-28-salt.md#whats-next"),
        ("/2012/01/02/salt/#what-s-next", "/2012/01/02/salt/#whats-next"),
        ("/2012/01/02/salt.html#what%2Ds%2Dnext", "/2012/01/02/salt.html#whats-next"),
        ("/old/salt.html#what-s-next", "/old/salt.html#whats-next"),
        ("2011-04-28-salt.md?p=2#what-s-next", "2011-04-28-salt.md?p=2#whats-next"),
        ("/2012/01/02/salt/?page=2&a=b#what-s-next", "/2012/01/02/salt/?page=2&a=b#whats-next"),
        ("/2012/01/02/salt/#more-2", "/2012/01/02/salt/"),
        ("2011-04-28-salt.md#more-2", "2011-04-28-salt.md"),
    ],
)
@pytest.mark.parametrize("is_later", [True, False])
def test_a_link_to_a_part_of_another_text_has_the_id_that_its_heading_gets_here(
    tmp_path: Path, written: str, corrected: str, *, is_later: bool
) -> None:
    entries: list[Item] = [linking(written), SALT]
    told = whys([FACTS, *(entries if is_later else reversed(entries))], tmp_path)

    assert texts(tmp_path)["posts/2011-04-28-rye.md"].endswith(f"Read [on]({corrected}).\n")
    assert told == [("Rye: a beginning", FROM_ELSEWHERE)]


@pytest.mark.parametrize(
    "address",
    [
        "2011-04-28-salt.md#crust",
        "2011-04-28-salt.md#gone",
        "2011-04-28-salt.md",
        "gone.md#what-s-next",
        "/2012/01/02/gone/#what-s-next",
        "/2012/01/02/salt/?page=2#crust",
        "/2012/01/02/salt/#more-1",
        "/?p=2#what-s-next",
        "//elsewhere.example/2012/01/02/salt/#what-s-next",
        "https://elsewhere.example/2012/01/02/salt/#what-s-next",
        "/..%5C%00/#what-s-next",
    ],
)
def test_a_link_whose_part_is_here_or_not_known_stays(tmp_path: Path, address: str) -> None:
    told = whys([FACTS, linking(address), SALT], tmp_path)

    assert texts(tmp_path)["posts/2011-04-28-rye.md"].endswith(f"Read [on]({address}).\n")
    assert told == []


def test_a_link_to_a_part_of_its_own_text_may_name_its_file_or_its_address(tmp_path: Path) -> None:
    body = "[a](2011-04-28-salt.md#what-s-next), [b](/2012/01/02/salt/#what-s-next), `[c](#what-s-next)`\n\n## What's next?\n"

    told = whys([FACTS, replace(SALT, body=body)], tmp_path)

    assert (
        "[a](2011-04-28-salt.md#whats-next), [b](/2012/01/02/salt/#whats-next), `[c](#what-s-next)`"
        in (texts(tmp_path)["posts/2011-04-28-salt.md"])
    )
    assert told == [("Salt", "2 links within the text were corrected, since parts of a text have other ids here, or none")]


def test_a_text_that_presswork_refuses_has_no_parts(tmp_path: Path) -> None:
    refused = replace(SALT, language="fr")

    told = dict(whys([FACTS, linking("2011-04-28-salt.md#what-s-next"), refused], tmp_path))

    assert "#what-s-next" in texts(tmp_path)["posts/2011-04-28-rye.md"]
    assert told.keys() == {"Salt"}


def test_a_link_to_an_id_that_the_old_html_had_leads_to_its_heading(tmp_path: Path) -> None:
    old = replace(SALT, body='<h2 id="h-crust">The crust</h2><p>Text.</p>', format="html")

    told = whys([FACTS, linking("/2012/01/02/salt/#h-crust"), old], tmp_path)

    assert texts(tmp_path)["posts/2011-04-28-rye.md"].endswith("Read [on](/2012/01/02/salt/#the-crust).\n")
    assert told == [("Rye: a beginning", FROM_ELSEWHERE)]


def test_a_place_in_a_paragraph_to_which_another_text_links_comes_along(tmp_path: Path) -> None:
    old = replace(SALT, body="<p>Text of <a name='sea'></a>the sea.</p>", format="html")

    assert whys([FACTS, linking("/2012/01/02/salt/#sea"), old], tmp_path) == []

    assert texts(tmp_path)["posts/2011-04-28-salt.md"].endswith('Text of <a name="sea"></a>the sea.\n')
    assert texts(tmp_path)["posts/2011-04-28-rye.md"].endswith("Read [on](/2012/01/02/salt/#sea).\n")


def test_a_part_that_has_the_id_of_what_follows_an_excerpt_is_still_meant(tmp_path: Path) -> None:
    whys([FACTS, linking("/2012/01/02/salt/#more-2"), replace(SALT, body="## More {#more-2}\n")], tmp_path)

    assert texts(tmp_path)["posts/2011-04-28-rye.md"].endswith("Read [on](/2012/01/02/salt/#more-2).\n")


def test_ids_that_kramdown_made_of_plain_letters_alone_are_known(tmp_path: Path) -> None:
    body = "[a](#section-1), [b](#one)\n\n## Соль\n\n## Хлеб\n\n## 1. One\n"

    whys([FACTS, replace(SALT, body=body)], tmp_path)

    assert "[a](#хлеб), [b](#1-one)" in texts(tmp_path)["posts/2011-04-28-salt.md"]


def test_a_second_import_corrects_nothing_again(tmp_path: Path) -> None:
    items: list[Item] = [FACTS, linking("2011-04-28-salt.md#what-s-next"), SALT]
    write(items, tmp_path, NOW)
    before = texts(tmp_path)

    again = write(items, tmp_path, NOW)

    assert not again.written
    assert texts(tmp_path) == before


# ---- as each system writes them

FRONT = "+++\ntitle = '{}'\ndate = 2011-04-28\n+++\n\n{}\n"
HEADED = "## What's next?"


def of_jekyll(tmp_path: Path) -> Iterator[Item]:
    files: Files = {
        "_config.yml": "title: The Oven\n",
        "_posts/2011-04-28-rye.md": "---\ntitle: Rye\n---\n\n[a]({% post_url 2011-04-28-salt %}#what-s-next)\n",
        "_posts/2011-04-28-salt.md": f"---\ntitle: Salt\n---\n\n{HEADED}\n",
    }
    return jekyll.read(written(tmp_path / "old", files))


def of_hugo(tmp_path: Path) -> Iterator[Item]:
    files: Files = {
        "hugo.toml": "title = 'The Oven'\n",
        "content/posts/rye.md": FRONT.format("Rye", '[a]({{< ref "salt.md#what-s-next" >}})'),
        "content/posts/salt.md": FRONT.format("Salt", HEADED),
    }
    return hugo.read(written(tmp_path / "old", files))


def of_zola(tmp_path: Path) -> Iterator[Item]:
    files: Files = {
        "config.toml": "title = 'The Oven'\n",
        "content/rye.md": FRONT.format("Rye", "[a](@/salt.md#what-s-next)"),
        "content/salt.md": FRONT.format("Salt", HEADED),
    }
    return zola.read(written(tmp_path / "old", files))


def of_wordpress(tmp_path: Path) -> Iterator[Item]:
    link = '<a href="https://oven.example/2011/04/28/salt/#Whats_next">a</a>'
    parts = (item(1, "Rye", link, slug="rye"), item(2, "Salt", "<h2>What's next?</h2>\nText.", slug="salt"))
    (tmp_path / "old.xml").write_text(export(*parts))
    return reader.read(tmp_path / "old.xml")


def test_wordpress_links_to_the_rest_of_a_post_lead_to_the_post(tmp_path: Path) -> None:
    link = '<a href="https://oven.example/2011/04/28/salt/#more-2">a</a>'
    parts = (item(1, "Rye", link, slug="rye"), item(2, "Salt", "Text.\n<!--more-->\nMore.", slug="salt"))
    (tmp_path / "old.xml").write_text(export(*parts))

    write(reader.read(tmp_path / "old.xml"), tmp_path / "blog", NOW)
    build(tmp_path / "blog", tmp_path / "out", now=NOW)

    pages = [path.read_text() for path in (tmp_path / "out").rglob("index.html")]
    assert any('/2011/04/28/salt/">a</a>' in page for page in pages)
    assert not any("#more-2" in page for page in pages)


@pytest.mark.parametrize("read", [of_jekyll, of_hugo, of_zola, of_wordpress])
def test_the_links_of_each_system_to_parts_lead_there(tmp_path: Path, read: Callable[[Path], Iterator[Item]]) -> None:
    report = write(read(tmp_path), tmp_path / "blog", NOW)
    build(tmp_path / "blog", tmp_path / "out", now=NOW)

    assert FROM_ELSEWHERE in [note.why for note in report.notes]
    pages = [path.read_text() for path in (tmp_path / "out").rglob("index.html")]
    assert any('/salt/#whats-next"' in page for page in pages)
    assert any('<h2 id="whats-next">' in page for page in pages)
