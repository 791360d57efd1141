"""The targets of the fuzzers: each reader of texts from authors, visitors or strangers is a row."""

from collections.abc import Mapping, Sequence

from chalicelib.errors import Refusal
from chalicelib.newsletter.rules import subscriber_import, tokens
from tests.fuzz import apps, authors, comments, exports, folders, letters, old_blogs, seeds, signing_in, strangers, wordpress
from tests.fuzz.running import Target
from tests.fuzz.site import NOW

TOKENS = [
    tokens.sign(strangers.LINK_KEYS, row.name, ("a" * 32,) * len(row.holds), NOW).encode() for row in tokens.PURPOSES.values()
]
LEAVING = [
    f"leave+{tokens.sign_short(strangers.LINK_KEYS, name, 'a' * 32, NOW)}@{strangers.RECEIVING}".encode()
    for name in ("leave", *tokens.PURPOSES)
]
KEYS = (
    *(b"posts/2026-11-20-x.md", b"about.md", b"posts/a/pic.png", b"site.yaml", b"templates/post.html"),
    b"templates/phrases/es.po",
)

DOTS = (b"%2e%2e", b"//", b"../", b"/", b"%2F", b".md", b".error.txt", b"_/", b"#", b"templates/phrases/", b"\\", b"?")
TOKEN_PARTS = sorted({part for one in TOKENS for part in one.split(b".")})
SIGNS = (b".", b"=", b"-", b"_", b"A")
SPELLINGS = (b"leave+", b"@", b"+", b" ", "ſ".encode(), "ı".encode(), "ﬁ".encode())
ADDRESSES = (b"ann@example.org", "ä@bücher.example".encode())


def begun(words: Sequence[bytes]) -> Sequence[bytes]:
    """Return the long texts among these."""
    return [word for word in words if len(word) > LONG]


def titled(head: bytes) -> Sequence[bytes]:
    return [head + html for html in begun(seeds.HTML)]


LONG = 40
ROWS = (
    Target(
        "source", authors.source, begun(seeds.FRONT), seeds.MARKDOWN + seeds.HTML + seeds.FRONT, authors.check_source, grows=60
    ),
    Target("markdown", authors.markdown, begun(seeds.MARKDOWN), seeds.MARKDOWN + seeds.HTML, authors.check_markdown, grows=60),
    Target("notations", authors.markdown, begun(seeds.NOTATIONS), seeds.NOTATIONS, authors.check_markdown, grows=60),
    Target(
        "python-markdown",
        authors.python_markdown,
        begun(seeds.MARKDOWN),
        seeds.MARKDOWN + seeds.HTML,
        authors.check_markdown,
        grows=60,
    ),
    Target("safe", authors.safe, begun(seeds.HTML), seeds.HTML, authors.check_safe),
    Target("absolute", authors.whole, begun(seeds.HTML), seeds.HTML, authors.check_whole, grows=60),
    Target("front", authors.front, begun(seeds.FRONT), seeds.FRONT + seeds.SITES, grows=60),
    Target("toml", authors.toml, begun(seeds.TOML), seeds.TOML + seeds.FRONT, grows=60),
    Target("yaml", authors.yaml, begun(seeds.YAML), seeds.YAML + seeds.FRONT, grows=60),
    Target("archive", exports.archive, exports.ARCHIVES, exports.ARCHIVES, refuses=exports.REFUSES),
    Target("document", exports.document, exports.DOCUMENTS, exports.DOCUMENTS, refuses=exports.REFUSES),
    Target("lexical", exports.lexical_text, exports.LEXICAL, exports.LEXICAL, refuses=exports.REFUSES),
    Target("mobiledoc", exports.mobiledoc_text, exports.MOBILEDOC, exports.MOBILEDOC, refuses=exports.REFUSES),
    Target("ghost", exports.cards, exports.CARDS, exports.CARDS + seeds.HTML, refuses=exports.REFUSES),
    Target("medium", exports.story, exports.STORIES, exports.STORIES + seeds.HTML, refuses=exports.REFUSES),
    Target("substack", exports.post, exports.POSTS, exports.POSTS + seeds.HTML, refuses=exports.REFUSES),
    Target("wxr", wordpress.export, wordpress.EXPORTS, wordpress.EXPORTS + wordpress.PIECES, refuses=wordpress.REFUSES),
    Target("wordpress", wordpress.text, wordpress.TEXTS, wordpress.TEXTS + seeds.HTML),
    Target("html as markdown", wordpress.markdown, begun(seeds.HTML), seeds.HTML + seeds.MARKDOWN),
    Target("old front", old_blogs.front, begun(seeds.FRONT), seeds.FRONT + seeds.YAML, grows=60),
    Target("old meta", old_blogs.meta, begun(seeds.FRONT), seeds.FRONT + seeds.YAML, grows=60),
    Target("old html", old_blogs.html, begun(seeds.HTML), seeds.HTML, grows=60),
    Target("old config", old_blogs.config, begun(seeds.YAML), seeds.YAML + seeds.SITES, grows=60, least=60_000),
    Target("old text", old_blogs.text, begun(seeds.MARKDOWN), seeds.MARKDOWN + seeds.HTML + seeds.NOTATIONS, grows=60),
    Target(
        "old settings",
        old_blogs.settings,
        old_blogs.PROGRAMS,
        old_blogs.PROGRAMS,
        grows=60,
        refuses=(Refusal, *old_blogs.SETTINGS_THAT_CANNOT_BE),
    ),
    Target("folder program", folders.program, folders.PROGRAMS, folders.PROGRAM_PARTS, grows=60),
    Target("folder front", folders.front, folders.FRONTS, folders.FRONT_PARTS + seeds.YAML, grows=60),
    Target("folder text", folders.text, folders.TEXTS, folders.TEXT_PARTS, grows=400, least=20_000),
    Target("site", authors.site, begun(seeds.SITES), seeds.SITES + seeds.HTML, least=40_000),
    Target("template", authors.template, begun(seeds.TEMPLATES), seeds.TEMPLATES),
    Target("catalogue", authors.catalogue, begun(seeds.PO), seeds.PO, least=20_000),
    Target("svg", authors.svg, begun(seeds.SVG), seeds.SVG, authors.check_svg),
    Target("picture", authors.picture, seeds.PICTURES, seeds.PICTURES, authors.check_picture),
    Target("key", authors.key, KEYS, KEYS + DOTS, authors.check_key),
    Target("plain", letters.letter_text, begun(seeds.HTML), seeds.HTML, letters.check_text),
    Target("blocks", letters.mail_blocks, begun(seeds.HTML), seeds.HTML, letters.check_blocks, grows=60),
    Target(
        "digest",
        letters.digest,
        titled(b"Title\nAnother\n"),
        seeds.HTML + seeds.MARKDOWN,
        letters.check_digest,
        grows=60,
        least=60_000,
    ),
    Target(
        "letter", letters.letter, titled(b"Title\n"), seeds.HTML + seeds.MARKDOWN, letters.check_letter, grows=60, least=60_000
    ),
    Target("comment", comments.text, comments.LONG_TEXTS, comments.TEXTS + seeds.MARKDOWN, comments.check_text, grows=60),
    Target("comment file", comments.file, comments.FILES, comments.FIELDS + seeds.HTML, comments.check_file, grows=60),
    Target("refused form", comments.written, comments.WRITTEN, (*comments.WRITTEN, *seeds.FORMS), comments.check_written),
    Target("proof of work", comments.proof, comments.PROOFS, comments.PIECES, comments.check_proof),
    Target("micropub", apps.request, apps.REQUESTS, (*apps.PIECES, *seeds.FORMS), grows=60),
    Target("changed post", apps.change, begun(seeds.FRONT), seeds.FRONT + seeds.MARKDOWN, apps.check_change, grows=60),
    Target("consent", signing_in.consent, signing_in.REQUESTS, signing_in.PIECES, signing_in.check_consent),
    Target("passkey", signing_in.answer, signing_in.ANSWERS, signing_in.PARTS, signing_in.check_answer),
    Target("changed keys", apps.keys, begun(seeds.FRONT), seeds.FRONT + seeds.YAML + seeds.TOML, apps.check_keys, grows=60),
    Target("log", strangers.log, begun(seeds.LOG), seeds.LOG + seeds.COLUMNS, grows=40),
    Target("packed log", strangers.packed_log, begun(seeds.LOG), seeds.LOG + seeds.COLUMNS, grows=40),
    Target("form", strangers.form, begun(seeds.FORMS), seeds.FORMS, grows=40),
    Target("request", strangers.request, begun(seeds.FORMS), seeds.FORMS, grows=40),
    Target("token", strangers.token, TOKENS, (*TOKENS, *TOKEN_PARTS, *SIGNS), strangers.check_token),
    Target("short token", strangers.short_token, LEAVING, (*LEAVING, *SIGNS, *SPELLINGS), strangers.check_short_token),
    Target("mail", strangers.mail, begun(seeds.MAILS), seeds.MAILS, strangers.check_mail),
    Target("news", strangers.news, begun(seeds.EVENTS), seeds.EVENTS),
    Target("address", strangers.address, ADDRESSES, (b"@", b".", b'"', b"(", b"xn--"), strangers.check_address),
    Target("import", strangers.imported, begun(seeds.CSV), seeds.CSV, refuses=(subscriber_import.HeaderError,), grows=200),
)
TARGETS: Mapping[str, Target] = {row.name: row for row in ROWS}
