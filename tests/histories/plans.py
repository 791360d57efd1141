"""Plans: what an author may do in a short while. Few keys, dates, terms and addresses, so that crowds happen."""

from typing import TypeAlias

from hypothesis import strategies as st

Plan: TypeAlias = list[tuple[str, bytes | None]]

DATES = ("2026-03-02", "2026-03-02 10:00", "2026-03-17", "2026-04-01", "2025-12-31", "2031-01-01")
SITES = (
    "title: One\nlanguages: [en]\n",
    "title: Two\nlanguages: [en, es]\nlanding: 2\nsidebar: [recent, topics]\n",
    "title: Two\nlanguages: [en, es]\nlanding: 2\nsidebar: [archives, pages]\nfeed: {length: 3}\n",
    "title: Two\nlanguages: [es, en]\n",
    "title: [\n",
)
PICTURE = b"\x89PNG picture "


@st.composite
def posts(draw: st.DrawFn, keys: list[str]) -> bytes:
    """A post's source; now and then a bad one."""
    lines = [
        f"title: T{draw(st.integers(0, 9))}",
        f"date: {draw(st.sampled_from(DATES))}",
        f"slug: {draw(st.sampled_from('pqr'))}",
    ]
    lines.append(f"categories: {draw(st.lists(st.sampled_from(['X', 'y']), max_size=2))}")
    optional = {
        "tags: [z]": 3,
        "author: Ann": 3,
        "lang: es": 4,
        "translation_key: k": 3,
        "aliases: [/old/]": 5,
        "draft: true": 8,
        "expires: 2026-06-01": 8,
        "updated: 2026-05-05": 5,
        "broken: [": 8,
    }
    lines += [line for line, one_in in optional.items() if draw(st.integers(1, one_in)) == one_in]
    text = draw(st.sampled_from(["Some text.", "Lead.\n\n<!--more-->\n\nRest.", f"See [it]({draw(st.sampled_from(keys))}).", ""]))
    return ("---\n" + "\n".join(lines) + f"\n---\n{text}\n").encode()


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Uploads, edits, renames and deletions of a few sources, files, templates and the site itself."""
    names = [f"{name}.md" for name in "abcdef"[: draw(st.integers(2, 6))]]
    keys = [f"posts/{name}" for name in names]
    post = st.tuples(st.sampled_from(keys), st.one_of(posts(names), posts(names), posts(names), st.none()))
    page = st.tuples(st.just("about.md"), st.sampled_from([b"# About\n\nUs.", b"---\ntitle: About\nslug: us\n---\n", None]))
    site = st.tuples(st.just("site.yaml"), st.sampled_from([*(text.encode() for text in SITES), None]))
    picture = st.tuples(st.just("posts/p.png"), st.sampled_from([PICTURE, PICTURE + b"2", None]))
    drawing = st.tuples(st.just("posts/d.svg"), st.sampled_from([b"<svg/>", b"<svg><script/></svg>", None]))
    template = st.tuples(st.just("templates/landing.html"), st.sampled_from([b"<p>{{ site.title }}</p>", b"{% if %}", None]))
    one = st.one_of(*[post] * 12, page, site, picture, drawing, template)
    return draw(st.lists(one, min_size=2, max_size=14))
