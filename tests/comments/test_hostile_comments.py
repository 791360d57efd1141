"""No comment runs anything, leaves its place, or hides anything: on pages, in feeds, mails, structured data and a terminal."""

import json
import re
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from typing import Any

import feedparser
import html5lib
import pytest
from lxml import etree

from chalicelib.comments import moderation_mail
from chalicelib.comments.rules.comment import Comment, State
from chalicelib.comments.rules.comment_text import html_of
from chalicelib.content.html.tree_policy import holds
from chalicelib.store import comments, site_files
from chalicelib.store.site_context import context_of
from chalicelib.web import views
from chalicelib.web.pages import ApiPage
from infra.running.comments import list_
from tests.command.test_writer import is_harmful
from tests.comments.hostile import HOSTILE, payloads
from tests.comments.test_comments import SITE, Discussion
from tests.each import each
from tests.publishing.blog import MemoryBlog, post
from tests.safety.judge import dangers, scheme
from tests.web.visitor import text_of

A_POST = 20
"""Comments of one post: so many are described in its head."""
WRITTEN = frozenset(("p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"))
WEB = frozenset(("http", "https"))
POSTS = {number: f"posts/p{number}.md" for number in range(-(-len(HOSTILE) // A_POST))}
Tree = Any


def hostile(number: int, text: str, thread: str, state: State = "approved") -> Comment:
    """Return a comment whose every field is hostile; words around the texts show where these end."""
    at = f"2026-11-21T10:00:00.{number:03}+00:00"
    return Comment(
        thread,
        f"{at}#{number}",
        state,
        at,
        writer=f"by{number} {text} yb{number}",
        text=f"on{number}\n{text}\n\nno{number}",
        website=text if number % 2 else f"https://e.example/{text}",
        reply_to=text,
        anchor=str(number),
    )


@pytest.fixture(scope="module")
def discussion() -> Discussion:
    """Return a site on which each hostile text is a comment."""
    blog = MemoryBlog()
    for number, text in HOSTILE.items():
        put(blog, hostile(number, text, POSTS[(number - 100) // A_POST]))
    posts = {key: post(title=f"P{number}", date="2026-11-20") for number, key in POSTS.items()}
    blog.publish({"site.yaml": SITE, **posts})
    return Discussion(blog)


def put(blog: MemoryBlog, comment: Comment) -> None:
    comments.change(blog.cloud.table, comment.thread, comment.name, lambda _: comment)


@pytest.fixture(scope="module")
def pages(discussion: Discussion) -> Mapping[int, str]:
    return {number: discussion.blog.page(f"/2026/11/20/p{number}/") or "" for number in POSTS}


def tree_of(html: str) -> Tree:
    return html5lib.parse(html, namespaceHTMLElements=False)


def articles(pages: Mapping[int, str]) -> Iterator[tuple[int, Tree, Tree]]:
    """Yield the number of each comment, its element, and that of its text."""
    for html in pages.values():
        for article in tree_of(html).iterfind(".//section[@id='comments']/ol/li/article"):
            yield int(article.get("id").removeprefix("comment-")), article, article.find("./div")


def said(tree: Tree) -> str:
    return "".join(tree.itertext())


def test_nothing_on_a_page_runs(pages: Mapping[int, str]) -> None:
    assert [found for html in pages.values() for found in dangers(html)] == []


def test_there_are_many_payloads() -> None:
    assert len(list(payloads())) >= 500


def test_each_comment_is_an_element_of_its_own_with_all_that_is_its_own_and_nothing_else(pages: Mapping[int, str]) -> None:
    seen = {}
    for number, article, text in articles(pages):
        seen[number] = [said(article).count(f"{word}{number}") for word in ("by", "yb", "on", "no")]
        assert (number, {each.tag for each in text.iter()} - WRITTEN) == (number, {"div"})
    assert {number: counts for number, counts in seen.items() if counts != [1, 1, 1, 1]} == {}
    assert seen.keys() == HOSTILE.keys()


def test_a_link_of_a_comment_leads_to_the_web_and_says_whose_it_is(pages: Mapping[int, str]) -> None:
    links = [link.attrib for _, article, text in articles(pages) for link in (*text.iter("a"), *article.iterfind("p/span/a"))]

    assert [link for link in links if (link["rel"], scheme(link["href"]) in WEB) != ("nofollow ugc", True)] == []
    assert len(links) > 100


def test_no_comment_shows_what_is_not_seen_or_turns_its_line(pages: Mapping[int, str]) -> None:
    assert [number for number, article, _ in articles(pages) if is_harmful(said(article))] == []


def test_the_html_of_a_comment_is_read_again_as_the_same() -> None:
    assert [number for number, text in HOSTILE.items() if not holds(html_of(text))] == []


def test_structured_data_is_one_document_with_addresses_of_the_web(pages: Mapping[int, str]) -> None:
    scripts = [
        script for html in pages.values() for script in tree_of(html).iter("script") if "ld+json" in script.get("type", "")
    ]
    graphs = [json.loads(script.text)["@graph"] for script in scripts]
    found = [comment for graph in graphs for thing in graph for comment in thing.get("comment", ())]

    assert len(found) == len(HOSTILE)
    assert {scheme(comment["author"].get("url", "https:")) for comment in found} <= WEB
    assert [comment for comment in found if is_harmful(comment["author"]["name"] + comment.get("text", ""))] == []


def test_feeds_are_read_and_nothing_in_them_runs(discussion: Discussion) -> None:
    feeds = [discussion.blog.page(f"/2026/11/20/p{number}/feed/") or "" for number in POSTS]
    items = [item for feed in feeds for item in etree.fromstring(feed.encode()).iterfind("channel/item")]
    read = [entry for feed in feeds for entry in feedparser.parse(feed, sanitize_html=False).entries]

    assert len(items) == len(read) == len(HOSTILE)
    assert [found for item in items for found in dangers(item.findtext("{*}encoded") or "")] == []
    assert [item for item in items if is_harmful(said(item))] == []
    assert [entry.title for entry in read if "\n" in entry.title or not entry.title.startswith("by")] == []


# ---- whoever looks at comments


def looked_at(discussion: Discussion, kind: str) -> Tree:
    context = context_of(site_files.read(discussion.cloud))
    several = tuple(hostile(number, text, "posts/waiting.md", "held") for number, text in HOSTILE.items())
    html = views.render(context, ApiPage(kind, "en", {"moderate": "t", "withdraw": "t"}, comments=several)).decode()
    assert dangers(html) == []
    return tree_of(html)


@pytest.mark.parametrize(("kind", "each"), [("moderate", "article"), ("commented", "blockquote"), ("reply", "blockquote")])
def test_a_page_of_the_api_shows_each_comment_in_an_element_of_its_own(discussion: Discussion, kind: str, each: str) -> None:
    shown = looked_at(discussion, kind).findall(f".//main/{each}")

    assert [said(one).count(f"on{number}") for number, one in zip(HOSTILE, shown, strict=True)] == [1] * len(HOSTILE)
    assert [said(one).count(f"no{number}") for number, one in zip(HOSTILE, shown, strict=True)] == [1] * len(HOSTILE)
    assert not is_harmful("".join(map(said, shown)))


def test_a_terminal_lists_each_comment_on_a_line(discussion: Discussion, capsys: pytest.CaptureFixture[str]) -> None:
    for thread in POSTS.values():
        list_(discussion.cloud, post=thread)
    listed = capsys.readouterr().out

    assert not is_harmful(listed)
    assert [f"by{number} " in line for number, line in zip(HOSTILE, lines_in(listed), strict=True)] == [True] * len(HOSTILE)


def lines_in(listed: str) -> list[str]:
    return [line for line in listed.split("\n") if line.startswith("posts/")]


def test_mails_have_a_line_for_each_comment_and_no_header_of_it(discussion: Discussion) -> None:
    mails = list(mails_about(discussion))
    lines = [line for mail in mails for line in quoted(mail)]

    assert {frozenset(mail.keys()) for mail in mails} == {frozenset(mails[0].keys())}
    assert not [mail for mail in mails if mail["Bcc"] or len(mail["Subject"].splitlines()) != 1]
    assert [line for line in lines if is_harmful(line)] == []
    assert len(lines) == len(HOSTILE)


def quoted(mail: EmailMessage) -> list[str]:
    """Return the lines about comments in a mail's HTML, which runs nothing; its text says the same."""
    part, text = mail.get_body(("html",)), text_of(mail).replace("\r\n", "\n")
    assert part
    html = part.get_content()
    assert dangers(html, mail=True) == []
    assert not is_harmful(text)
    lines = [said(each) for each in tree_of(html).iter("p") if said(each).startswith("by")]
    assert text.count("\n\nby") == len(lines)
    return lines


def mails_about(discussion: Discussion) -> Iterator[EmailMessage]:
    waiting = [hostile(number, text, "posts/waiting.md", "held") for number, text in HOSTILE.items()]
    for begin in range(0, len(waiting), moderation_mail.QUOTED):
        several = waiting[begin : begin + moderation_mail.QUOTED]
        for comment in several:
            put(discussion.blog, comment)
            comments.hold(discussion.cloud.table, comment)
        discussion.clock.sleep(3_601)
        moderation_mail.plan(discussion.cloud, site_files.read(discussion.cloud).site)
        discussion.work()
        comments.release(discussion.cloud.table, several)
        yield discussion.inbox("eva@example.org")[-1]


# ---- the form


@each("text", [*HOSTILE.values()][::3])
def test_the_form_to_answer_holds_a_post_of_this_site_or_is_refused(discussion: Discussion, text: str) -> None:
    reply = discussion.ask_plainly("GET", "/comments", {"post": f"/{text}", "to": text}, {}, b"", "203.0.113.7")
    tree = tree_of(reply.body.decode())
    forms = tree.findall(".//form[@action='/api/comments']")

    assert dangers(reply.body.decode()) == []
    assert len(forms) == (reply.status == 200)
    assert [form for form in forms if not SITES_OWN.match(form.find("input[@name='post']").get("value"))] == []


SITES_OWN = re.compile(r"/(?![/\\\t\n\r])")


@each("text", HOSTILE.values())
def test_whatever_is_sent_is_answered_and_carried_out_without_an_error(discussion: Discussion, text: str) -> None:
    for number, form in enumerate(forms_of(text)):
        ip, headers = f"203.0.{number}.{len(text) % 250}", {"accept": "application/json"}
        reply = discussion.ask("POST", "/comments", {"name": "Ada", "text": "Hello", **form}, ip=ip, headers=headers)

        assert reply.status in (202, 400, 429)
    discussion.settle()


def forms_of(text: str) -> Iterator[dict[str, str]]:
    post = "/2026/11/20/p0/"
    yield {"post": post, "name": text[:80], "text": text, "reply_to": text[:64], "website": f"https://e.example/{text}"[:200]}
    yield {"post": post, "website": text[:200]}
    yield {"post": f"/{text}"[:1_000]}


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "\u3164"), ("text", "\u200b \ufeff"), ("text", "a\ufffe"), ("post", "/" + "字" * 1_000), ("website", "https://")],
)
def test_what_no_page_can_show_and_no_table_can_hold_is_refused(discussion: Discussion, field: str, value: str) -> None:
    form = {"post": "/2026/11/20/p0/", "name": "Ada", "text": "Hello", field: value}

    assert discussion.ask("POST", "/comments", form).status == 400
    discussion.settle()
