"""Who hears of comments that wait: the site's moderator of all, and each author with an address of those on their own posts.

An addressee is named by the slug of an author, or nothing for the moderator. Who has several slugs, or moderates, too, is one.
"""

from collections.abc import Iterable, Iterator, Mapping

from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.newsletter.rules.mailbox import read_mailbox

MODERATOR = ""


def authors_told(site: Site, post: Post) -> tuple[str, ...]:
    """Return the slugs of the post's authors who have an address."""
    slugs = (author.slug for author in post.authors)
    return tuple(slug for slug in slugs if slug in site.authors and site.authors[slug].email)


def addressees(site: Site, authors: Iterable[str]) -> Iterator[str]:
    """Yield who hears of a comment on a post of these authors, each mailbox once."""
    mailboxes = {name: mailbox for name, mailbox in _mailboxes(site).items() if mailbox}
    told = {mailboxes[name] for name in (MODERATOR, *authors) if name in mailboxes}
    for name, mailbox in mailboxes.items():
        if mailbox in told:
            told.remove(mailbox)
            yield name


def address_of(site: Site, name: str) -> str:
    """Return the address of an addressee; empty if there is none by now."""
    if name == MODERATOR:
        return site.comment_rules.moderator
    return site.authors[name].email if name in site.authors else ""


def slugs_of(site: Site, address: str) -> frozenset[str]:
    """Return the slugs of the authors who have this address."""
    mailbox = read_mailbox(address).key
    return frozenset(name for name, other in _mailboxes(site).items() if name != MODERATOR and other == mailbox)


def _mailboxes(site: Site) -> Mapping[str, str]:
    """Return the mailboxes of the moderator and of authors, by their names; that of the moderator is the first."""
    addresses = {MODERATOR: site.comment_rules.moderator, **{slug: author.email for slug, author in site.authors.items()}}
    return {name: read_mailbox(address).key if address else "" for name, address in addresses.items()}
