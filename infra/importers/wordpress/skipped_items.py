"""What an export of WordPress has that Presswork has no place for: counted item by item, and told in one line for each name."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, field

from chalicelib.content.html.elements import named
from infra.importers.blog import Note, Outcome, Where
from infra.importers.wordpress.summary import description_of
from infra.importers.wordpress.wxr import DESCRIPTIONS, Item
from infra.terminal.streams import counted

ENTRIES = ("post", "page")
MOST_LINES = 30  # lines for names of one kind
MOST_NAMES = 10_000  # names of one kind that are told apart
LONGEST = 100  # characters of a name
OTHERS = "others"  # how names beyond these are counted

INTERNAL = named(
    "revision custom_css customize_changeset oembed_cache user_request wp_block wp_template wp_template_part wp_global_styles "
    "wp_navigation wp_font_family wp_font_face acf-field acf-field-group wpcf7_contact_form feedback"
)
"""Types of items that no reader has ever seen by themselves."""
TAXONOMIES = named(
    "category post_tag tag series language post_translations term_language term_translations author nav_menu post_format "
    "link_category wp_theme wp_template_part_area wp_pattern_category"
)
"""Taxonomies that come along, or that only WordPress itself uses."""
OF_WORDPRESS = ("_wp_", "_edit_", "_menu_item_", "_oembed_", "_thumbnail_id", "_pingme", "_encloseme", "_trackbackme")
"""How the keys begin that WordPress keeps for itself."""


class SkippedKind(Struct):
    """A kind of skipped things: their plural, the wording of a line, outcome and reason, and how many have each name."""

    plural: str
    called: str
    outcome: Outcome
    why: str
    names: Counter[str] = field(default_factory=Counter)

    def count(self, name: str) -> None:
        name = name[:LONGEST]
        self.names[name if name in self.names or len(self.names) < MOST_NAMES else OTHERS] += 1

    def notes(self, where: Where) -> Iterator[Note]:
        """Yield a line for each of the most frequent names, then a line that counts the other names."""
        ordered = self.names.most_common()
        for name, many in ordered[:MOST_LINES]:
            what = self.called.format(name=name, many=f"{many:,}", entries=counted(many, "entry", "entries"))
            yield Note(self.outcome, what, self.why, where)
        if more := len(ordered[MOST_LINES:]):
            yield Note(self.outcome, f"{more:,} more {self.plural}", self.why, where)


class SkippedItems:
    """Counts of the items and parts that were left out, or that became something else."""

    def __init__(self) -> None:
        self.internal = SkippedKind(
            "types", "{many} of the type {name}", "skipped", "WordPress and its plugins use them for themselves"
        )
        self.empty = SkippedKind(
            "types", "{many} of the type {name}", "skipped", "without a text, there is nothing to make a page of"
        )
        self.pages = SkippedKind(
            "types", "{many} of the type {name}", "changed", "imported as pages, since there are only posts and pages here"
        )
        self.taxonomies = SkippedKind(
            "taxonomies", "the taxonomy {name} of {entries}", "skipped", "there are only categories, tags and series here"
        )
        self.fields = SkippedKind(
            "custom fields", "the custom field {name} of {entries}", "skipped", "it belongs to a plugin or to the theme"
        )

    def item(self, kind: str) -> None:
        """Count an item that doesn't come along."""
        (self.internal if kind in INTERNAL else self.empty).count(kind)

    def parts_of(self, item: Item, kind: str) -> None:
        """Count the parts of an imported item that are left out."""
        if kind not in ENTRIES:
            self.pages.count(kind)
        for taxonomy in sorted({term.taxonomy for term in item.terms} - TAXONOMIES):
            self.taxonomies.count(taxonomy)
        for key in sorted(fields_of(item)):
            self.fields.count(key)

    def notes(self, where: Where) -> Iterator[Note]:
        for kind in (self.internal, self.empty, self.pages, self.taxonomies, self.fields):
            yield from kind.notes(where)


def fields_of(item: Item) -> set[str]:
    """Return the keys of the custom fields that nothing here says."""
    unused = {key for key in DESCRIPTIONS if item.first(key)} - {description_of(item)}
    return {key for key in {*item.fields, *unused} if not (key.startswith(OF_WORDPRESS) or is_twin(key, item))}


def is_twin(key: str, item: Item) -> bool:
    """Return whether this is the key that the plugin ACF keeps beside each field of its own: the same with `_` before it."""
    return key.startswith("_") and key[1:] in item.fields
