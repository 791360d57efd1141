"""The redirects of the new `site.yaml`, from addresses that the old program had: those that it takes, and as many as it holds."""

from collections.abc import Mapping

from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.content.limits import limit
from chalicelib.content.site.redirects import redirect
from chalicelib.errors import Refusal
from infra.importers.folder.link_map import spelled
from infra.importers.folder.scan import Notes

MOST = limit("redirects")


def redirectable(old: str, new: str) -> bool:
    """Return whether `site.yaml` takes this redirect, which leads elsewhere."""
    try:
        redirect(old, Scalar(new, new))
    except Refusal:
        return False
    return spelled(old) != spelled(new)


def within_limit(redirects: Mapping[str, str], notes: Notes) -> Mapping[str, str]:
    """Return as many redirects as `site.yaml` holds; the others, with a note, are lost."""
    if len(redirects) > MOST:
        why = f"site.yaml holds {MOST} redirects; {len(redirects) - MOST:,} old lists of tags lead nowhere"
        notes.add("changed", "redirects", why)
    return dict(list(redirects.items())[:MOST])
