"""An entry's front matter, as an author would write it: only what has to be said, in the order of the docs."""

from chalicelib.content.frontmatter.front_matter_writer import with_singular_keys, written_date
from chalicelib.content.frontmatter.parsed_values import Plain
from infra.importers.blog import Entry


def keys_of(entry: Entry, zone: str, languages: tuple[str, ...]) -> dict[str, Plain]:
    """Return the keys of the entry's front matter, without those of its address."""
    keys: dict[str, Plain] = {
        "title": entry.title,
        "date": "" if entry.is_page else written_date(entry.date, zone),
        "updated": written_date(entry.updated, zone) if entry.updated != entry.date else "",
        "expires": written_date(entry.expires, zone),
        "lang": entry.language if entry.language and entry.language not in languages[:1] else "",
        "translation_key": entry.translation,
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "tags": list(entry.tags),
        "series": entry.series,
        "summary": entry.summary,
        "image": entry.image,
        "image_alt": entry.image_alt if entry.image else "",
        "pinned": entry.pinned,
        "weight": entry.weight,
        "draft": entry.status == "draft",
    }
    present = {name: value for name, value in keys.items() if value or name == "title"}
    unlisted: dict[str, Plain] = {"listed": False} if entry.status == "unlisted" else {}
    further = {name: value for name, value in entry.extra.items() if name not in present}
    return {**with_singular_keys(present), **unlisted, **({"id": entry.feed_id} if entry.feed_id else {}), **further}
