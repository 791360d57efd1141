"""What a check of a blog finds, and what it leaves alone."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from infra.authoring.check.blog_scan import read_blog
from infra.authoring.check.check import check
from infra.authoring.check.check_messages import FORMATS, Finding, Report
from infra.authoring.check.line_finder import with_lines
from infra.commands.blog.check import run_check
from tests.latin_1 import latin_1
from tests.pictures import flat_png

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PIXEL = flat_png(1, 1)


def post(title: str = "Ink", date: str = "2026-11-20", text: str = "It dries.", **keys: str) -> str:
    front = "".join(f"{name}: {value}\n" for name, value in {"title": title, "date": date, **keys}.items())
    return f"---\n{front}---\n\n{text}\n"


def found(folder: Path, written: Mapping[str, str | bytes]) -> tuple[Finding, ...]:
    """Return what a check finds in these files, with lines."""
    for key, content in written.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = check(read_blog(folder, NOW))
    return with_lines(findings, lambda key: (folder / key).read_bytes())


def test_what_has_no_name_in_utf_8_is_an_error_of_its_own(tmp_path: Path) -> None:
    latin_1(tmp_path, b"caf\xe9.jpg", b"caf\xe9s/inner.jpg", b"posts/b\xe9.md", b".caf\xe9", b"caf\xe9.md~")

    findings = found(tmp_path, {"posts/a.md": post(text="![a pixel](a.png)"), "posts/a.png": PIXEL})

    assert [(one.key, one.code, one.is_error) for one in findings] == [
        ("caf\ufffd.jpg", "file-name", True),
        ("caf\ufffds", "file-name", True),
        ("posts/b\ufffd.md", "file-name", True),
    ]


LINK = "See [that](b.md)."
CASES: Mapping[str, tuple[Mapping[str, str | bytes], list[tuple[str, str, int, str]]]] = {
    "a good blog has no findings": (
        {
            "site.yaml": "title: T\nzone: Europe/Lisbon\nmenu: [about.md]\n",
            "about.md": "# About\n\n[Home](/), [ink](posts/a.md), [Nov](/2026/11/), [of ink](/tag/ink/), [feed](/feed/)",
            "posts/a.md": post(tags="ink", text="![a pixel](a.png) and [a page](/about/)"),
            "posts/a.png": PIXEL,
        },
        [],
    ),
    "a refused file is an error, with the line of its mistake": (
        {"posts/a.md": "---\ntitle: A\ndate: 25.11.2026\n---\n\nx"},
        [("posts/a.md", "bad-date", 3, "25.11.2026")],
    ),
    "a refused site.yaml is an error": ({"site.yaml": "title: T\nlanding: ten\n"}, [("site.yaml", "site", 2, 'landing: "ten"')]),
    "a key near a known one is doubted": (
        {"posts/a.md": post(sumary="of ink")},
        [("posts/a.md", "key", 4, "Unknown key `sumary`. Did you mean `summary`?")],
    ),
    "an unknown key of site.yaml is an error": (
        {"site.yaml": "zone: UTC\nlandin: 3\n"},
        [("site.yaml", "site", 2, "Unknown key `landin`. Did you mean `landing`?")],
    ),
    "a title under a key that is nearly right is missing": (
        {"posts/a.md": "---\ndate: 2026-11-20\ntitel: A\n---\n\nx"},
        [("posts/a.md", "key", 3, "Unknown key `titel`. Did you mean `title`?")],
    ),
    "of two posts with one address the second is an error": (
        {"posts/2026-11-20-a.md": "# A\n\nx", "posts/b/2026-11-20-a.md": "# B\n\nx"},
        [("posts/b/2026-11-20-a.md", "taken", 0, "/2026/11/20/a/ (also of posts/2026-11-20-a.md)")],
    ),
    "of two posts with one id the second is an error": (
        {"posts/a.md": post("A", id="ink"), "posts/b.md": post("B", id="ink")},
        [("posts/b.md", "taken-id", 4, "ink (also of posts/a.md)")],
    ),
    "a scheduled post whose address a live one has is warned of": (
        {"posts/a.md": post("A"), "posts/b.md": post("B", publish_date="2026-12-01", slug="a")},
        [("posts/b.md", "taken-later", 5, "/2026/11/20/a/ (also of posts/a.md)")],
    ),
    "an alias that is another post's address is doubted": (
        {"posts/a.md": post("A"), "posts/b.md": post("B", aliases="[/2026/11/20/a/]")},
        [("posts/b.md", "taken-alias", 4, "/2026/11/20/a/ (also of posts/a.md)")],
    ),
    "a link to a file that isn't there is found with its line": (
        {"posts/a.md": post(text=f"One.\n\n{LINK}")},
        [("posts/a.md", "missing-link", 8, "posts/b.md")],
    ),
    "a link that differs in case is corrected": (
        {"posts/a.md": post(text=LINK), "posts/B.md": post("B")},
        [("posts/a.md", "missing-link", 6, "posts/b.md (did you mean posts/B.md?)")],
    ),
    "a link from a live post to a draft is found": (
        {"posts/a.md": post(text=LINK), "posts/b.md": post("B", draft="yes")},
        [("posts/a.md", "hidden-link", 6, "posts/b.md (draft)")],
    ),
    "a link from a draft to a draft is left alone": (
        {"posts/a.md": post(text=LINK, draft="yes"), "posts/b.md": post("B", draft="yes")},
        [],
    ),
    "an image that is missing is found, in a draft, too": (
        {"posts/a.md": post(text="![ink](ink.png)", draft="yes")},
        [("posts/a.md", "missing-file", 7, "posts/ink.png")],
    ),
    "an image without a text is found": (
        {"posts/a.md": post(text="![](ink.png)"), "posts/ink.png": PIXEL},
        [("posts/a.md", "alt", 6, "ink.png")],
    ),
    "a link to an address that nothing has is found": (
        {"posts/a.md": post(text="[old](/2020/01/02/old/) and [new](/2026/11/20/a/)")},
        [("posts/a.md", "missing-address", 6, "/2020/01/02/old/")],
    ),
    "a link is found as it is written, without the folders of its address": (
        {"posts/a.md": post(text="readme\n\n[a](README) [b](../us/)")},
        [("posts/a.md", "missing-address", 8, "/posts/README"), ("posts/a.md", "missing-address", 8, "/us/")],
    ),
    "a link to a part that a text doesn't have is found": (
        {
            "posts/a.md": post(text="[here](#ink) [no](#inkk) [there](b.md#part-two) [nor](b.md#part--two)\n\n## Ink"),
            "posts/b.md": post("B", text="## Part two\n\nx"),
        },
        [
            ("posts/a.md", "missing-part", 6, "#inkk"),
            ("posts/a.md", "missing-part", 6, "posts/b.md#part--two (did you mean #part-two?)"),
        ],
    ),
    "a link to a part that the text at an address doesn't have is found": (
        {
            "posts/a.md": post(text="[a](/2026/11/20/b/#part-too) [b](/old/#Part_two) [c](/old/index.html#gone)"),
            "posts/b.md": post("B", text="## Part two\n\nx", aliases="[/old/]"),
        },
        [
            ("posts/a.md", "missing-part", 6, "/2026/11/20/b/#part-too"),
            ("posts/a.md", "missing-part", 6, "/old/#Part_two (did you mean #part-two?)"),
            ("posts/a.md", "missing-part", 6, "/old/index.html#gone"),
        ],
    ),
    "a query before the part changes nothing": (
        {
            "posts/a.md": post(text="[a](/2026/11/20/b/?p=2#part-too) [b](b.md?p=2&q=3#gone) [c](?p=2#ink)"),
            "posts/b.md": post("B", text="## Part two\n\nx"),
        },
        [
            ("posts/a.md", "missing-part", 6, "#ink"),
            ("posts/a.md", "missing-part", 6, "/2026/11/20/b/#part-too"),
            ("posts/a.md", "missing-part", 6, "posts/b.md#gone"),
        ],
    ),
    "a link to a part of what isn't one text is left alone": (
        {
            "posts/a.md": post(
                tags="ink",
                text="[a](/2026/11/20/b/#part-two) [b](/tag/ink/?y#x) [c](/#x) [d](/2026/11/20/b/?x#part-two) [e](//b.de/?x#y)",
            ),
            "posts/b.md": post("B", text="## Part two\n\nx"),
        },
        [],
    ),
    "footnotes, the contents and the top of a page are parts": (
        {"posts/a.md": post(text="[TOC]\n\n## Ink\n\nA note[^1] and the [top](#top).\n\n[^1]: A note.")},
        [],
    ),
    "a link to an alias or a redirect leads somewhere": (
        {
            "site.yaml": "zone: UTC\nredirects: {/talks/: 'https://example.org/'}\n",
            "posts/a.md": post(text="[a](/old/) [b](/talks/)", aliases="[/old/]"),
        },
        [],
    ),
    "a page of the menu that is missing is found": (
        {"site.yaml": "zone: UTC\nmenu:\n  - about.md\n"},
        [("site.yaml", "missing-link", 3, "about.md")],
    ),
    "a category near a common one is doubted": (
        {f"posts/{n}.md": post(f"Post {n}", categories="Science") for n in range(6)}
        | {"posts/x.md": post("X", categories="Scince")},
        [("posts/x.md", "near-category", 4, "Scince: did you mean Science?")],
    ),
    "a category near one of site.yaml is doubted": (
        {"site.yaml": "zone: UTC\ncategories: {science: {name: Science}}\n", "posts/x.md": post("X", categories="Scinece")},
        [("posts/x.md", "near-category", 4, "Scinece: did you mean science?")],
    ),
    "a category near another one is doubted in a blog of two posts": (
        {"posts/a.md": post("A", categories="Recipes"), "posts/b.md": post("B", categories="Recipe")},
        [("posts/b.md", "near-category", 4, "Recipe: did you mean Recipes?")],
    ),
    "tags of a blog of two posts are left alone": (
        {"posts/a.md": post("A", tags="recipes"), "posts/b.md": post("B", tags="recipe")},
        [],
    ),
    "a tag that is written in two ways is doubted": (
        {"posts/a.md": post("A", tags="open source"), "posts/b.md": post("B", tags="opensource")},
        [("posts/b.md", "near-tag", 4, "opensource: did you mean open source?")],
    ),
    "categories of two languages are left alone": (
        {
            "site.yaml": "zone: UTC\nlanguages: [en, de]\n",
            "posts/a.md": post("A", categories="Music"),
            "posts/b.md": post("B", categories="Musik", lang="de"),
        },
        [],
    ),
    "a date far ahead is doubted": (
        {"posts/a.md": post(date="2062-11-20")},
        [("posts/a.md", "far-ahead", 3, "2062-11-20 00:00")],
    ),
    "a date before the web is doubted": (
        {"posts/a.md": post(date="1926-11-20")},
        [("posts/a.md", "long-ago", 3, "1926-11-20 00:00")],
    ),
    "a post that ends before it begins is doubted": (
        {"posts/a.md": post(expires="2026-11-01")},
        [("posts/a.md", "ends-first", 4, "expires 2026-11-01T00:00")],
    ),
    "a post of this evening is doubted where the site has no zone": (
        {"site.yaml": "title: T\n", "posts/a.md": post(date="2026-11-27 18:00")},
        [("posts/a.md", "no-zone", 3, "2026-11-27 18:00")],
    ),
    "two posts of a day with one title are doubted": (
        {"posts/a.md": post(), "posts/b.md": post()},
        [("posts/b.md", "same-title", 2, "Ink (also posts/a.md)")],
    ),
    "the same title on another day is left alone": ({"posts/a.md": post(), "posts/b.md": post(date="2026-11-13")}, []),
    "an address without its scheme is told of once": (
        {"posts/a.md": post(text="[x](fastly.com), [y](www.a.example/b)")},
        [
            ("posts/a.md", "host", 6, "fastly.com (did you mean https://fastly.com?)"),
            ("posts/a.md", "host", 6, "www.a.example/b (did you mean https://www.a.example/b?)"),
        ],
    ),
    "a link to a file of a kind that isn't published is told of once": (
        {"posts/a.md": post(text="[x](tool.exe2)")},
        [("posts/a.md", "unpublished", 6, "tool.exe2")],
    ),
    "a post without a text is refused, before its time, too": (
        {"posts/a.md": post(text="", date="2026-12-24")},
        [("posts/a.md", "empty", 0, "Ink")],
    ),
    "a post without a text is refused": ({"posts/a.md": post(text="")}, [("posts/a.md", "empty", 0, "Ink")]),
    "a file that isn't published is an error": ({"a.exe2": b"x"}, [("a.exe2", "kind", 0, "a.exe2")]),
}


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_found_with_its_line_and_nothing_else(name: str, tmp_path: Path) -> None:
    written, expected = CASES[name]

    findings = found(tmp_path, {"site.yaml": "zone: UTC\n", **written})

    assert [(one.key, one.code, one.line, one.found) for one in findings] == expected


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["text", "github"])
def test_after_a_sentence_the_reason_is_another_sentence(form: str, name: str, tmp_path: Path) -> None:
    findings = found(tmp_path, {"site.yaml": "zone: UTC\n", **CASES[name][0]})

    said = FORMATS[form](Report(findings, 1, 0.1))

    assert not re.search(r"[.?]`?: ", said)
    assert all(f"{finding.found} {finding.meaning.why[0].upper()}" in said for finding in findings if finding.found.endswith("?"))


def test_only_what_the_cloud_refuses_is_an_error(tmp_path: Path) -> None:
    findings = found(tmp_path, {"posts/a.md": post(text=LINK), "posts/b/a.md": post(), "posts/c.md": "x", "d.md": "x"})

    assert {one.code: one.is_error for one in findings} == {
        "missing-link": False,
        "no-date": True,
        "no-title": False,
        "same-title": False,
        "taken": True,
    }


def test_the_example_has_nothing_to_correct_but_its_post_of_a_distant_future(tmp_path: Path) -> None:
    copytree("example", tmp_path / "example")

    findings = check(read_blog(tmp_path / "example", NOW))

    assert [(one.key, one.code) for one in findings] == [("posts/2031-05-01-the-sealed-forme.md", "far-ahead")]


def test_the_second_example_has_nothing_to_correct(tmp_path: Path) -> None:
    copytree("example-classic", tmp_path / "example")

    assert check(read_blog(tmp_path / "example", NOW)) == ()


def test_a_sender_that_the_deployment_of_this_folder_cannot_use_is_a_warning_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "presswork.toml").write_text('mail_domain = "press.example"\n')
    (tmp_path / "site.yaml").write_text("title: The Press\nnewsletter:\n  letters: a@blog.press.example\n")

    [line] = [line for line in FORMATS["text"](run_check((tmp_path,))).splitlines() if "blog.press.example" in line]

    assert "site.yaml:3: warning: a@blog.press.example: " in line


def test_without_a_deployment_no_sender_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: The Press\nnewsletter:\n  letters: a@blog.press.example\n")

    assert "blog.press.example" not in FORMATS["text"](run_check((tmp_path,)))
