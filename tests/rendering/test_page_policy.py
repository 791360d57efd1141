"""The content security policy of a page: it allows the styles and scripts of the page, and nothing else."""

from base64 import b64encode
from hashlib import sha256
from xml.etree.ElementTree import Element

import html5lib
import pytest
from markupsafe import Markup

from chalicelib.content.site.site import Site
from chalicelib.content.site.theme import Theme
from chalicelib.model import Page, PageKind
from chalicelib.policy import FIRST_SCRIPT, SCRIPTS
from chalicelib.rendering.presenters import render
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.uses import USES
from infra.stack.headers import ALLOWED
from tests.rendering.post_page import page

CODE = Markup('<pre><code class="highlight language-python"><span class="k">if</span></code></pre>')
OWN = '@media print { body::after { content: "</style> é"; } }\n:root { --paper: #fff }\n'
CONTEXTS = {
    "the built-in sheet": SiteContext(Site()),
    "a theme": SiteContext(Site(theme=Theme(light={"link": "#00008b"}, fonts={"text": '"Gill Sans",serif'}))),
    "a sheet of its own": SiteContext(Site(), Templates({"static/style.css": OWN})),
}


def policy(tree: Element) -> str:
    (policy,) = (meta for meta in tree.iter("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    return policy.get("content", "")


def rows(tree: Element) -> dict[str, list[str]]:
    """Return the sources that the page's policy allows, by directive."""
    return {name: sources for name, *sources in map(str.split, policy(tree).split(";"))}


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=list(CONTEXTS))
@pytest.mark.parametrize("html", [Markup("<p>a</p>"), CODE], ids=["text", "code"])
def test_the_policy_allows_each_style_of_the_page_by_its_hash(context: SiteContext, html: Markup) -> None:
    tree = page(context, html)

    hashes = [b64encode(sha256((one.text or "").encode()).digest()).decode() for one in tree.iter("style")]
    assert rows(tree)["style-src"] == ["'self'", *(f"'sha256-{one}'" for one in hashes)]


def test_the_policy_comes_before_all_that_it_governs() -> None:
    head = next(iter(page(SiteContext(Site()), CODE).iter("head")))

    charset, first, *_ = head
    assert (charset.get("charset"), first.get("http-equiv")) == ("utf-8", "Content-Security-Policy")
    assert not [link for link in head.iter("link") if link.get("rel") == "stylesheet"]


@pytest.mark.parametrize(
    "template",
    [name for name, shown in USES.items() if name.endswith(".html") and not {"mail", "post"} & {*shown}] + ["post.html"],
)
def test_each_page_begins_with_a_strict_policy(template: str) -> None:
    lang, shown = SAMPLES[template][0]
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(Templates().render(template, lang, **shown))

    allowed = rows(tree)
    before = [one for one in next(iter(tree.iter("head"))) if not one.get("charset")]
    assert before[0].get("content") == policy(tree)
    assert {name: allowed[name] for name in ("script-src", "object-src", "base-uri")} == STRICT
    assert allowed["form-action"] == ["'self'", *(["https://duckduckgo.com"] if template == "search.html" else [])]


STRICT = {"script-src": SCRIPTS.split(), "object-src": ["'none'"], "base-uri": ["'none'"]}


def test_the_page_of_a_redirect_has_a_policy() -> None:
    text = render("moved.html", Page("address", "/a/"), SiteContext(Site()), "en", target="https://press.example/b/").decode()

    assert f"script-src {SCRIPTS}" in policy(html5lib.HTMLParser(namespaceHTMLElements=False).parse(text))


@pytest.mark.parametrize("kind", ["address", "search"])
def test_the_servers_policy_allows_all_that_the_pages_policy_allows(kind: PageKind) -> None:
    text = render("404.html", Page(kind, "en"), SiteContext(Site()), "en", elsewhere=()).decode()

    for name, sources in rows(html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)).items():
        wider = ALLOWED.get(name, ALLOWED["default-src"]).split()
        assert set(sources) <= {*wider, *(one for one in sources if one.startswith("'sha256-") and "'unsafe-inline'" in wider)}


def test_the_one_script_within_a_page_comes_before_all_that_is_painted_and_the_policy_allows_it() -> None:
    tree = page(SiteContext(Site()), Markup())

    (script,) = (one for one in tree.iter("script") if not one.get("src") and not one.get("type"))
    assert script.text == FIRST_SCRIPT
    assert len(FIRST_SCRIPT) <= 150
    names = [one.tag for one in next(iter(tree.iter("head")))]
    assert names.index("script") < names.index("style")
