"""Which pages a site's own templates and stylesheets are part of."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from chalicelib.rendering.view_models.uses import USES
from infra.authoring.check.check_messages import FORMATS, Report
from infra.authoring.check.template_pages import GROUPS, pages_of
from tests.authoring.test_check import found

BASE = "{% extends 'presswork/base.html' %}"
PAGE = {"a.md": "# A\n\nB"}
POSTS = "{% extends 'presswork/post.html' %}"
CASES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "post.html": ({"post.html": POSTS}, "posts and pages"),
    "mail/letter.txt": ({"mail/letter.txt": "x"}, "mails"),
    "card.html": ({"card.html": "x", "search.html": "{% include 'card.html' %}"}, "search"),
    "unused.html": ({"unused.html": "x"}, ""),
    "extra.css": ({"extra.css": "p {  color: teal }"}, "all pages, 13 bytes in each"),
    "static/style.css": ({"static/style.css": "p { color: teal; }"}, "all pages, 13 bytes in each"),
}


def test_every_template_belongs_to_one_group() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(USES)


@pytest.mark.parametrize("name", CASES)
def test_a_template_is_part_of_the_pages_that_are_made_with_it(name: str) -> None:
    own, pages = CASES[name]

    assert pages_of(own)[name] == pages


def test_the_base_is_part_of_all_pages_but_fragments_redirects_mails_and_answers_to_visitors() -> None:
    said = pages_of({"base.html": BASE})["base.html"]

    assert said.split("; ") == [*GROUPS][:6]


def test_a_check_notes_the_pages_and_warns_of_a_template_that_is_part_of_none(tmp_path: Path) -> None:
    blog = {"templates/base.html": BASE, "templates/posts.html": POSTS, "templates/extra.css": "p { color: teal }", **PAGE}

    findings = [one for one in found(tmp_path, blog) if one.code.startswith("template-")]

    assert [(one.key, one.code) for one in findings] == [
        ("templates/base.html", "template-pages"),
        ("templates/extra.css", "template-pages"),
        ("templates/posts.html", "template-unused"),
    ]
    report = Report(findings, 4, 0.1)
    assert (report.errors, report.warnings) == (0, 1)
    said = "templates/extra.css:1: note: all pages, 13 bytes in each: this file is part of these pages."
    assert said in FORMATS["text"](report)
    assert "::notice file=templates/base.html" in FORMATS["github"](report)


def test_a_script_that_a_page_stops_is_found_with_its_line(tmp_path: Path) -> None:
    base = f"{BASE}\n{{% block head %}}\n<script>1</script>{{% endblock %}}"

    findings = found(tmp_path, {"templates/base.html": base, **PAGE})

    assert ("templates/base.html", 3, "inline-script") in [(one.key, one.line, one.code) for one in findings]
