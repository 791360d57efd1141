"""The payloads as uploads of an author: posts, with payloads in text and front matter, and a `site.yaml`."""

import json
from collections.abc import Iterable, Mapping

from tests.publishing.blog import post
from tests.safety.payloads import raw, some

A_POST = 110  # payloads
FRAMES = "frames: [video.example]\n"


def sources() -> Mapping[str, str]:
    """Return some payloads as posts, with a harmless word after each, and a `site.yaml` with payloads in its texts."""
    blocks = [f"{one.source}\n\nkept{one.number}." for one in some()]
    parts = ["\n\n".join(blocks[at : at + A_POST]) for at in range(0, len(blocks), A_POST)]
    made = {f"posts/p{number}.md": attacked(text, number) for number, text in enumerate(parts)}
    return {"site.yaml": site([one.source for one in some()[::10]], [one.source for one in raw()]), **made}


def attacked(text: str, number: int) -> str:
    """Return a post with payloads in its front matter, too."""
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
    """Return a `site.yaml` with these payloads in its texts, and a box of the sidebar for each of `boxes`."""
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
