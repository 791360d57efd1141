"""The warning beside a source that is accepted: what its author should look at again, until it is mended."""

import pytest
from msgspec.structs import replace

from chalicelib.content.frontmatter.privacy_keys import PRIVATE
from chalicelib.content.limits import limit
from chalicelib.diagnostics import CAUTIONS, Diagnostic
from chalicelib.publishing import messages
from chalicelib.reports import cautions, missing_files
from chalicelib.store import records
from tests.pictures import flat_png as png
from tests.publishing.blog import Blog, MemoryBlog, as_new, event, post, standing
from tests.publishing.calls import noting

KEY = "posts/a.md"
AT = "/2026/11/20/a/"
FENCE = "```"
SOURCES: dict[str, tuple[str, Diagnostic]] = {  # a text that brings it about, and what is found in it
    "key": (post(summery="A"), Diagnostic("key", "Unknown key `summery`. Did you mean `summary`?", 4)),
    "no-title": (post("One.", title=None), Diagnostic("no-title", "One.", 4)),
    "private": (post(private=True), Diagnostic("private", "private: true", 4)),
    "unlisted": (post(unlisted=True), Diagnostic("unlisted", "unlisted: true", 4)),
    "template": (post("One.\n\n{{< unheard >}}"), Diagnostic("template", "{{< unheard >}}", 7)),
    "template-link": (post("One.\n\n[It]({{< unheard >}})"), Diagnostic("template-link", "{{< unheard >}}", 7)),
    "formula": (post("One.\n\nSo $\\unheard$."), Diagnostic("formula", '\\unheard: Unknown command "\\unheard".', 7, 5)),
    "dialect": (post('One.\n\n<aside markdown="1">\n*a*\n</aside>'), Diagnostic("dialect", '<aside markdown="1">', 7, 1)),
    "diagram": (post(f"One.\n\n{FENCE}mermaid\na --> b\n{FENCE}"), Diagnostic("diagram", "mermaid", 7, 1)),
    "alt": (post("One.\n\n![](https://a.example/p.png)"), Diagnostic("alt", "p.png", 7)),
    "unpublished": (post("One.\n\n[It](tool.exe)"), Diagnostic("unpublished", "tool.exe", 7)),
    "host": (post("One.\n\n[It](a.example.com)"), Diagnostic("host", "a.example.com (did you mean https://a.example.com?)", 7)),
    "mailbox": (post("One.\n\n[It](a@b.example)"), Diagnostic("mailbox", "a@b.example (did you mean mailto:a@b.example?)", 7)),
    "scheme": (post("One.\n\n[It](vscode://file)"), Diagnostic("scheme", "vscode://file", 7)),
}
MENDED = post("Mended.")
OF_TEMPLATES: dict[str, tuple[str, str, Diagnostic]] = {
    "inline-script": ("base.html", "\n<script>1</script>", Diagnostic("inline-script", "<script>", 2)),
    "inline-style": ("post.html", "{# a\nb #}<style>p {}</style>", Diagnostic("inline-style", "<style>", 2)),
    "elsewhere": (
        "extra.css",
        "p {}\n@import '//a.example/x.css';",
        Diagnostic("elsewhere", "//a.example/x.css", 2),
    ),
}


def test_each_code_has_a_source_that_brings_it_about() -> None:
    assert {*SOURCES, *OF_TEMPLATES, OF_SENDERS} == CAUTIONS.keys()


@pytest.mark.parametrize("code", OF_TEMPLATES)
def test_what_a_page_stops_of_a_template_stands_beside_it_with_its_line_until_it_is_mended(memory_blog: Blog, code: str) -> None:
    name, text, found = OF_TEMPLATES[code]
    key = f"templates/{name}"

    memory_blog.publish({key: text})
    assert [memory_blog.warning(key)] == cautions(key, [found])

    memory_blog.publish({key: "p{}"})
    assert memory_blog.warning(key) is None


@pytest.mark.parametrize("code", SOURCES)
def test_what_is_found_in_a_source_stands_beside_it_with_its_line_until_it_is_mended(memory_blog: Blog, code: str) -> None:
    source, found = SOURCES[code]

    memory_blog.publish({KEY: source})
    assert [memory_blog.warning(KEY)] == cautions(KEY, [found])
    assert memory_blog.report(KEY) is None
    assert (memory_blog.page(AT) is None) == (code == PRIVATE)

    memory_blog.publish({KEY: MENDED})
    assert memory_blog.warning(KEY) is None
    assert memory_blog.objects() == as_new({KEY: MENDED})


@pytest.mark.parametrize("line", ["draft: true", "private: true", "expires: 2026-11-22", "publish_date: 2031-01-01"])
def test_a_source_that_is_not_on_the_site_has_its_warning_too(memory_blog: Blog, line: str) -> None:
    memory_blog.publish({KEY: f"---\ntitle: A\ndate: 2026-11-20\n{line}\n---\n\n{{{{< unheard >}}}}\n"})

    [warning] = cautions(KEY, [Diagnostic("template", "{{< unheard >}}", 7)])
    assert warning in (memory_blog.warning(KEY) or "")
    assert memory_blog.page(AT) is None


def test_a_removed_source_leaves_no_warning(blog: Blog) -> None:
    blog.publish({KEY: SOURCES["alt"][0], "posts/p.md": post("![](/p.png) [It](talk.pdf)", private=True)})

    blog.publish({KEY: None, "posts/p.md": None})

    assert blog.warning(KEY) is None
    assert blog.warning("posts/p.md") is None


def test_an_event_that_comes_twice_and_a_rebuild_leave_the_warning(blog: Blog) -> None:
    blog.publish({KEY: SOURCES["template"][0]})
    before = blog.warning(KEY)
    record = records.read(blog.cloud.table, KEY)
    assert record

    blog.tell(event(KEY, record.sequence), messages.to_rebuild(messages.Position(())).body)
    blog.settle()

    assert blog.warning(KEY) == before
    assert before


# ---- missing files

SHOWN = {"an image": ("![It](it.png)", "posts/it.png", png(3, 2)), "a title image": ("", "posts/title.png", png(3, 2))}
LINKED = {
    "a document": ("[It](it.pdf#page=2)", "posts/it.pdf", b"%PDF"),
    "an archive": ("[It](/files/é&b%20c.zip)", "files/é&b c.zip", b"PK"),
    "a player's file": ('<audio controls src="it.mp3"></audio>', "posts/it.mp3", b"ID3\4"),
    "a player's subtitles": ('<video src="https://a.example/a.mp4"><track src="it.vtt"></video>', "posts/it.vtt", b"WEBVTT"),
}
MISSING = {**SHOWN, **LINKED}


def showing(text: str) -> str:
    return post(text, **({} if text else {"image": "title.png"}))


@pytest.mark.parametrize(("text", "file", "raw"), MISSING.values(), ids=list(MISSING))
def test_a_missing_file_is_named_until_it_arrives_and_again_once_it_is_removed(
    blog: Blog, text: str, file: str, raw: bytes
) -> None:
    missing = missing_files(KEY, [file])

    blog.publish({KEY: showing(text)})
    assert blog.warning(KEY) == missing

    blog.publish({file: raw})
    assert blog.warning(KEY) is None
    assert blog.objects() == as_new({file: raw, KEY: showing(text)})

    blog.publish({file: None})
    assert blog.warning(KEY) == missing
    assert standing(blog.objects()) == as_new({KEY: showing(text)})


@pytest.mark.parametrize(("text", "file", "raw"), MISSING.values(), ids=list(MISSING))
def test_a_file_that_comes_first_is_never_missed(memory_blog: Blog, text: str, file: str, raw: bytes) -> None:
    memory_blog.publish({file: raw, KEY: showing(text)})

    assert memory_blog.warning(KEY) is None


def test_a_file_that_the_text_links_to_no_more_is_not_missed(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: post("[It](it.pdf)")})

    memory_blog.publish({KEY: MENDED})

    assert memory_blog.warning(KEY) is None


NO_UPLOADS = ("https://a.example/x.pdf", "//a.example/x.pdf", "/feed/index.xml", "/robots.txt", "/about/", "/v1.2", "x.error.txt")


@pytest.mark.parametrize("link", NO_UPLOADS)
def test_what_no_upload_would_bring_is_not_missed(memory_blog: Blog, link: str) -> None:
    memory_blog.publish({KEY: post(f"[It]({link})")})

    assert memory_blog.warning(KEY) is None


def test_other_bytes_of_a_linked_file_render_no_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post("[It](it.pdf)"), "posts/it.pdf": b"%PDF 1"})

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/it.pdf": b"%PDF 2"})

    assert written == {"posts/it.pdf"}


def test_a_text_with_very_many_files_is_published_and_the_first_are_missed(memory_blog: Blog) -> None:
    most = limit("files with warnings")
    links = " ".join(f"[It](/{number:04}.pdf)" for number in range(10 * most))

    memory_blog.publish({KEY: post(links)})

    assert memory_blog.report(KEY) is None
    assert memory_blog.warning(KEY) == missing_files(KEY, [f"{number:04}.pdf" for number in range(most)])


OF_SENDERS = "sender"
SENDERS = "title: The Press\nnewsletter: {{letters: {letters}, confirmations: {confirmations}}}\n"


def test_a_sender_elsewhere_than_the_mail_domain_has_a_warning_until_it_is_mended(memory_blog: MemoryBlog) -> None:
    memory_blog.cloud = replace(memory_blog.cloud, sends_from="press.example")

    memory_blog.publish({"site.yaml": SENDERS.format(letters="a@blog.press.example", confirmations="b@press.example")})

    warned = memory_blog.warning("site.yaml") or ""
    assert "a@blog.press.example" in warned
    assert "b@press.example" not in warned
    assert CAUTIONS[OF_SENDERS].instead in warned

    memory_blog.publish({"site.yaml": SENDERS.format(letters="a@news.press.example", confirmations="b@press.example")})

    assert memory_blog.warning("site.yaml") is None


def test_without_a_mail_domain_every_sender_is_as_good(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SENDERS.format(letters="a@blog.press.example", confirmations="b@elsewhere.example")})

    assert memory_blog.warning("site.yaml") is None
