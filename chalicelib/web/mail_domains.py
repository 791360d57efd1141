"""Which servers take the mail of an address's domain. That depends on the domain alone, so it tells nothing about an address."""

import logging

from chalicelib.cloud.ports import Cloud, UnresolvedError
from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.providers import BY_DOMAIN

log = logging.getLogger(__name__)
MOST_SERVERS = 12
SIMULATOR = "simulator.amazonses.com"  # takes no mail but the mail service's own


def mail_servers(cloud: Cloud, domain: str) -> tuple[str, ...]:
    """Return the servers that take the domain's mail; none if DNS doesn't say in time, or names too many for an honest domain.

    The domains of known providers aren't looked up. Raises `Refusal` for a domain that takes no mail.
    """
    if cloud.resolver is None or domain in BY_DOMAIN or domain == SIMULATOR:
        return (domain,)
    try:
        servers = cloud.resolver.mail_servers(domain)
    except UnresolvedError as error:
        log.info("nothing is known about the domain of a sign-up: %s", error.found)
        return ()
    if not servers:
        raise Refusal("domain", similar_domain(domain))
    return servers if len(servers) <= MOST_SERVERS else ()


def similar_domain(domain: str) -> str:
    """Return the provider's domain that is spelled nearly like this one; empty if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - most sign-ups need no help

    return next(iter(get_close_matches(domain, BY_DOMAIN, n=1, cutoff=0.8)), "")
