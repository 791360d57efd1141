"""What a change of a record owes: all that showed the old record or shows the new one.

Pages that follow from a pointer are not named one by one: the pointer is owed in their place (`pages_beside`).

This is the first of two steps, and pure: `rendering.pages_showing` knows which pages show a post, and `resolve_owed` reads the
store for those that follow from other sources. What a change of `site.yaml` owes is in its keys (`content.site.siteyaml`).
"""

from chalicelib.model import Page
from chalicelib.publishing.pointers import pointers_of
from chalicelib.record import Dependents, Owed, Pointer, Record
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.pages_showing import pages_at, pages_of_address, previews_of, reports_of


def owed_by(old: Record | None, new: Record) -> frozenset[Owed]:
    """Return what has to be made right once `new` replaces `old`; a superset is safe, a subset is a bug."""
    already_owed = old.owed if old else frozenset()
    if old and facts(old) == facts(new):
        return already_owed
    shown = (pointers_of(record) | own_pages(record) for record in (old, new) if record)
    owed = already_owed.union(*shown, dependents(old, new))
    return owed - {Dependents("left", name) for name in new.names}


def facts(record: Record) -> tuple[object, ...]:
    """Return what pages can show of a record."""
    reported = (record.refusal, record.diagnostics)
    preview = (record.preview, record.due, record.previewed)
    return (record.post, record.media, reported, record.former, record.wake, record.digest, record.shows, record.menu, preview)


def own_pages(record: Record) -> frozenset[Page]:
    """Return the pages of this source alone."""
    address = pages_of_address(record.address) if record.post else frozenset()
    media = frozenset({Page("file", record.key)} if record.media else ())
    return address | media | reports_of(record) | previews_of(record)


def dependents(old: Record | None, new: Record) -> frozenset[Dependents]:
    """Return what the change reaches beyond the source's own pages.

    These are names that it left, sources that link to it or show it, a body without a record, the source that it was renamed
    to, and a letter.
    """
    left = set(old.names if old else ()) - set(new.names)
    owed = {Dependents("left", name) for name in left}
    if shown_elsewhere(old) != shown_elsewhere(new):
        owed.add(Dependents("linked", new.key))
    elif named(old) != named(new):
        owed.add(Dependents("menu", new.key))
    if old and old.body and old.body != new.body:
        owed.add(Dependents("body", old.body))
    if new.state == "removed" and new.former:
        owed.add(Dependents("renamed", new.digest))
    if appears(old, new):
        owed.add(Dependents("letter", new.key))
    return frozenset(owed)


def shown_elsewhere(record: Record | None) -> tuple[object, ...]:
    """Return what the pages of other sources show of it: its address, or that a file is there, and its size."""
    media = record.media if record else None
    return (record.address if record else "", *((*record.size, media.length) if record and media else ()))


def named(record: Record | None) -> tuple[str, str]:
    """Return what the menu shows of it beside its address: its name, in its language."""
    return (post_name(record.post), record.post.lang) if record and record.post else ("", "")


def appears(old: Record | None, new: Record) -> bool:
    """Return whether there is a dated post where none was before: it is new, published again, listed or renamed, not edited."""
    seen = old is not None and old.post is not None and old.post.listed
    return new.post is not None and new.post.in_flow and not seen


def pages_beside(pointer: Pointer) -> frozenset[Page]:
    """Return the pages that show what this pointer leads to, as far as the pointer names them."""
    if pointer.kind == "list":
        return pages_at(pointer.place)
    return frozenset({Page("address", pointer.of)}) if pointer.kind == "lead" else frozenset()
