"""The attack by names: random keys, addresses and aliases of uploads, which are to reach what isn't theirs.

Some sources are there already. Then an attacker uploads others, named by chance, and takes them back. No page may be published
outside of the site's own addresses, nothing of the others may change, and what was taken back leaves nothing behind.
"""

import re
from collections.abc import Iterator, Mapping
from random import Random

from infra.files.parallel import stretches
from tests.attack.running import Result
from tests.publishing.blog import MemoryBlog, Objects, post, standing

AT_ONCE = 10  # uploads that meet in one blog
OTHERS: Mapping[str, str] = {
    "site.yaml": "title: The Press\nlanguages: [en, es]\n",
    "about.md": "---\ntitle: About\n---\nWho we are.\n",
    "posts/victim.md": post("Theirs.", title="Theirs", date="2011-04-28", aliases=["/old/"], id="urn:theirs"),
    "files/theirs.txt": "theirs",
}
TEXTS: Mapping[str, str] = {
    "about/index.html": "<p>Who we are.</p>",
    "2011/04/28/victim/index.html": "<p>Theirs.</p>",
    "files/theirs.txt": "theirs",
}
"""What the pages of the others say, whoever uploads what."""
LEADS: Mapping[str, str] = {"old/index.html": "/2011/04/28/victim/"}
"""Where their former addresses lead."""

PARTS = (
    *(
        "..",
        ".",
        "",
        "...",
        "%2e%2e",
        "%2E",
        "..%2f",
        "%00",
        "\0",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\\",
        "..\\..",
        "C:",
        "~",
        "//",
        "///",
    ),
    *(
        "_",
        "_/",
        "_search",
        "api",
        "api/subscriptions",
        "API",
        "ａｐｉ",
        "index.html",
        "index",
        "feed",
        "feed/",
        "rss.xml",
        "robots.txt",
    ),
    *(
        "sitemap.xml",
        "404.html",
        "posts",
        "images",
        "files",
        "templates",
        "templates/post.html",
        "site.yaml",
        "old",
        "2011/04/28/victim",
    ),
    *(
        "about",
        "about/",
        "About",
        "ａbout",
        "about\u200b",
        "a\u0301",
        "á",
        "ß",
        "SS",
        "ﬁ",
        "fi",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\ud7ff",
    ),
    *(
        ".error.txt",
        ".warning.txt",
        ".md.error.txt",
        ".md",
        ".MD",
        ".markdown",
        ".html",
        ".svg",
        ".comments.json",
        ".presswork",
        ".git",
    ),
    *(
        "x" * 200,
        "é" * 120,
        "?",
        "?a=b",
        "#",
        "#x",
        "&",
        "<b>",
        "'",
        '"',
        "{{x}}",
        "*",
        "[x]",
        "|",
        ";",
        ":",
        "@",
        "http:",
        "javascript:",
    ),
    *(
        "category/x",
        "tag/x",
        "author/ann",
        "es",
        "es/about",
        "page/2",
        "en",
        "2026/11",
        "follow",
        "topics",
        "_/search.en.0.json",
        "a",
        "b",
    ),
)
HARMLESS = re.compile(
    r"(?!_/|api(?:/|\Z))(?!.*(?:\A|/)\.{1,2}(?:/|\Z))(?!.*//)[^\x00-\x1f\x7f\\\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff]+"
)
OURS = re.compile(r"_/[\w.-]+(?:/[\w.-]+)*\Z")
"""What is below `_/` has names that Presswork chose."""


def attack(random: Random, number: int) -> Result:
    """Let some uploads meet the others in a blog, and compare the blog before, with them, and after."""
    result = Result()
    for several in stretches(range(number), AT_ONCE):
        _judge(random, len(several), result)
    return result


def _judge(random: Random, number: int, result: Result) -> None:
    blog = MemoryBlog()
    blog.publish(OTHERS)
    before = blog.objects()
    uploads = dict(_upload(random) for _ in range(number))
    blog.publish_at_once(uploads)
    blog.again()
    blog.settle()
    after = blog.objects()
    refused = [key for key in uploads if blog.report(key)]
    for key in uploads:
        result.end("refused" if key in refused else "published or ignored")
    for why in _breaches(before, after):
        result.breach(why, uploads)
    blog.publish_at_once(dict.fromkeys(uploads))
    for key in sorted(standing(blog.objects()).keys() - before.keys()):
        result.breach(f"{key!r} is left when all is taken back", uploads)


def _breaches(before: Objects, after: Objects) -> Iterator[str]:
    for key, text in TEXTS.items():
        if key not in after or text not in after[key].body.decode():
            yield f"{key} of another source no longer says what it said"
    yield from (
        f"{key} leads elsewhere" for key, to in LEADS.items() if key not in after or after[key].meta.get("location") != to
    )
    mine = after.keys() - before.keys()
    yield from (f"{key!r} was published" for key in sorted(mine) if not (HARMLESS.fullmatch(key) or OURS.fullmatch(key)))
    for key in sorted(mine):
        place = after[key].meta.get("location", "")
        if place and not re.match(r"/(?![/\\])", place):
            yield f"{key!r} leads off the site, to {place!r}"


def _upload(random: Random) -> tuple[str, str]:
    """Return the key and the text of an upload."""
    end = random.choice((".md", ".md", ".md", ".txt", ".html", ""))
    key = f"{random.choice(('posts/', 'posts/', '', 'images/', 'templates/'))}{_name(random)}{end}"[:900] or "a.md"
    if key in OTHERS or key.startswith("site.yaml"):
        key = f"posts/{key}.md"
    named = {name: _name(random) for name in ("path", "slug", "id", "translation_key") if random.random() < 0.25}
    aliases = {"aliases": [_name(random) for _ in range(2)]} if random.random() < 0.3 else {}
    return key, post("Mine.", title="Mine", date="2026-11-20", tags=[_name(random)], **named, **aliases)


def _name(random: Random) -> str:
    glue = random.choice(("/", "/", "", "-"))
    return glue.join(random.choice(PARTS) for _ in range(random.choice((1, 1, 2, 3))))
