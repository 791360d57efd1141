"""The payloads as uploads of an author: posts, with payloads in text and front matter, and a `site.yaml`."""

import json
from collections.abc import Iterable, Mapping

from tests.publishing.blog import post
from tests.safety.payloads import raw, some

A_POST = 110  # payloads
FRAMES = "frames: [video.example]\n"


def sources() -> Mapping[str, str]:
    """Some of the corpus as posts, each with a sign behind it, and a site whose texts hold some, too."""
    blocks = [f"{one.source}\n\nkept{one.number}." for one in some()]
    parts = ["\n\n".join(blocks[at : at + A_POST]) for at in range(0, len(blocks), A_POST)]
    made = {f"posts/p{number}.md": attacked(text, number) for number, text in enumerate(parts)}
    return {"site.yaml": site([one.source for one in some()[::10]], [one.source for one in raw()]), **made}


def attacked(text: str, number: int) -> str:
    """A post whose front matter is no better than its text."""
    evil = "</script><script>__hit(0)</script>&nbsp;javascript:__hit(0)"
    return post(
        f"First.\n\n<!--more-->\n\n{text}" if number % 2 else f"{text}\n\n<!--more-->\n\nLast.",
        title=f"{evil} {number}",
        date=f"2026-11-{1 + number % 20:02}",
        summary=evil if number % 3 else None,
        authors=["ada"] if number % 4 else [evil],
        categories=["Books"] if number % 4 else [evil],
        tags=["javascript:__hit(0)"],
        id=f"javascript:__hit({number})",
        translation_key=evil,
    )


def site(texts: Iterable[str], boxes: Iterable[str] = ()) -> str:
    """A `site.yaml` with these in its texts, as far as it takes addresses at all; each box has a text of its own."""
    said = json.dumps("\n\n".join(text for text in texts if "posts/x.md" not in text))
    texts_of_boxes = "".join(f"{{widget: text, text: {json.dumps(text)}}}, " for text in boxes)
    evil = json.dumps("</script>javascript:__hit(0)")
    return (
        f"title: {evil}\ndescription: {evil}\nurl: https://press.example\nlanding: 100\n{FRAMES}"
        f"authors: {{ada: {{name: {evil}, text: {said}, url: 'https://[\"onload=__hit(0)'}}}}\n"
        f"categories: {{books: {{name: {evil}, text: {said}}}}}\n"
        f"me: ['https://social.example/\"><script>__hit(0)</script>', 'mailto:javascript:__hit(0)']\n"
        f"sidebar: [{texts_of_boxes}{{widget: text, title: {evil}, text: {said}}}, {{widget: links, title: x, links: ["
        f"{{title: {evil}, url: '/javascript:__hit(0)'}}, {{title: x, url: '/\\javascript:__hit(0)'}}]}}]\n"
    )
