"""The pointers of a record: the hints by which others find it.

A pointer leads from something that is asked for (a listing, a translation group, an address …) to a source. It is only a
hint: whoever follows one reads the record and believes that. What must never happen is a missing pointer.
"""

from chalicelib.record import Pointer, Record
from chalicelib.rendering.page_kinds import places_of, redirects_of

# kind      of                     spot                      leads to
# list      a listing              its spot in the order     who stands in the listing
# sibling   a translation group    language#key              who says the same in another language
# link      a source or an image   key                       who links to it, or shows it
# lead      an address             key                       who wants to be led to from there
# twin      the digest of a text   key                       who was uploaded with the same bytes: a renamed source
# due       (one for the site)     time#key                  whom the clock has to look at


def pointers_of(record: Record) -> frozenset[Pointer]:
    """Every pointer that should stand for this record; a superset is safe, a subset is a bug."""
    found = {Pointer("lead", path, record.key) for path in redirects_of(record)}
    found |= {Pointer("link", image, record.key) for image in record.shows}
    if record.digest:
        found.add(Pointer("twin", record.digest, record.key))
    if record.wake:
        found.add(Pointer("due", "", f"{record.wake}#{record.key}"))
    if post := record.post:
        found |= {Pointer("list", str(place.listing), place.sort_key) for place in places_of(post)}
        found |= {Pointer("link", target, record.key) for target in (*post.links, *post.images)}
        if post.translation:
            found.add(Pointer("sibling", post.translation, f"{post.lang}#{record.key}"))
    return frozenset(found)
