"""The addresses of the pages where people sign in. Pure."""

from urllib.parse import quote


def origin_of(site_url: str) -> str:
    """Return the origin of these pages: the site's, but `localhost` on an author's machine, since passkeys need a name."""
    return site_url.replace("http://127.0.0.1:", "http://localhost:", 1)


def invitation(site_url: str, text: str) -> str:
    """Return the link of an invitation."""
    return f"{origin_of(site_url)}/api/desk/invitation?t={quote(text)}"


def account(site_url: str) -> str:
    """Return the address of a person's own page."""
    return f"{origin_of(site_url)}/api/desk/account"


def sign_in(site_url: str, text: str) -> str:
    """Return the link that signs in."""
    return f"{origin_of(site_url)}/api/desk/link?t={quote(text)}"
