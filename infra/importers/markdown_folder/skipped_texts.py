"""Which sources of an old folder aren't texts for readers, and why: a table, of which the first fitting row counts."""

import posixpath
import re
from collections.abc import Callable

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.frozen import Frozen
from infra.importers.folder.scan import is_html
from infra.importers.markdown_folder.habit import Habit, Spot
from infra.importers.parsing.lenient_values import value_at

TEMPLATE = re.compile(
    r"\{%-?\s*(for|if|unless|case|assign|set|capture|paginate|extends|block|macro)\b|\{\{\s*(content|paginator|collections)\b"
)
ABOUT_THE_FOLDER = re.compile(
    r"(?i)(readme|license|licence|contributing|changelog|code_of_conduct|security|authors|agents|claude)(\.\w+)?"
)
LONG = 3_000  # characters: a longer source is a text for readers, even if a part of it is a template
LISTS = "Presswork makes lists of posts and topics itself"


class Candidate(Frozen):
    """A source: its place, the front matter that it has itself, the same with what data files say, and its system."""

    spot: Spot
    own: FrontMatter
    front: FrontMatter
    habit: Habit
    is_of_posts: bool

    @property
    def name(self) -> str:
        return posixpath.basename(self.spot.path)

    def is_template(self) -> bool:
        """Return whether it is a page that a template fills: posts are texts, whatever else is in them."""
        if not self.habit.has_template_pages or not TEMPLATE.search(self.front.body):
            return False
        return is_html(self.name) or (not self.is_of_posts and ("pagination" in self.front.keys or len(self.front.body) < LONG))

    def is_unwritten(self) -> bool:
        """Return whether its permalink says that it has no page."""
        value = value_at(self.front.keys, "permalink")
        return isinstance(value, Scalar) and (value.means is False or value.text.strip().lower() == "false")

    def is_filled(self) -> bool:
        """Return whether it has no words of its own, and something else fills its page."""
        is_list = self.spot.is_index or not self.front.keys.keys().isdisjoint(("layout", "type", "listing"))
        return not self.front.body.strip() and not self.is_of_posts and is_list

    def is_about_the_folder(self) -> bool:
        at_top = not self.spot.folders or not self.spot.is_index
        return bool(ABOUT_THE_FOLDER.fullmatch(self.name)) and not self.own.keys and at_top

    def is_hidden(self) -> bool:
        return self.habit.hides_underscores and any(part.startswith("_") for part in (*self.spot.folders, self.spot.stem))


ROWS: tuple[tuple[Callable[[Candidate], bool], str], ...] = (
    (Candidate.is_about_the_folder, "it is about the folder, not for readers"),
    (Candidate.is_unwritten, "its permalink is false, so it had no page of its own"),
    (Candidate.is_hidden, "its system leaves this file out, too, since a name begins with `_`"),
    (Candidate.is_template, f"it is a template; {LISTS}"),
    (lambda text: is_html(text.name) and not text.own.keys, "it is HTML without front matter; Presswork makes every page itself"),
    (lambda text: text.spot.stem == "404", "Presswork has its own page for addresses that lead nowhere"),
    (Candidate.is_filled, f"a template filled it; {LISTS}"),
    (lambda text: not text.front.body.strip() and not text.own.keys, "it is empty"),
)


def why_left(candidate: Candidate) -> str:
    """Return why a source doesn't come along; empty if it does."""
    return next((why for fits, why in ROWS if fits(candidate)), "")
