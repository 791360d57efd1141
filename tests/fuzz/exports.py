"""The readers of services' exports under the fuzzers: archives, documents of editors, and HTML with a service's widgets."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.importers.blog import UnreadableError
from infra.importers.export.archives import archive_at, read_file
from infra.importers.export.json_slices import document_at
from infra.importers.ghost import html, lexical, mobiledoc
from infra.importers.html_to_markdown.html_trees import tree_of
from infra.importers.html_to_markdown.placeholders import Marks
from infra.importers.medium import html as medium_html
from infra.importers.substack import html as substack_html

REFUSES = (UnreadableError,)
CARDS: tuple[bytes, ...] = (
    b'<figure class="kg-card kg-image-card kg-width-wide"><img src="/content/images/a.jpg"><figcaption>c</figcaption></figure>',
    b'<div class="kg-card kg-toggle-card"><h4 class="kg-toggle-heading-text">a</h4><div class="kg-toggle-content">b</div></div>',
    b'<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ"></iframe></figure>',
    b'<sup class="footnote-ref"><a href="#fn1">1</a></sup><section class="footnotes"><ol><li id="fn1">b</li></ol></section>',
)
STORIES: tuple[bytes, ...] = (
    b'<h3 class="graf--title">Salt</h3><p class="graf">Of <mark>ink</mark> <a href="#x">x</a></p>',
    b'<pre data-code-block-lang="py">a<br>b</pre><hr class="section-divider"><script src="https://gist.github.com/a/01.js"></script>',
    b'<div class="sectionLayout--outsetRow"><figure><img src="a"></figure><figure><img src="b"></figure></div>',
    b'<div class="graf--mixtapeEmbed"><a data-href="https://x.example/" href="#"><strong>T</strong><em>D</em></a></div>',
)
POSTS: tuple[bytes, ...] = (
    b'<div class="captioned-image-container"><a class="image-link" href="https://a/b"><img src="https://a/b"></a></div>',
    b'<div class="image-gallery-embed" data-attrs=\'{"gallery": {"images": [{"src": "a"}], "caption": "c"}}\'></div>',
    b'<a class="footnote-anchor">1</a><div class="footnote"><a class="footnote-number">1</a><p class="footnote-content"></div>',
    b'<div class="tweet" data-attrs=\'{"url": "https://x/1", "full_text": "t"}\'></div><div class="poll-embed"></div>',
)
LEXICAL: tuple[bytes, ...] = tuple(
    json.dumps({"root": {"type": "root", "children": [one]}}).encode()
    for one in (
        {"type": "paragraph", "children": [{"type": "text", "text": "salt", "format": 3}, {"type": "linebreak"}]},
        {"type": "list", "listType": "number", "start": 2, "children": [{"type": "listitem", "children": []}]},
        {"type": "gallery", "images": [{"src": "a", "alt": "b"}], "caption": "c"},
        {"type": "bookmark", "url": "https://x.example/", "metadata": {"title": "T", "description": "D"}},
    )
)
MOBILEDOC: tuple[bytes, ...] = (
    b'{"markups":[["a",["href","/x"]]],"atoms":[["soft-return","",{}]],"sections":[[1,"p",[[0,[0],1,"a"],[1,[],0,0]]]]}',
    b'{"cards":[["hr",{}]],"sections":[[10,0]]}',
    b'{"cards":[["card-markdown",{"markdown":"*a*"}]],"sections":[[10,0]]}',
    b'{"sections":[[3,"ul",[[[0,[],0,"a"]],[[0,[],0,"b"]]]],[2,"/a.png"]]}',
)


def packed(names: Sequence[str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "salt " * 9)
    return made.getvalue()


ARCHIVES: tuple[bytes, ...] = (packed(["posts.csv", "posts/1.a.html"]), packed(["a/b/../c", "/d", "e\\f.html"]), packed([]))
DOCUMENTS: tuple[bytes, ...] = (
    b'{"db": [{"data": {"posts": [{"id": 1, "t": "a\\"]}"}, null, [1.5e3]]}}]}',
    b'[{"a": {}}, "b", true]',
)


def cards(data: bytes) -> str:
    return html.simplified(data.decode(errors="replace"), lambda *_: None, Marks())


def story(data: bytes) -> str:
    content = tree_of(f"<section>{data.decode(errors='replace')}</section>")
    return medium_html.simplified(content, "Salt", "Of ink", lambda image: str(image.get("src", "")))


def post(data: bytes) -> str:
    return substack_html.simplified(data.decode(errors="replace"), lambda address: address, lambda *_: None, Marks())


def lexical_text(data: bytes) -> str:
    return lexical.html_of(data.decode(errors="replace"), lambda *_: None)


def mobiledoc_text(data: bytes) -> str:
    found = mobiledoc.document_in(data.decode(errors="replace"))
    return repr(mobiledoc.only_markdown(found)) + mobiledoc.html_of(found, lambda *_: None)


def archive(data: bytes) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(data)
        with archive_at(path) as opened:
            return [*opened.refused, *((name, len(read_file(opened, name))) for name in opened.names)]


def document(data: bytes) -> Any:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_bytes(data)
        with document_at(path) as found:
            return [part.value() for part in (found.elements() if found.kind == "[" else found.tables().values())]
