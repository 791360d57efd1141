"""The rules of valid JSON-LD: the properties that search engines require or recommend, and the types of their values.

A type of schema.org is a row of `TYPES`, with the rule of each property; a property with a star is required, and an unknown
property is a fault. The rows follow schema.org and Google's pages about Article, Breadcrumb, Profile page and Sitelinks.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from babel import Locale

Faults = Iterator[str]
Rule = Callable[[Any, str], Faults]

URL = re.compile(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?")
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def graphs(page: str) -> list[Any]:
    """Return the JSON-LD of the page."""
    return [json.loads(found) for found in SCRIPT.findall(page)]


def jsonld_faults(graph: Any) -> list[str]:
    """Return the faults of a graph; none if it is valid."""
    if graph.get("@context") != "https://schema.org" or set(graph) != {"@context", "@graph"}:
        return ["not a graph of schema.org"]
    return [fault for thing in graph["@graph"] for fault in of(*TYPES)(thing, thing.get("@type", "?"))]


def text(value: Any, at: str) -> Faults:
    if not isinstance(value, str) or not value.strip():
        yield f"{at}: no text"


def url(value: Any, at: str) -> Faults:
    if not isinstance(value, str) or not URL.fullmatch(value):
        yield f"{at}: not an absolute URL: {value!r}"


def moment(value: Any, at: str) -> Faults:
    if not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is None:
        yield f"{at}: not a time with a zone: {value!r}"


def language(value: Any, at: str) -> Faults:
    if str(Locale.parse(value, sep="-")).replace("_", "-") != value:
        yield f"{at}: no language: {value!r}"


def size(value: Any, at: str) -> Faults:
    if not isinstance(value, int) or value <= 0:
        yield f"{at}: no size: {value!r}"


def exactly(expected: str) -> Rule:
    return lambda value, at: iter(() if value == expected else (f"{at}: not {expected!r}",))


def several(rule: Rule) -> Rule:
    def each(value: Any, at: str) -> Faults:
        if not isinstance(value, list) or not value:
            yield f"{at}: not a list of some"
        else:
            yield from (fault for number, one in enumerate(value) for fault in rule(one, f"{at}[{number}]"))

    return each


def of(*types: str) -> Rule:
    """Return the rule of a thing of one of these types."""

    def thing(value: Any, at: str) -> Faults:
        if not isinstance(value, dict) or value.get("@type") not in types:
            yield f"{at}: not one of {types}"
            return
        row = TYPES[value["@type"]]
        rules: Mapping[str, Rule] = {name.rstrip("*"): rule for name, rule in row.items()}
        yield from (f"{at}: has no {name[:-1]}" for name in row if name.endswith("*") and name[:-1] not in value)
        yield from (f"{at}: {name} is unknown" for name in value if name not in rules and name != "@type")
        yield from (fault for name in value if name in rules for fault in rules[name](value[name], f"{at}.{name}"))

    return thing


def reference(value: Any, at: str) -> Faults:
    """Accept an id alone, or a description of the blog or the site."""
    yield from url(value["@id"], at) if set(value) == {"@id"} else of("Blog", "WebSite")(value, at)


def writer(value: Any, at: str) -> Faults:
    """Accept whoever writes a comment: a person who may have no page on the web."""
    yield from text(value.get("name"), f"{at}.name")
    yield from url(value["url"], f"{at}.url") if "url" in value else ()


def steps(value: Any, at: str) -> Faults:
    yield from several(of("ListItem"))(value, at)
    if [one["position"] for one in value] != list(range(1, len(value) + 1)) or len(value) < 2:
        yield f"{at}: positions don't count from 1 to 2 or more"


SHARED: Mapping[str, Rule] = {"@id": url, "name*": text, "url*": url, "description": text, "inLanguage": language}
TYPES: Mapping[str, Mapping[str, Rule]] = {
    "BlogPosting": {
        "@id": url, "headline*": text, "description": text, "datePublished*": moment, "dateModified*": moment,
        "inLanguage*": language, "author*": several(of("Person", "Organization")), "publisher*": of("Organization"),
        "image": of("ImageObject"), "articleSection": several(text), "keywords": several(text), "mainEntityOfPage*": url,
        "isPartOf*": reference, "commentCount": size, "comment": several(of("Comment")),
    },
    "SocialMediaPosting": {
        "@id": url, "description": text, "datePublished*": moment, "dateModified*": moment,
        "inLanguage*": language, "author*": several(of("Person", "Organization")), "publisher*": of("Organization"),
        "image": of("ImageObject"), "articleSection": several(text), "keywords": several(text), "mainEntityOfPage*": url,
        "isPartOf*": reference, "commentCount": size, "comment": several(of("Comment")),
    },
    "Comment": {"url*": url, "datePublished*": moment, "author*": writer, "text": text},
    "WebPage": {
        **SHARED, "dateModified": moment, "primaryImageOfPage": of("ImageObject"), "isPartOf*": reference,
        "commentCount": size, "comment": several(of("Comment")),
    },
    "ProfilePage": {"url*": url, "inLanguage*": language, "mainEntity*": of("Person")},
    "WebSite": {**SHARED, "publisher": of("Organization"), "potentialAction": of("SearchAction")},
    "Blog": {**SHARED, "isPartOf": reference},
    "BreadcrumbList": {"itemListElement*": steps},
    "ListItem": {"position*": size, "name*": text, "item*": url},
    "Person": {"name*": text, "url*": url, "sameAs": several(url), "image": url},
    "Organization": {"name*": text, "url*": url, "logo": of("ImageObject")},
    "ImageObject": {"url*": url, "width": size, "height": size},
    "SearchAction": {"target*": of("EntryPoint"), "query-input*": exactly("required name=search_term_string")},
    "EntryPoint": {"urlTemplate*": lambda value, at: url(value.replace("{search_term_string}", "x"), at)},
}  # fmt: skip
