"""A whole site: in three languages, with every kind of source, and with texts that mean harm."""

from tests.pictures import flat_png as png
from tests.publishing.blog import post

HOSTILE = """<script>alert(1)</script> & "quotes" 'n' ]]> <!-- {{ 7*7 }} %(x)s"""
SITE = """\
title: {en: "The <Press> & Co", es: La «imprenta», ar: غرفة الحروف}
description: {en: All about "type"}
zone: Europe/Lisbon
languages: [en, es, {code: ar, direction: rtl}]
authors: {ann: {name: Ann & Bo, text: Prints., url: /about/}}
categories: {ink: {name: {en: Ink, es: Tinta}, text: "About [ink](/2026/11/20/plain/)."}}
landing: 3
feed: {length: 4}
sidebar:
 [topics, top, recent, archives, pages, feeds, follow, {widget: links, links: [{title: A, url: /a.txt}]}, {widget: text, text: H}]
"""
TEXT = """\
Some *text* with `code`, a [link](hostile.md#part), a [missing link](nowhere.md), one [to a page](../about.md), and
a footnote[^1].

<!--more-->

![A picture](p.png "Title") and <a href="p.png">the same</a>, [outside](https://example.com/a?b=c&d=e), and
[mail](mailto:a@example.com).

```python
print("a < b & c")
```

| a | b |
|---|---|
| 1 | 2 |

[^1]: A note.
"""
SOURCES: dict[str, str | bytes | None] = {
    "site.yaml": SITE,
    "about.md": "# About\n\nUs. Home is [here](/).",
    "about.es.md": "# Acerca\n\nNosotros.",
    "posts/p.png": png(3, 2),
    "a.txt": b"A",
    "posts/plain.md": post(TEXT, title="Plain", author="ann", categories=["ink"], tags=["Old type", "C++"], image="p.png"),
    "posts/plain.es.md": post(title="Sencillo", author="ann", categories=["ink"], tags=["Tipos"]),
    "posts/plain.ar.md": post("نص **بالعربية**.", title="بسيط", categories=["حبر"]),
    "posts/hostile.md": post(f"## Part\n\n{HOSTILE}", title=HOSTILE, author=HOSTILE, categories=[HOSTILE], tags=["<b>", "&amp;"]),
    "posts/día uno.md": post(
        "ñandú 😀 \u0301 \u200f", title="Día 😀 uno", slug="día-😀", tags=["ñandú 😀"], date="2026-10-03 23:59"
    ),
    "posts/bells.md": post("Ding\x07 dong\x00.", title="Bells\x07", aliases=["/old-bells/"], date="2026-09-01 10:00+05:30"),
    "posts/empty.md": post("![](p.png)", title="Nothing said", date="2025-12-31", id="my own"),
    "posts/short.md": post(
        "<p>Raw <b onclick='x()'>HTML</b><script>x()</script> <img src='p.png'></p>", title="Raw", date="2026-11-21"
    ),
}

OTHERS = {
    "site.yaml": "title: The Press\nlanguages: [en, es]\nsidebar: [recent, topics, archives, pages]\n",
    "posts/older.md": post(title="The older one", date="2026-11-02", categories=["Press"]),
    "posts/newer.md": post(title="The newer one", date="2026-11-22"),
    "posts/otro.es.md": post(title="Otro", date="2026-11-22", translation_key="k"),
}
"""A site around one post, `translation_key: k`, that isn't in it."""
