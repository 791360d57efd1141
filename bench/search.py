"""How large the search index of a large site is, how long one month of it takes to render, and a browser's script to search it.

The posts are made of words that are as common as words are in a language: the second half as common as the first, the third a
third. English ones are found in a vocabulary of made-up words, Chinese ones in one of words of two signs.
"""

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bench import corpus
from bench.machine import judged, keep, show
from chalicelib.content.text.excerpts import shortened
from chalicelib.content.text.search_words import vocabulary
from chalicelib.rendering.formats.search_index import Findable, older, part, segment
from chalicelib.rendering.templates.templates import BUILT_IN

POSTS, MONTHS = 10_000, 120
AT_ONCE, PRESS_MS = 50_000, 15.0  # the most that may be: bytes of a segment when compressed, and the median time to write one
KNOWN = 20_000  # words
REPEATED = 3  # how often each segment is written; the fastest counts
ASKED = {"Latin": "{} {}", "Chinese": "{}{}"}


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    found = [measured(language) for language in WRITERS]
    show(f"The search index of {POSTS:,} posts over {MONTHS} months", [row for row, _ in found])
    searched = [row for _, row in found if row]
    if searched:
        show("Searching all of it in Node, without the time on the way", searched)
    largest, slowest = max(row["largest, gzip"] for row, _ in found), max(row["ms a segment"] for row, _ in found)
    print("", judged("the largest segment, compressed, bytes", largest, AT_ONCE), sep="\n")
    print(judged("to write a segment, ms", slowest, PRESS_MS))
    keep("search", [row for row, _ in found], searched=searched)
    return bool(largest <= AT_ONCE and slowest <= PRESS_MS)


def measured(language: str) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The sizes of an index in this language, and the times of a search in it where there is Node."""
    months = [list(posts_of(language, month)) for month in range(MONTHS)]
    parts = [part(month, number) for month in months for number in range(older(month) + 1)]
    written, times = zip(*map(timed, parts), strict=True)
    raw, packed = [len(one) for one in written], [len(gzip.compress(one, 6)) for one in written]
    kept = sum(len(json.loads(one)["words"]) for one in written) / sum(len(distinct(posts)) for posts in parts)
    row = {
        **{"language": language, "files": len(written), "largest, raw": max(raw), "largest, gzip": max(packed)},
        **{"total, gzip": sum(packed), "vocabulary kept": kept, "ms a segment": median(times), "slowest ms": max(times)},
    }
    return row, searching(language, written)


def distinct(posts: Sequence[Findable]) -> str:
    return " ".join({word for post in posts for word in post.words})


def timed(posts: Sequence[Findable]) -> tuple[bytes, float]:
    """The segment of these posts, and the milliseconds of the processor that it takes to write."""
    times = []
    for _ in range(REPEATED):
        began = process_time()
        made = segment(posts)
        times.append((process_time() - began) * 1000)
    return made, min(times)


def words_of(language: str) -> Sequence[str]:
    said = Random(language)  # noqa: S311 - the same words every time
    signs, lengths = WRITERS[language]
    return tuple(dict.fromkeys("".join(said.choices(signs, k=said.choice(lengths))) for _ in range(KNOWN)))


def posts_of(language: str, month: int) -> Iterator[Findable]:
    """The posts of one month, newest first: 500 words each."""
    said = Random(f"{language} {month}")  # noqa: S311 - the same posts every time
    known = words_of(language)
    common = list(accumulate(1 / place for place in range(1, len(known) + 1)))
    between = "" if language == "Chinese" else " "
    for number in range(POSTS // MONTHS + (month < POSTS % MONTHS)):
        sentences = [between.join(said.choices(known, cum_weights=common, k=10)) for _ in range(50)]
        text, title = ". ".join(sentences), between.join(said.choices(known, cum_weights=common, k=5))
        date = f"{2017 + month // 12}-{month % 12 + 1:02}-{28 - number % 28:02}"
        topics = (*corpus.taking_turns(corpus.CATEGORIES, number, 2), *corpus.taking_turns(corpus.TAGS, number, 3))
        address = f"/{date.replace('-', '/')}/{title.replace(' ', '-')}/"
        yield Findable(title, address, date, shortened(text), topics, vocabulary(f"<p>{text}</p>"))


WRITERS: Mapping[str, tuple[str, Sequence[int]]] = {
    "Latin": ("eeeeeaaaiiiooonnntttrrrsssllldducmpghbfvykwjxqz", (2, 3, 4, 5, 6, 7, 8, 9, 10)),
    "Chinese": ("".join(chr(0x4E00 + place) for place in range(0, 12_000, 4)), (1, 2, 2, 2)),
}
"""The letters of words, and their lengths."""


def searching(language: str, written: Sequence[bytes]) -> Mapping[str, Any] | None:
    """How long the page's script takes to read all segments, and to find words in them; nothing where there is no Node."""
    if (node := shutil.which("node")) is None:
        return None
    words = words_of(language)
    asked = {"common": words[30], "rare": words[9_000], "two": ASKED[language].format(words[40], words[300])}
    with TemporaryDirectory() as folder:
        for name in ("search.js", "minisearch.js"):
            shutil.copy(BUILT_IN / "static" / name, folder)
        Path(folder, "package.json").write_text('{"type": "module"}')
        Path(folder, "segments.json").write_bytes(b"[" + b",".join(written) + b"]")
        Path(folder, "program.js").write_text(PROGRAM.replace("ASKED", json.dumps(asked)))
        ran = subprocess.run([node, "--expose-gc", "program.js"], cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return {"language": language, **json.loads(ran.stdout)}


PROGRAM = """
import { readFileSync } from "node:fs";
import { Question, opened } from "./search.js";
const timed = (act) => { const began = performance.now(); act(); return Math.round(performance.now() - began); };
const segments = JSON.parse(readFileSync("segments.json"));
let kept;
const measured = { "reading, ms": timed(() => { kept = segments.map(opened); }) };
for (const [name, words] of Object.entries(ASKED)) {
  const question = new Question(words);
  measured[`${name}, ms`] = timed(() => { kept.forEach((one) => question.look(one)); question.found(); });
  measured[`${name}, found`] = question.found().length;
}
gc();
measured["memory, MB"] = Math.round(process.memoryUsage().heapUsed / 1e6);
console.log(JSON.stringify(measured));
"""
