"""A letter too long for mail programs ends after a block, and leads to the rest."""

import re

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.newsletter.mail.edition import post_edition
from tests.newsletter.context import CONTEXT, MARK, POST, post
from tests.newsletter.editions import WEB, tree, words


def test_a_long_letter_ends_after_a_block_and_leads_to_the_rest() -> None:
    paragraphs = [f"<p>Paragraph {number}: {'слово ' * 40}end</p>" for number in range(600)]

    edition = post_edition(CONTEXT, post("".join(paragraphs)), MARK)

    shown = [int(number) for number in re.findall(r"Paragraph (\d+):", edition.html)]
    assert 90_000 < len(edition.html.encode()) <= 100_000
    assert shown == list(range(len(shown)))
    assert words(edition).count("end") == len(shown) == edition.text.count("Paragraph")
    assert tree(edition).xpath("//a[.='Continue reading']/@href") == [WEB]
    assert f"Continue reading: {WEB}" in edition.text


@pytest.mark.parametrize("wrapper", ["article", "div"])
def test_a_long_letter_in_one_wrapper_ends_after_a_block_too(wrapper: str) -> None:
    edition = post_edition(CONTEXT, post(f"<{wrapper}>{'<p>A paragraph.</p>' * 9000}</{wrapper}>"), MARK)

    assert 90_000 < len(edition.html.encode()) <= 100_000


def test_a_letter_whose_first_block_is_too_long_shows_the_excerpt() -> None:
    edition = post_edition(CONTEXT, post(f"<pre>{'x' * 200_000}</pre>"), MARK)

    assert len(edition.html.encode()) <= 100_000
    assert POST.excerpt in words(edition).split("Ines", 1)[1]
    assert "Continue reading" in edition.text


def test_a_short_letter_is_whole() -> None:
    edition = post_edition(CONTEXT, POST, MARK)

    assert "Continue reading" not in edition.html + edition.text
    assert "Read on the web" in edition.html


def test_an_empty_post_is_a_letter_with_its_excerpt() -> None:
    edition = post_edition(CONTEXT, replace(POST, html=Markup()), MARK)

    assert POST.excerpt in edition.text
    assert "Continue reading" not in edition.text
