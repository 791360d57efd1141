"""Dead links: to a post, a page or a file that isn't on the site.

A dead link has no address, the class `missing` (the stylesheet shows it unlike a link), and what tells a screen reader that it is
a link that can't be followed. A quotation just loses the address of its source.
"""

from collections.abc import Callable

from chalicelib.content.html_tree import nodes, parse

LINK = "a"
POINTING = ("cite", "href")
SAID = {"role": "link", "aria-disabled": "true"}


def without_addresses(html: str, is_dead: Callable[[str], bool]) -> str:
    """Return the safe HTML whose links and citations with a dead address have none."""
    tree = parse(html)
    for node in list(nodes(tree)):
        for name in POINTING:
            if not is_dead((node.attributes.get(name)) or ""):
                continue
            del node.attrs[name]
            if node.tag == LINK:
                classes = (node.attributes.get("class") or "").split()
                node.attrs["class"] = " ".join(dict.fromkeys((*classes, "missing")))
                for said, value in SAID.items():
                    node.attrs[said] = value
    return tree.html or ""
