"""What the code knows of `docs/authors.md`."""

import re
from collections.abc import Iterator

from babel import Locale

from chalicelib.analytics import ranking, top_posts
from chalicelib.analytics.hours import LONGEST
from chalicelib.content import source
from chalicelib.content.addresses import language_codes
from chalicelib.content.addresses.addresses import RESERVED
from chalicelib.content.frontmatter import front_matter_keys, frontmatter, parsed_values, privacy_keys, readers
from chalicelib.content.limits import limit
from chalicelib.content.markdown import callouts, formulas
from chalicelib.content.media import files
from chalicelib.content.presentation import highlighting
from chalicelib.content.site import scalars, sections, siteyaml, theme, value_reader
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.site import TOP, Widget
from chalicelib.errors import CAUTIONS, REASONS, missing_files, missing_links, taken_aliases
from chalicelib.publishing import decide, parse, parse_site
from chalicelib.rendering import failures
from chalicelib.rendering.language.phrases import CATALOGUES
from chalicelib.rendering.pages import reading, topics
from chalicelib.rendering.summaries import FITS
from chalicelib.rendering.templates import template_costs, template_weights, templates
from chalicelib.rendering.templates.templates import BUILT_IN
from chalicelib.rendering.view_models.shown import SHOWN
from chalicelib.rendering.view_models.uses import USES
from docs.generate import WRITTEN, Row, coded, exactly, optional

KIB = 1024
GROUPS = {"image": "images", "audio": "audio", "video": "video", "font": "fonts", "text": "text"}
"""Kinds of files by the first part of their media types; all others are documents and archives."""


def front_matter() -> Iterator[Row]:
    names: dict[str, list[str]] = {}
    for row in front_matter_keys.FIELDS:
        names.setdefault(row.gives, []).extend(row.names)
    yield from ([coded(key), coded(*others), WRITTEN, WRITTEN] for key, *others in names.values())


def withheld_by() -> Iterator[Row]:
    names = {
        code: [name for row in privacy_keys.ROWS if row.code == code for name in row.names] for code in ("private", "unlisted")
    }
    yield from ([code, coded(*dict.fromkeys(several)), WRITTEN] for code, several in names.items())


def kinds_of_files() -> Iterator[Row]:
    endings: dict[str, list[str]] = {}
    for ending, kind in files.KINDS.items():
        endings.setdefault(GROUPS.get(kind.partition("/")[0], "documents and archives"), []).append(ending)
    yield from ([group, coded(*sorted(several))] for group, several in endings.items())


def templates_and_what_they_see() -> Iterator[Row]:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, sees in USES.items():
        groups.setdefault((name.rpartition("/")[0], sees), []).append(name)
    yield from ([coded(*names), coded(*sees)] for (_, sees), names in groups.items())


def things() -> Iterator[Row]:
    for each, has in SHOWN.items():
        yield re.sub("(?<=[a-z])(?=[A-Z])", " ", each.__name__.removeprefix("Shown")).lower(), exactly(has)


def reasons() -> Iterator[Row]:
    yield from ([reason.why, reason.instead] for reason in REASONS.values() if reason.reader == "author")


def warnings() -> Iterator[Row]:
    """The warnings that need the whole site, read from their texts, and those that need only the source."""
    given_up = (text.format(key="x", of="x", why="x", tries=failures.TRIES) for text in failures.WARNINGS.values())
    for text in (missing_links("x", ["x"]), missing_files("x", ["x"]), taken_aliases("x", {"x": "x"}), *given_up):
        yield re.findall(r"^(?:Why|Fix): +(.*)$", text, re.MULTILINE)
    yield from ([caution.why, caution.instead] for caution in CAUTIONS.values())


def callout_kinds() -> Iterator[Row]:
    for alert in callouts.ALERTS:
        yield coded(alert), coded(*(kind for kind, like in callouts.KINDS.items() if like == alert != kind))


def presets() -> Iterator[Row]:
    yield from ([coded(one.name), one.meaning] for one in PRESETS.values())


def colours() -> Iterator[Row]:
    for one in theme.COLOURS:
        yield [coded(one.name), *(coded(look.light[one.name], look.dark[one.name]) for look in PRESETS.values()), one.meaning]


def lengths() -> Iterator[Row]:
    for one in theme.LENGTHS:
        rems = (*(look.lengths[one.name] for look in PRESETS.values()), one.least, one.most)
        yield (coded(one.name), *(f"`{rem:g}rem`" for rem in rems), one.meaning)


def limits() -> Iterator[Row]:
    (each,) = {most for name, most in value_reader.MOST.items() if name not in ("links", "redirects")}
    yield "front matter", f"{frontmatter.FRONT_MATTER_LIMIT:,} characters"
    yield "`site.yaml`", f"{siteyaml.SITE_LIMIT // KIB} KiB"
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
    pixels, of_jpeg = (limit(name) // 10**6 for name in ("pixels", "JPEG pixels"))
    yield "an image", f"{limit('image') // KIB // KIB} MiB, {pixels} million pixels; a JPEG {of_jpeg} million"
    yield "any other file", f"{parse.FILE_LIMIT // KIB // KIB // KIB} GiB"
    yield "the name of a sender", f"{scalars.NAME_LIMIT} characters"
    yield "the grace of a letter", f"{scalars.LONGEST // 3600} hours"
    yield "old addresses that lead to a post", f"{decide.FORMER_KEPT}"


def languages() -> str:
    names = sorted(str(Locale.parse(file.stem, sep="-").get_display_name("en")) for file in CATALOGUES.glob("*.po"))
    return ", ".join(names[:-1]) + " and " + names[-1]


def blocks_of_base() -> str:
    return coded(*re.findall(r"{% block (\w+) %}", (BUILT_IN / "base.html").read_text(encoding="utf-8")))


TABLES = {
    "front-matter": front_matter,
    "site-yaml": lambda: [[coded(row.name), optional, WRITTEN] for row in siteyaml.SITE_KEYS],
    "presets": presets,
    "colours": colours,
    "lengths": lengths,
    "pairs": lambda: [[coded(pair.one), coded(pair.on), f"{pair.least:g}"] for pair in theme.PAIRS],
    "boxes": lambda: [[coded(name), WRITTEN, optional] for name in sections.WIDGETS],
    "reserved": lambda: [[row.what, WRITTEN, "yes" if row.files else "no"] for row in RESERVED],
    "kinds-of-files": kinds_of_files,
    "templates": templates_and_what_they_see,
    "things": things,
    "reasons": reasons,
    "warnings": warnings,
    "callouts": callout_kinds,
    "withheld": withheld_by,
    "limits": limits,
}
VALUES = {
    "languages": languages,
    "no-languages": lambda: coded(*sorted(language_codes.OTHERWISE_MEANT)),
    "blocks": blocks_of_base,
    "extra": lambda: f"{limit('extra.css') // 1024} kB",
    "palest-light": lambda: coded(theme.PALEST_CODE["light"]),
    "palest-dark": lambda: coded(theme.PALEST_CODE["dark"]),
    "lines": lambda: Widget("").count,
    "fits": lambda: FITS,
    "listed": lambda: topics.LISTED,
    "largest": lambda: topics.LARGEST,
    "newest": lambda: topics.NEWEST,
    "top-lines": lambda: TOP.count,
    "top-hours": lambda: TOP.hours,
    "top-longest": lambda: LONGEST,
    "top-shown": lambda: ranking.SHOWN,
    "top-spare": lambda: ranking.SPARE,
    "top-minutes": lambda: int(top_posts.EVERY.total_seconds()) // 60,
}
