"""Parsing what a site itself is made of: `site.yaml`, its templates, its catalogues, and its stylesheet.

These are rows of `parse.READERS`, in a module of their own, because most uploads are posts and images. What a change of them owes
is decided in `ingest`: of a template, all pages; of `site.yaml`, what the rows of its keys say (`content.site.siteyaml`).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.content.frontmatter.readers import UnfitError
from chalicelib.content.limits import limit
from chalicelib.content.markdown.budget import Work
from chalicelib.content.markdown_to_html import render
from chalicelib.content.plain_text import decoded
from chalicelib.content.site import catalogue_names
from chalicelib.content.site.menu import categories_of, files_named, files_of
from chalicelib.content.site.scalars import language_code
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteimages import images_of
from chalicelib.content.site.siteyaml import read_site
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.publishing.upload import ParseContext, Reader, StoredObject, Upload
from chalicelib.rendering.language.catalogues import REFERENCE
from chalicelib.rendering.language.phrases import built_in
from chalicelib.rendering.language.po_files import read_catalogue

SITE_ROOM, EXTRA_ROOM = limit("site.yaml as kept"), limit("extra.css")
A_TEXT = 20_000  # steps that a text of site.yaml costs, however short, because a parser is made for it
OWN_STATIC = ("static/style.css",)  # what a site may replace beside templates


def _site(_key: str, stored: StoredObject, context: ParseContext) -> Upload:
    site = read_site(stored.raw, markdown=partial(_site_markdown, Work()))
    dumped = codec.dumps(site)
    if len(dumped.encode()) > SITE_ROOM:
        raise Refusal("site", f"{len(dumped.encode()):,} bytes once its texts are HTML, but the limit is {SITE_ROOM:,}")
    named = files_named(site)
    beside = (*(key for key in files_of(site) if key not in named), *categories_of(site))
    refused = replace(site, sends_from=context.site.sends_from).refused_senders
    lines = decoded(stored.raw).splitlines()
    return Upload(
        "published",
        site_file=dumped,
        shows=images_of(site),
        diagnostics=tuple(Diagnostic("sender", address, _line_of(address, lines)) for address in refused),
        menu=named,
        menu_beside=beside,
    )


def _line_of(address: str, lines: Sequence[str]) -> int:
    """Return the number of the line that writes this address, whose domain may be spelled otherwise; 0 if none does."""
    mailbox = f"{address.rpartition('@')[0]}@"
    return next((number for number, line in enumerate(lines, 1) if mailbox in line), 0)


def _site_markdown(work: Work, text: str, lang: str) -> str:
    """Return a text of `site.yaml` as safe HTML. It must not link to sources: no page is owed when their addresses change."""
    work.spend(A_TEXT, "very many texts")
    try:
        rendered = render(text, key="site.yaml", lang=lang, site=Site(), title="site.yaml", work=work)
    except Refusal as refusal:
        raise refusal.at(0) from refusal  # the line is counted from the first line of this text
    if rendered.links:
        raise Refusal("site", f"a link to the file {rendered.links[0]}; here, link to its address")
    return rendered.html


def _template(key: str, stored: StoredObject, context: ParseContext) -> Upload:
    name = key.removeprefix("templates/")
    taking = next(taking for folder, taking in OWN.items() if name.startswith(folder))
    taken = taking(name, stored.raw, context)
    return taken if isinstance(taken, Upload) else Upload("published", site_file=taken)


def _static(name: str, raw: bytes, _context: ParseContext) -> str:
    if name not in OWN_STATIC:
        raise Refusal("kind", name)
    return decoded(raw)


def _phrases(name: str, raw: bytes, _context: ParseContext) -> str:
    """Return the phrases of a catalogue, parsed once, so that rendering never parses the file."""
    _check_name(name)
    return codec.dumps(read_catalogue(decoded(raw), catalogue_names.language_of(name), built_in(REFERENCE)))


def _check_name(name: str) -> None:
    """Refuse a name that isn't a language code in its canonical spelling, so that no two catalogues are of one language."""
    code = name.removeprefix(catalogue_names.FOLDER).removesuffix(catalogue_names.ENDING)
    try:
        right = catalogue_names.name_of(language_code(Scalar(code, code)))
    except UnfitError as error:
        raise Refusal("phrases-name", name) from error
    if not name.endswith(catalogue_names.ENDING):
        raise Refusal("phrases-name", name)
    if name != right:
        raise Refusal("phrases-name", f"{name} (did you mean {right}?)")


def _page_template(name: str, raw: bytes, context: ParseContext) -> Upload:
    from chalicelib.rendering.templates.template_markup import doubts  # noqa: PLC0415 - a push of site.yaml loads no renderer
    from chalicelib.rendering.templates.templates import EXTRA, Templates  # noqa: PLC0415

    text = decoded(raw)
    if name == EXTRA:
        return Upload("published", site_file=text, diagnostics=_doubts_of_extra(text))
    Templates(context.templates).check(name, text)
    return Upload("published", site_file=text, diagnostics=doubts(name, text))


def _doubts_of_extra(text: str) -> tuple[Diagnostic, ...]:
    """Return the doubts of a sheet that is written into every page; refuse one that is too long for that."""
    from chalicelib.rendering.templates.template_markup import doubts_of_sheet  # noqa: PLC0415 - as above

    if (size := len(text.encode())) > EXTRA_ROOM:
        raise Refusal("sheet", f"{size:,} bytes, but the limit is {EXTRA_ROOM:,}, since it is in every page")
    return doubts_of_sheet(text)


OWN: Mapping[str, Callable[[str, bytes, ParseContext], str | Upload]] = {
    "static/": _static,
    catalogue_names.FOLDER: _phrases,
    "": _page_template,
}
"""What is stored of an upload under `templates/`, by the folder that its name begins with; the first row that fits."""

READERS: Mapping[str, Reader] = {"site": _site, "template": _template}
