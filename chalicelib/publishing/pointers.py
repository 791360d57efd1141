"""The pointers of a record: the hints by which others find it.

A pointer leads from what a page asks for (a listing, a translation group, an address …) to a source. It is only a hint: a reader
that follows it believes the record alone. A missing pointer must never happen.
"""

from chalicelib.record import Pointer, Record
from chalicelib.rendering.pages_showing import redirects_of
from chalicelib.rendering.post_listings import places_of, preview_listing

# kind      of                     sort key                  leads to
# list      a listing              the post's place in it    a post in the listing
# sibling   a translation group    language#key              the same post in another language
# link      a source or a file     key                       a source that links to it, shows it, plays it, or has it in its menu
# lead      an address             key                       a source to which the address should redirect
# twin      a digest, or an id     key                       a source with the same bytes, or that had this id: it may be renamed
# twin      an origin              key                       the source that has taken it over, with the comments on its post
# due       (one for the site)     time#key                  a source that the schedule queues at this time


def pointers_of(record: Record) -> frozenset[Pointer]:
    """Return every pointer that this record should have; a superset is safe, a subset is a bug."""
    pointers = {Pointer("lead", path, record.key) for path in redirects_of(record)}
    pointers |= {Pointer("link", image, record.key) for image in (*record.shows, *record.menu, *record.menu_beside)}
    if record.digest:
        pointers.add(Pointer("twin", record.digest, record.key))
    if record.former_id:
        pointers.add(Pointer("twin", record.former_id, record.key))
    if record.wake:
        pointers.add(Pointer("due", "", f"{record.wake}#{record.key}"))
    if shown := record.post or record.preview:
        pointers |= {Pointer("link", target, record.key) for target in (*shown.links, *shown.images, *shown.files)}
        pointers |= {Pointer("list", str(preview_listing(shown.lang)), shown.sort_key)} if record.has_preview else set()
    if post := record.post:
        pointers |= {Pointer("list", str(place.listing), place.sort_key) for place in places_of(post)}
        if record.origin and (post.comments or post.comments_closed):
            pointers.add(Pointer("twin", record.origin, record.key))
        if post.translation and post.listed:
            pointers.add(Pointer("sibling", post.translation, f"{post.lang}#{record.key}"))
    return frozenset(pointers)
