"""How fast an export of WordPress is imported, and how much memory it takes: a process of its own, first and second import.

The posts have what posts have: paragraphs, links, lists, a picture, code, a shortcode; half of them are classic texts, half are
made of blocks. The memory is that of the process, with the interpreter and its libraries.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.machine import judged, keep, show
from tests.importers.wxr_samples import HEAD, TAIL, item

SIZE = 100_000_000  # bytes of the export
MOST_MEMORY = 400.0  # megabytes
IMPORT = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from infra.importers.wordpress import reader
from infra.importers.output.writer import write
began, cpu = time.perf_counter(), time.process_time()
report = write(reader.read(Path(sys.argv[1])), Path(sys.argv[2]), datetime.now(UTC))
took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
print(json.dumps({**took, "written": report.written.total(), "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def run(size: int = SIZE) -> bool:
    """Measure, show and keep the results; return whether the memory stays below its bound."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "export.xml"
        posts = written(source, size)
        rows = [measured(name, source, Path(folder) / "blog", posts) for name in ("first", "second")]
    show(f"Importing an export of WordPress of {size / 1e6:,.0f} MB", rows)
    most = max(row["MB of memory"] for row in rows)
    print("", judged("the most memory, MB", most, MOST_MEMORY), sep="\n")
    keep("importing", rows, size=size)
    return bool(most <= MOST_MEMORY)


def measured(name: str, source: Path, into: Path, posts: int) -> Mapping[str, Any]:
    ran = subprocess.run([sys.executable, "-c", IMPORT, str(source), str(into)], capture_output=True, text=True, check=True)
    took = json.loads(ran.stdout)
    speed = source.stat().st_size / 1e6 / took["cpu"]
    times = {"seconds": took["seconds"], "cpu": took["cpu"], "MB/s of CPU": speed, "ms a post": took["cpu"] * 1000 / posts}
    return {"import": name, "posts": posts, "files written": took["written"], **times, "MB of memory": took["memory"] / 1024}


def written(path: Path, size: int) -> int:
    """Write an export of this size; return how many posts it has."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(version="1.2"))
        for number, post in enumerate(posts(), 1):  # noqa: B007 - it is counted
            file.write(post)
            if file.tell() > size:
                break
        file.write(TAIL)
    return number


def posts() -> Iterator[str]:
    """Yield posts without an end, of 300 to 2,000 words."""
    chance, number = Random(7), 0  # noqa: S311 - the same posts every time
    known = ["".join(chance.choices("abcdefghilmnoprstuv", k=chance.randint(2, 9))) for _ in range(5_000)]
    while True:
        number += 1
        day = f"{2000 + number // 365 % 25:04}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        text = "\n\n".join(part(chance, known, is_classic=bool(number % 2)) for _ in range(chance.randint(6, 40)))
        excerpt = "" if number % 5 else "\n".join(words(chance, known, 30) for _ in range(3))
        yield item(
            number,
            words(chance, known, 5),
            text,
            slug=f"post-{number}",
            date=f"{day} 10:00:00",
            gmt=f"{day} 09:00:00",
            excerpt=excerpt,
        )


def words(chance: Random, known: list[str], many: int) -> str:
    return " ".join(chance.choices(known, k=many))


def part(chance: Random, known: list[str], *, is_classic: bool) -> str:
    """Return a paragraph, a list, a picture, code or a heading, as a classic text or a block has it."""
    link = f'<a href="https://oven.example/{chance.choice(known)}/">{words(chance, known, 2)}</a>'
    said = f"{words(chance, known, 30)} <em>{words(chance, known, 3)}</em>, {link}."
    image = f'<img src="/wp-content/uploads/{chance.choice(known)}.jpg" alt="A boat"/>'
    kind = chance.choice(("paragraph",) * 6 + ("list", "image", "code", "heading"))
    html = {
        "paragraph": said if is_classic else f"<p>{said}</p>",
        "list": "<ul>\n" + "\n".join(f"<li>{words(chance, known, 6)}</li>" for _ in range(5)) + "\n</ul>",
        "image": f'<figure class="wp-block-image">{image}</figure>',
        "code": f"<pre>{words(chance, known, 20)}</pre>",
        "heading": f"<h2>{words(chance, known, 4)}</h2>",
    }[kind]
    return html if is_classic else f"<!-- wp:{kind} -->\n{html}\n<!-- /wp:{kind} -->"
