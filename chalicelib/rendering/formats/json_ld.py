"""JSON-LD: a page described with the terms of schema.org, for search engines.

Each function describes one thing as plain values; `graph` writes several things as one text that is safe within `<script>`.
Addresses are whole URLs, times have a zone, and unknown values are left out.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from markupsafe import Markup

from chalicelib.content.html.url_policy import WEB, scheme_of
from chalicelib.content.media.image_variants import plain_address
from chalicelib.content.text.excerpts import plain
from chalicelib.rendering.head import brief
from chalicelib.rendering.paths import whole
from chalicelib.rendering.strict_text import moment
from chalicelib.rendering.view_models.comments import ShownComment
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.page import ShownImage
from chalicelib.rendering.view_models.post import ShownAuthor, ShownPost
from chalicelib.rendering.view_models.site import ShownSite

Thing: TypeAlias = Mapping[str, Any]

# `</script>` and `<!--` would end the script or hide its end; the two separators end a line in old JavaScript.
ESCAPED = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
MOST_COMMENTS = 20
"""Comments of a post that are described: they stand in the head, before the text."""


def graph(*things: Thing) -> Markup:
    """Return these things as JSON-LD, escaped for `<script>`."""
    written = json.dumps({"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in ESCAPED.items():
        written = written.replace(sign, escaped)
    return Markup(written)  # noqa: S704 - just escaped


def blog_posting(post: ShownPost, site: ShownSite, image: ShownImage | None) -> Thing:
    """Describe a post in the flow; a note has no headline; without an author, the author is the site."""
    return _filled(
        {
            "@type": "SocialMediaPosting" if post.note else "BlogPosting",
            "@id": f"{post.url}#post",
            "headline": "" if post.note else post.title,
            "description": brief(post.excerpt),
            "datePublished": moment(post.date).isoformat(),
            "dateModified": moment(post.updated or post.date).isoformat(),
            "inLanguage": post.lang,
            "author": [_person(author, site) for author in post.by] or [publisher(site)],
            "publisher": publisher(site),
            "image": _image(image),
            "articleSection": [category.text for category in post.categories],
            "keywords": [tag.text for tag in post.tags],
            "mainEntityOfPage": post.url,
            "isPartOf": {**_of_site("Blog", site), "name": site.title, "url": _home(site)},
            **_discussed(post),
        }
    )


def web_page(post: ShownPost, site: ShownSite, image: ShownImage | None) -> Thing:
    """Describe a page outside the flow."""
    return _filled(
        {
            "@type": "WebPage",
            "@id": post.url,
            "url": post.url,
            "name": post.title,
            "description": brief(post.excerpt),
            "dateModified": moment(post.updated).isoformat() if post.updated else "",
            "inLanguage": post.lang,
            "primaryImageOfPage": _image(image),
            "isPartOf": {**_of_site("WebSite", site), "name": site.title, "url": _home(site)},
            **_discussed(post),
        }
    )


def web_site(site: ShownSite) -> Thing:
    """Describe the site in this language, and its search."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{_home(site)}search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return _filled({**_described("WebSite", site), "publisher": publisher(site), "potentialAction": search})


def blog(site: ShownSite) -> Thing:
    """Describe the flow of posts in this language."""
    return _filled({**_described("Blog", site), "isPartOf": {"@id": _of_site("WebSite", site)["@id"]}})


def profile(author: ShownAuthor, site: ShownSite) -> Thing:
    """Describe the page of an author, with their other pages on the web."""
    others = dict.fromkeys((author.url, *(link.url for link in author.links)))
    person = _filled({**_person(author, site), "sameAs": [other for other in others if scheme_of(other) in WEB]})
    return {"@type": "ProfilePage", "url": whole(site.url, author.address), "inLanguage": site.lang, "mainEntity": person}


def breadcrumbs(crumbs: Iterable[Anchor], site: ShownSite) -> Thing:
    """Describe the path from the home page to this page."""
    way = (Anchor(site.title, site.home), *crumbs)
    items = [
        {"@type": "ListItem", "position": number, "name": crumb.text, "item": crumb.url or whole(site.url, crumb.address)}
        for number, crumb in enumerate(way, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def publisher(site: ShownSite) -> Thing:
    """Describe the publisher of the posts: the site."""
    logo = {"@type": "ImageObject", "url": whole(site.url, site.logo)} if site.logo else None
    return _filled({"@type": "Organization", "name": site.title, "url": _home(site), "logo": logo})


def _person(author: ShownAuthor, site: ShownSite) -> Thing:
    picture = whole(site.url, plain_address(author.picture)) if author.picture else ""
    return _filled({"@type": "Person", "name": author.name, "url": whole(site.url, author.address), "image": picture})


def _discussed(post: ShownPost) -> Thing:
    """Describe the comments below a post: their number, and the first of them."""
    if not post.discussion:
        return {}
    first = [one for comment in post.discussion.comments[:MOST_COMMENTS] for one in (comment, *comment.replies)]
    return {
        "commentCount": post.discussion.count,
        "comment": [_comment(comment, post.url) for comment in first[:MOST_COMMENTS]],
    }


def _comment(comment: ShownComment, url: str) -> Thing:
    writer = _filled({"@type": "Person", "name": comment.writer.text, "url": comment.writer.url})
    return _filled(
        {
            "@type": "Comment",
            "url": f"{url}#{comment.anchor}",
            "datePublished": comment.date,
            "author": writer,
            "text": brief(plain(comment.html)),
        }
    )


def _image(image: ShownImage | None) -> Thing | None:
    if image is None:
        return None
    return _filled({"@type": "ImageObject", "url": image.url, "width": image.width, "height": image.height})


def _of_site(kind: str, site: ShownSite) -> Thing:
    """Return the type and the id of the site, or of its blog, in this language."""
    return {"@type": kind, "@id": _home(site) + {"WebSite": "#site", "Blog": "#blog"}[kind]}


def _described(kind: str, site: ShownSite) -> Thing:
    about = {"url": _home(site), "name": site.title, "description": site.description, "inLanguage": site.lang}
    return {**_of_site(kind, site), **about}


def _filled(thing: Thing) -> Thing:
    """Return the thing without its empty values."""
    return {name: value for name, value in thing.items() if value}


def _home(site: ShownSite) -> str:
    return whole(site.url, site.home)
