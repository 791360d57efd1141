"""Limits: how large, how many and how deep the parts of an author's uploads may be. One table.

To add a limit, add a row here and read it where it is enforced: `TITLE_LIMIT = limit("title")`. The limits of sign-ups are in
`newsletter.rules.rate_limits`, those of AWS's services in `cloud.limits`.
"""

from collections.abc import Mapping

from chalicelib.frozen import Frozen

KIB, MIB = 1 << 10, 1 << 20


class Limit(Frozen):
    """One row: the name of the limit, the highest value that is accepted, its unit, and the reason for the limit."""

    name: str
    value: int
    unit: str
    reason: str


ROWS: tuple[Limit, ...] = (
    # ---- files of the content bucket
    Limit("source", MIB, "bytes", "A function reads and renders a source in one call. An SVG is text too, and is checked whole."),
    Limit("site.yaml", 128 * KIB, "bytes", "The site is one item of the table."),
    Limit("template", 128 * KIB, "bytes", "A template is one item of the table."),
    Limit(
        "site.yaml as kept",
        300_000,
        "bytes",
        "With its texts as HTML, it is one item of the table, which all functions read.",
    ),
    Limit("SVG depth", 200, "elements", "The check keeps a list of the open elements."),
    Limit(
        "file",
        2 << 30,
        "bytes",
        "A function copies ten files in a call, which ends after a minute; it is assumed that S3 copies 50 MB a second, ten times"
        " side by side.",
    ),
    Limit("image head", 256 * KIB, "bytes", "A camera's notes and a colour profile may come before the size of an image."),
    Limit(
        "image reads",
        20_000,
        "reads",
        "A file may be made to keep the reader of its size busy; others take some dozens.",
    ),
    Limit("parts of a file", 1_000, "reads", "Each is a call of S3; a video is looked through by the heads of its boxes."),
    Limit("steps through a file", 2_000_000, "steps", "Each takes about 1 µs; two hours of video have a fourth of them."),
    Limit("image side", 65_535, "pixels", "No format that browsers show is larger."),
    # ---- images that are encoded
    Limit("image", 60 * MIB, "bytes", "It is in memory, and its pixels beside it."),
    Limit("pixels", 60_000_000, "pixels", "Decoded, they take 4 bytes each, and once more while they are changed."),
    Limit("JPEG pixels", 200_000_000, "pixels", "Phones make as many; a JPEG is decoded at a half, a quarter or an eighth."),
    Limit("JPEG samples", 600_000_000, "samples", "A progressive JPEG is in memory as a whole, with 2 bytes for each."),
    Limit("JPEG scans", 12_000_000_000, "samples", "Each scan of a progressive JPEG may go through all samples."),
    Limit("animation frames", 5_000, "frames", "Each takes a decoder's time, however small it is."),
    Limit("animation pixels", 500_000_000, "pixels", "All frames of a GIF are decoded, to see that it is whole."),
    Limit("animated WebP pixels", 60_000_000, "pixels", "The encoder takes 0.2 µs for each; a larger GIF stays alone."),
    Limit("AVIF pixels", 16_000_000, "pixels", "The encoder takes 40 bytes and 100 ns for each; a taller picture has no AVIF."),
    Limit(
        "decoder reads", 1_000_000, "reads", "A decoder reads each chunk of a file on its own; 60 MiB of an animation have half."
    ),
    Limit("decoder bytes", 8 << 30, "bytes", "Some are read again, for each frame of an animation."),
    Limit("seconds of an image", 60, "seconds of CPU", "The bounds of pixels and reads may have missed something."),
    # ---- addresses and keys
    Limit("S3 key", 1024, "bytes", "S3 accepts no longer key."),
    Limit("key of an upload", 900, "bytes", "The keys of the table add a time to it, the keys of S3 an ending."),
    Limit("part of an address", 255, "bytes", "A folder accepts no longer file name."),
    Limit("made slug", 120, "bytes", "It is made from a title; a slug that the author writes may be longer."),
    Limit("heading id", 400, "bytes", "It is made from the heading's text, and others link to it."),
    Limit("address in a header", 1_900, "bytes", "A redirect keeps its address in an object's metadata, 2 kB in all."),
    # ---- front matter and site.yaml
    Limit("front matter", 65_536, "characters", "Parsers of YAML and TOML are built for pages, not for megabytes."),
    Limit("front matter depth", 16, "levels", "Values are read recursively; `tomllib` keeps the beginnings of each dotted key."),
    Limit("key with a typing error", 40, "characters", "It is compared with all known keys."),
    Limit("keys compared", 100, "keys", "Each is compared with all known keys; no template has more of its own."),
    Limit("diagnostics of front matter", 20, "diagnostics", "Nobody reads more of them at once."),
    Limit("text value", 1_000, "characters", "A title, a name or an address stands in lists."),
    Limit("summary", 10_000, "characters", "It stands in lists and feeds."),
    Limit("prose value", 20_000, "characters", "A text in `site.yaml` stands on many pages."),
    Limit("list value", 100, "names", "A post is in a listing for each name, and their pages are rendered with it."),
    Limit("weight", 499_999, "", "The sort key of a page outside the flow has six digits."),
    Limit("sender name", 100, "characters", "It stands in a header of each mail."),
    Limit("duration", 24 * 3600, "seconds", "A letter waits no longer than a day."),
    Limit("languages", 100, "languages", "Pages are made for each language, and languages are compared with each other."),
    Limit("sidebar", 100, "boxes", "All boxes stand in one fragment."),
    Limit("frames", 100, "hosts", "Each frame of a text is compared with all of them."),
    Limit("me", 100, "profiles", "They stand on pages and in `humans.txt`."),
    Limit("redirects", 500, "addresses", "A site.yaml that changes them all owes each of them."),
    Limit("disallow", 100, "paths", "Programs read robots.txt before anything else."),
    Limit("words", 100, "words", "Each comment is compared with all of them."),
    Limit("menu", 100, "entries", "All of them stand on every page."),
    Limit("files of a menu", 100, "files", "One call reads as many records, for each batch of pages."),
    Limit("links", 1_000, "links", "They stand in one box of the sidebar."),
    Limit("quotation in a report", 80, "characters", "A report names what was found; it does not repeat it."),
    # ---- what apps send to the authoring API
    Limit("uploaded file", 4 * MIB, "bytes", "A function takes 6 MB in a request, and a file in it is a third longer."),
    Limit("properties", 100, "properties", "They are keys of front matter, or within one."),
    Limit("values of properties", 2_000, "values", "They are kept in front matter, which has a limit of its own."),
    Limit("depth of properties", 10, "levels", "Front matter has 16, and adds some of its own."),
    Limit("sent HTML", 250_000, "characters", "It becomes Markdown, which is rendered and compared: 10 s at worst."),
    # ---- a post
    Limit("title", 1_000, "characters", "It stands in every list."),
    Limit("body", 350_000, "bytes, compressed", "A body is one item of the table, which holds 400 kB."),
    Limit("links to sources", 5_000, "links", "A page writes an address of up to 3 kB for each."),
    Limit("address of an embed", 3_000, "characters", "It is compared with all providers; a longer address stays a link."),
    Limit("images with sizes", 100, "images", "One call reads as many records."),
    Limit("files with warnings", 100, "files", "One call reads as many records, and a post points at each of them."),
    Limit("excerpt", 2_000, "characters", "The words of a text may be addresses or hashes."),
    Limit("name of a note", 60, "characters", "A link, a heading or a tab names a post with a few words."),
    Limit("note in a list", 2_000, "characters", "Lists show it whole; of a longer one they show how it begins."),
    Limit("pictures of a note in a list", 4, "pictures", "A list loads those of all its notes."),
    Limit("word of the index", 40, "characters", "A longer word is a hash, a key or an address that readers don't search for."),
    Limit("words of the index", 16_000, "bytes", "They are read for each post of a search segment; packed they take half."),
    Limit("facts of a record", 80_000, "bytes", "Lists of posts are read whole."),
    Limit("owed by a version", 80_000, "bytes", "A link takes about 60 bytes and the length of both keys."),
    Limit("record", 390_000, "bytes", "It is one item: the post, its former addresses, what two versions owe, some room."),
    Limit("letter", 390_000, "bytes, compressed", "Its HTML and text are one item of the table, which holds 400 kB."),
    Limit("found in a record", 500, "characters", "A record keeps the quotation of a refusal."),
    # ---- what Markdown may cost, and how long its HTML may become
    Limit("steps of a text", 30_000_000, "steps", "A step takes about 100 ns, so a text takes a few seconds."),
    Limit("depth of a text", 100, "elements", "Python-Markdown needs three of Python's thousand frames for each element."),
    Limit("seconds of a text", 10, "seconds of CPU", "The estimate of steps may have missed something."),
    Limit("room of a text", 65_536, "characters", "HTML that a text of any length may become."),
    Limit("growth of a text", 8, "times", "HTML that each character may become; of 1,679 real posts, none has more than 3.7."),
    Limit("HTML of a text", 2_000_000, "characters", "Feeds, pages and letters hold several texts."),
    Limit("template tag", 10_000, "characters", "A text alternative may be long; other parameters are names and addresses."),
    Limit("template tags", 10_000, "tags", "Each may become longer; the longest of 1,679 real posts has 165."),
    Limit("template tag depth", 20, "tags", "The text within a tag is read again for each tag around it."),
    Limit("template warnings", 20, "names", "A warning is read by a person."),
    Limit("code in a piece", 20_000, "characters", "Nobody reads longer code in colours, and a lexer may take very long."),
    Limit("code in a text", 100_000, "characters", "A lexer may take long for each piece."),
    Limit("squares of code lines", 20_000_000, "", "For some lexers, a line of twice the length takes four times as long."),
    Limit("words behind a fence", 1_000, "characters", "They name a language, a title and some lines."),
    Limit("title of a code block", 200, "characters", "It is a file's name, or a line."),
    Limit("marked lines", 10_000, "", "The last line that can be marked; code in colours has no more."),
    Limit("warnings of a text", 100, "warnings", "Each counts the lines before it, and an author mends the first ones first."),
    Limit("formula", 4_000, "characters", "For some, twice the length takes four times as long."),
    Limit("signs of a formula", 1_500, "signs", "Each may open a level; the reader of formulas dies at some 4,000 levels."),
    Limit("MathML of a formula", 200_000, "characters", "A formula may define commands, and use them often."),
    Limit("formulas of a text", 100_000, "characters", "The slowest take a second. A formula counts 20 characters at least."),
    Limit("texts on a page", 4_000_000, "characters", "Twice the longest text, eight times a usual feed."),
    # ---- a site's own templates
    Limit("extra.css", 64 * KIB, "bytes", "It is written into every page."),
    Limit("steps of a page", 2_000_000, "steps", "All the tags of a very large site take a tenth."),
    Limit("steps of a sample page", 100_000, "steps", "The samples take some hundreds."),
    Limit("steps of all sample pages", 1_000_000, "steps", "Of the built-in templates, the base takes 40,000."),
    Limit("page of a template", 8_000_000, "characters", "A page stays in memory while it is written."),
    Limit("value in a template", 4_000_000, "characters", "Twice the longest text."),
    Limit("items in a template", 200_000, "items", "They are counted one by one; twice the longest range."),
    Limit("width in a template", 10_000, "", "The largest number that may say how wide, long or many something is."),
    Limit("bits in a template", 4_096, "bits", "Arithmetic on a larger number is slow."),
    Limit("forms of a phrase", 10, "forms", "No language has more than six."),
)

LIMITS: Mapping[str, Limit] = {row.name: row for row in ROWS}


def limit(name: str) -> int:
    """Return the value of the limit with this name."""
    return LIMITS[name].value
