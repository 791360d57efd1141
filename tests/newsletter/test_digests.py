"""The edition of a digest: several posts in one letter."""

import pytest
from msgspec.structs import replace

from chalicelib.newsletter.mail.edition import digest_edition
from tests.newsletter.context import ARABIC, CONTEXT, MARK, POST
from tests.newsletter.editions import WEB, tree, words


@pytest.mark.parametrize(("kind", "subject"), [("daily", "Sal: resumen diario"), ("weekly", "Sal: resumen semanal")])
def test_a_digest_names_the_site_and_the_period(kind: str, subject: str) -> None:
    assert digest_edition(CONTEXT, "es", kind, [POST, ARABIC], MARK).subject == subject


def test_the_subject_of_a_digest_of_one_post_is_its_title() -> None:
    assert digest_edition(CONTEXT, "en", "daily", [POST], MARK).subject == POST.title


def test_a_digest_shows_the_excerpt_and_the_address_of_each_post() -> None:
    edition = digest_edition(CONTEXT, "en", "weekly", [POST, replace(ARABIC, url="https://press.example/ar/")], MARK)

    for part in (words(edition), edition.text):
        assert all(said in part for said in (POST.title, POST.excerpt, "November 25, 2026", "هنا"))
    assert f"{POST.title}\n{'-' * len(POST.title)}\n" in edition.text
    assert tree(edition).xpath("//h2/a/@href") == [WEB, "https://press.example/ar/"]
    assert tree(edition).xpath("//div[@dir='rtl']/h2/a/text()") == ["هنا"]


def test_a_digest_shows_the_image_of_a_post_small() -> None:
    edition = digest_edition(CONTEXT, "en", "weekly", [replace(POST, image="/posts/a.jpg"), POST], MARK)

    assert tree(edition).xpath("//img/@src") == ["https://press.example/_/images/posts/a.jpg/sized/small.jpg"]
    assert tree(edition).xpath("//img/@width") == ["120"]


def test_a_digest_of_too_many_posts_leads_to_the_site() -> None:
    edition = digest_edition(CONTEXT, "en", "weekly", [POST] * 500, MARK)

    assert 90_000 < len(edition.html.encode()) <= 100_000
    assert tree(edition).xpath("//a[.='Continue reading']/@href") == ["https://press.example/"]
