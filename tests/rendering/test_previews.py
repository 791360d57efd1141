"""Where previews stand: addresses that follow from the newest key and the source, and from nothing that others know."""

from chalicelib.content.addresses.preview_addresses import KEPT, NO_SECRETS, Secrets, address, secret_of, token
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import at_addresses

KEY, OTHER = "posts/a.md", "posts/b.md"


def test_an_address_follows_from_the_newest_key_and_the_source() -> None:
    secret = secret_of(("old", "new"))

    assert token(secret, KEY) == token(secret_of(("new",)), KEY)
    assert len({token(secret, KEY), token(secret, OTHER), token(secret_of(("old",)), KEY)}) == 3
    assert address(token(secret, KEY)).startswith("/_/preview/")


def test_the_secret_does_not_tell_the_key() -> None:
    assert "new" not in secret_of(("new",))
    assert len(secret_of(("new",))) == 64


def test_without_a_key_there_is_no_secret() -> None:
    assert (secret_of(()), secret_of(("",))) == ("", "")


def test_former_secrets_are_kept_the_newest_first_and_not_for_ever() -> None:
    secrets = NO_SECRETS
    for number in range(KEPT + 3):
        secrets = secrets.renewed(f"{number}")

    assert secrets == Secrets(f"{KEPT + 2}", tuple(f"{number}" for number in range(KEPT + 1, 1, -1)))
    assert secrets.renewed("3").ever[:2] == ("3", f"{KEPT + 2}")
    assert secrets.renewed("3").former.count("3") == 0


def test_a_preview_is_made_at_its_address_and_cleared_at_former_ones() -> None:
    about, names = Page("landing", "en:all:"), [token(secret, KEY) for secret in ("now", "before")]

    pages = at_addresses(frozenset({about, Page("preview", KEY)}), Secrets("now", ("before",)))

    assert pages == {about, *(Page(kind, KEY, name) for kind in ("preview", "preview-letter") for name in names)}


def test_without_a_secret_no_preview_is_made() -> None:
    assert at_addresses(frozenset({Page("preview", KEY)}), NO_SECRETS) == set()
