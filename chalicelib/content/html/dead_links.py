"""Dead links: to a post, a page or a file that isn't on the site, or by a scheme that isn't allowed.

A dead link has no address, the class `missing` (the stylesheet shows it unlike a link), and what tells a screen reader that it is
a link that can't be followed. A quotation just loses the address of its source.
"""

from collections.abc import Callable, Collection

from chalicelib.content.html.html_tree import nodes, parse

LINK = "a"
POINTING = ("cite", "href")
PLACING = ("href", "id", "name")
"""An `a` with none of these has lost its address: the sanitizer keeps no address of a foreign scheme."""
SAID = {"role": "link", "aria-disabled": "true"}


def without_dead_links(html: str, dead: Collection[str]) -> str:
    """Return the safe HTML without these addresses; if there are none, unchanged."""
    return without_addresses(html, dead.__contains__) if dead else html


def without_addresses(html: str, is_dead: Callable[[str], bool]) -> str:
    """Return the safe HTML whose links and citations with a dead address have none; links without an address look dead."""
    tree = parse(html)
    for node in list(nodes(tree)):
        for name in POINTING:
            if is_dead(node.attributes.get(name) or ""):
                del node.attrs[name]
        if node.tag == LINK and not any(name in node.attributes for name in PLACING):
            classes = (node.attributes.get("class") or "").split()
            node.attrs["class"] = " ".join(dict.fromkeys((*classes, "missing")))
            for said, value in SAID.items():
                node.attrs[said] = value
    return tree.html or ""
