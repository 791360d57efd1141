"""What the code knows of `docs/errors.md`."""

import re
from collections.abc import Iterator

from chalicelib.content import source
from chalicelib.content.frontmatter import frontmatter, parsed_values, readers
from chalicelib.content.markdown import formulas
from chalicelib.content.presentation import highlighting
from chalicelib.content.site import scalars, value_reader
from chalicelib.diagnostics import CAUTIONS
from chalicelib.errors import REASONS
from chalicelib.publishing import decide, parse, parse_site
from chalicelib.rendering import failures
from chalicelib.rendering.pages import reading
from chalicelib.rendering.templates import template_costs, template_weights, templates
from chalicelib.reports import missing_files, missing_links, taken_aliases
from docs.generate import Row

KIB = 1024


def reasons() -> Iterator[str]:
    yield from (f"- {reason.why}" for reason in REASONS.values() if reason.reader == "author")


def warnings() -> Iterator[str]:
    """The warnings that need the whole site, read from their texts, and those that need only the source."""
    given_up = (text.format(key="x", of="x", why="x", tries=failures.TRIES) for text in failures.WARNINGS.values())
    for text in (missing_links("x", ["x"]), missing_files("x", ["x"]), taken_aliases("x", {"x": "x"}), *given_up):
        yield from (f"- {why}" for why in re.findall("^Why: +(.*)$", text, re.MULTILINE))
    yield from (f"- {caution.why}" for caution in CAUTIONS.values())


def limits() -> Iterator[Row]:
    (each,) = {most for name, most in value_reader.MOST.items() if name not in ("links", "redirects")}
    yield "front matter", f"{frontmatter.FRONT_MATTER_LIMIT:,} characters"
    yield "parts of a key of front matter in TOML (`a.b.c`)", f"{parsed_values.DEPTH_LIMIT}"
    yield "names, or aliases, under one key", f"{readers.LIST_LIMIT}"
    yield "links from a post to other posts and pages", f"{source.LINKS_LIMIT:,}"
    yield "coloured code in a text", f"{highlighting.LONGEST_IN_ALL:,} characters, {highlighting.LONGEST:,} in one piece"
    yield "formulas in a text", f"{formulas.IN_ALL:,} characters, {formulas.LONGEST:,} in one formula"
    yield "full texts in a feed, or on a page that shows several", f"{reading.ROOM:,} characters; older posts have their excerpt"
    yield "`site.yaml`, once its texts are HTML", f"{parse_site.SITE_ROOM // 1000} kB"
    links, redirects = (f"{value_reader.MOST[name]:,}" for name in ("links", "redirects"))
    yield (
        "languages, boxes, frames, profiles, menu entries",
        f"{each} of each; links in a box {links}, redirects {redirects}",
    )
    yield "a page made from your own templates", f"{templates.LONGEST:,} characters"
    made, width = f"{template_weights.WIDEST:,} characters, {template_weights.ITEMS:,} items", f"{template_costs.WIDTH:,}"
    yield "what one operation in a template makes", f"{made}; no width over {width}"
    yield "a title, a name, an address", f"{readers.TEXT_LIMIT:,} characters"
    yield "a summary", f"{readers.SUMMARY_LIMIT:,} characters"
    yield "a text in `site.yaml`", f"{readers.PROSE_LIMIT:,} characters"
    yield "a post, a page, an SVG", f"{parse.SOURCE_LIMIT // KIB // KIB} MiB"
    yield "the name of a sender", f"{scalars.NAME_LIMIT} characters"
    yield "the grace of a letter", f"{scalars.LONGEST // 3600} hours"
    yield "old addresses that lead to a post", f"{decide.FORMER_KEPT}"


TABLES = {"limits": limits}
TEXTS = {"reasons": reasons, "warnings": warnings}
