"""What the code knows of `docs/errors.md`."""

from collections.abc import Iterator

from chalicelib.content import source_checks
from chalicelib.content.frontmatter import frontmatter, parsed_values, readers
from chalicelib.content.limits import limit
from chalicelib.content.markdown import formulas
from chalicelib.content.presentation import highlighting
from chalicelib.content.site import scalars, value_reader
from chalicelib.publishing import decide, parse, parse_site
from chalicelib.rendering.pages import reading
from chalicelib.rendering.templates import template_costs, template_weights, templates
from docs.generate import Row

KIB = 1024


def limits() -> Iterator[Row]:
    yield from sizes()
    yield from parts()


def sizes() -> Iterator[Row]:
    """Yield the limits of files, and of what is made from them."""
    yield "a post, a page, an SVG", f"{parse.SOURCE_LIMIT // KIB // KIB} MiB"
    yield "`site.yaml`, a template", f"{limit('template') // KIB} KiB"
    yield "any other file", f"{limit('file') // KIB // KIB // KIB} GiB"
    still, jpeg, animated = (limit(name) // 1_000_000 for name in ("pixels", "JPEG pixels", "animation pixels"))
    pixels = f"{still} million pixels, {jpeg} million of a JPEG, {animated} million in all frames of a GIF"
    yield "an image to encode", f"{limit('image') // KIB // KIB} MiB; {pixels}"
    yield "the path of a file", f"{limit('key of an upload')} bytes"
    yield "an address, percent-encoded", f"{limit('address in a header'):,} bytes"
    growth = f"{limit('growth of a text')} times its length and {limit('room of a text') // KIB} kB"
    yield "the HTML of a text", f"{growth}, and {limit('HTML of a text'):,} characters"
    yield "a rendered post, compressed", f"{limit('body') // 1000} kB"
    yield "a letter, HTML and text, compressed", f"{limit('letter') // 1000} kB"
    yield "tags, aliases, links and images of a post, in all", f"{limit('facts of a record') // 1000} kB"


def parts() -> Iterator[Row]:
    """Yield the limits of what stands in them."""
    (each,) = {most for name, most in value_reader.MOST.items() if name not in ("links", "redirects")}
    yield "front matter", f"{frontmatter.FRONT_MATTER_LIMIT:,} characters"
    yield "parts of a key of front matter in TOML (`a.b.c`)", f"{parsed_values.DEPTH_LIMIT}"
    yield "names, or aliases, under one key", f"{readers.LIST_LIMIT}"
    yield "links from a post to other posts and pages", f"{source_checks.LINKS_LIMIT:,}"
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
    yield "the name of a sender", f"{scalars.NAME_LIMIT} characters"
    yield "the grace of a letter", f"{scalars.LONGEST // 3600} hours"
    yield "old addresses that lead to a post", f"{decide.FORMER_KEPT}"


TABLES = {"limits": limits}
