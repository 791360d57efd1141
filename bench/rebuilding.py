"""Builds of the blog of twelve years, beside Hugo and Pelican: of everything, and again after something or nothing has changed.

The programs take turns, each in a folder and with an OUT of its own, and every figure is that of a whole process, the median of
some runs. Hugo and Pelican make everything again each time. Pelican may read what it has kept of sources that are unchanged, by
the faster of its two caches. An OUT is new for a whole build, and stands from one build to the next for the others.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import blog, corpus
from bench.corpus import Written
from bench.rivals import PROJECT, RIVALS, taken
from bench.running import RunError, Spent, spent
from bench.targets import Part, Row, Target, found, held, ratio
from chalicelib.content.site.siteyaml import read_site

SIZES = (1_000, 10_000)
FIRST, LARGE, MANY = 1_000, 10_000, 100_000
FILES, MB = 2_200, 60  # the most that may be, of the first size
FASTER, SLOWER = 2.5, 1.5  # than Pelican, at least; than Hugo, at most
MEMORY, MEMORY_OF_MANY = 300, 1_024  # MiB
EDIT: Mapping[int, float] = {1_000: 5, 10_000: 20}  # how many times as fast as Hugo
UNCHANGED, COLOUR = 1.0, 0.5  # seconds; as a part of Hugo's build
COLOURS = ("#1f4f7a", "#6a2c7a")  # of links; both can be read on paper
CACHED = ("-e", "CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true", 'CONTENT_CACHING_LAYER="generator"')


@dataclass(frozen=True, slots=True)
class Program:
    """A program, the folder that it builds from, and the arguments it is given besides."""

    name: str
    folder: Path
    more: Sequence[str] = ()

    def build(self, out: Path) -> Spent:
        rival = RIVALS[self.name]
        return spent((*rival.command(self.folder, out), *self.more), PROJECT, rival.ends)


def made_up(posts: int) -> Callable[[Path], object]:
    """What writes the blog of twelve years with so many posts."""
    return partial(blog.write, count=posts)


@contextmanager
def laid_out(
    write: Callable[[Path], object], names: Sequence[str], more: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Sequence[Program]]:
    """The same blog as each program wants it, while open; `write` writes its folder."""
    with TemporaryDirectory(prefix="presswork-bench-") as work:
        source = Path(work, "source")
        write(source)
        for name in names:
            RIVALS[name].lay_out(source, Path(work, name))
        yield [Program(name, Path(work, name), (more or {}).get(name, ())) for name in names]


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# ---- everything


def whole(sizes: Sequence[int], runs: int) -> Part:
    """Build everything, each time into a new folder."""
    rows = [row for posts in sizes for row in whole_rows(posts, runs)]
    return Part("build", "A whole build", rows, [*weight_targets(rows), *build_targets(rows)])


def weighed(sizes: Sequence[int]) -> Part:
    """Build everything once, for what it makes."""
    rows = [row for posts in sizes for row in whole_rows(posts, 1)]
    kept = [{name: row[name] for name in ("posts", "program", "files", "MB")} for row in rows]
    return Part("files", "What a build makes", kept, weight_targets(rows))


def whole_rows(posts: int, runs: int) -> Sequence[Row]:
    with laid_out(made_up(posts), tuple(RIVALS)) as programs:
        builds: Mapping[str, list[tuple[Spent, int, int]]] = {program.name: [] for program in programs}
        for run in range(runs):
            for program in programs:
                progress(f"{posts:,} posts, {program.name}, run {run + 1} of {runs}")
                builds[program.name].append(anew(program))
    return [whole_row(posts, name, several) for name, several in builds.items()]


def anew(program: Program) -> tuple[Spent, int, int]:
    """Build into a folder that is new; return also the files there and their bytes."""
    with TemporaryDirectory(prefix="presswork-out-") as work:
        out = Path(work, "out")
        took = program.build(out)
        return took, *weight(out)


def weight(out: Path) -> tuple[int, int]:
    """Return how many files a folder has, and their bytes; hidden ones are not served, so they don't count."""
    files = [path for path in out.rglob("*") if path.is_file() and not hidden(path.relative_to(out))]
    return len(files), sum(path.stat().st_size for path in files)


def hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def whole_row(posts: int, name: str, builds: Sequence[tuple[Spent, int, int]]) -> Row:
    _, files, size = builds[-1]
    return {"posts": posts, "program": name, **figures([took for took, *_ in builds]), "files": files, "MB": size / 1e6}


def figures(taken: Sequence[Spent]) -> Row:
    return {
        "wall s": median(one.wall for one in taken),
        "CPU s": median(one.cpu for one in taken),
        "largest MiB": median(one.memory for one in taken) / 2**20,
    }


def weight_targets(rows: Sequence[Row]) -> Sequence[Target]:
    files, size = (found(rows, column, posts=FIRST, program="presswork") for column in ("files", "MB"))
    return (*held(f"files of {FIRST:,} posts", files, FILES), *held(f"MB of {FIRST:,} posts", size, MB))


def build_targets(rows: Sequence[Row]) -> Sequence[Target]:
    mine, hugo, pelican = (found(rows, "wall s", posts=FIRST, program=name) for name in ("presswork", "hugo", "pelican"))
    larger, memory = (found(rows, column, posts=LARGE, program="presswork") for column in ("wall s", "largest MiB"))
    return (
        *held(f"a build of {FIRST:,} posts: times as fast as Pelican", ratio(pelican, mine), FASTER, at_least=True),
        *held(f"a build of {FIRST:,} posts: times as long as Hugo", ratio(mine, hugo), SLOWER),
        *held(f"a build of {LARGE:,} posts: times as long as {FIRST:,}", ratio(larger, mine), LARGE / FIRST),
        *held(f"a build of {LARGE:,} posts: MiB of the largest process", memory, MEMORY),
    )


def many(posts: int = MANY) -> Part:
    """Build a very large blog once, with Presswork alone, for the memory it takes."""
    with laid_out(made_up(posts), ("presswork",)) as programs:
        rows = [whole_row(posts, program.name, [anew(program)]) for program in programs]
    memory = found(rows, "largest MiB", posts=MANY)
    return Part("memory", "A very large blog", rows, held(f"a build of {MANY:,} posts: MiB", memory, MEMORY_OF_MANY))


# ---- again


@dataclass(frozen=True, slots=True)
class Post:
    """The post that is edited: its title, and where its page stands below OUT."""

    title: str
    page: str


def newest(posts: int) -> Post:
    """The newest post, which stands in the first pages of its listings and in their feeds."""
    return post_of(blog.post(posts - 1, posts))


def old(posts: int) -> Post:
    """The post in the middle, which stands in few feeds or none."""
    return post_of(blog.post(posts // 2, posts))


def post_of(written: Written) -> Post:
    source = taken(written.key, written.source, read_site(corpus.SITE, lambda text, _lang: text))
    if source is None:
        raise RunError(f"{written.key} is refused")
    return Post(written.title, f"{source.post.address.strip('/')}/index.html")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done between two builds of each of these programs; it returns what must then stand in OUT, and where.

    Hugo and Pelican make everything again whatever has changed, so they are there only where a target compares with them.
    """

    what: str
    do: Callable[[Program, Post, int], tuple[str, str]]
    names: Sequence[str]
    post: Callable[[int], Post] = newest


def edit(program: Program, post: Post, run: int) -> tuple[str, str]:
    """Add a sentence to the post."""
    said = f"Added in run {run}."
    source = source_of(program.folder, post.title)
    source.write_text(f"{source.read_text()}\n{said}\n")
    return post.page, said


def nothing(_program: Program, post: Post, _run: int) -> tuple[str, str]:
    return post.page, ""


def recolour(program: Program, _post: Post, run: int) -> tuple[str, str]:
    """Give links another colour; Hugo's is said in its stylesheet, a file that is copied."""
    colour = COLOURS[run % len(COLOURS)]
    if program.name == "presswork":
        (program.folder / "site.yaml").write_bytes(corpus.SITE + f'theme:\n  light:\n    link: "{colour}"\n'.encode())
        return "**/*", colour
    (program.folder / "static").mkdir(exist_ok=True)
    (program.folder / "static" / "style.css").write_text(f"a {{ color: {colour} }}\n")
    return "style.css", colour


ACTS: Mapping[str, Act] = {
    "edit": Act("the newest post is edited", edit, ("presswork", "hugo", "pelican")),
    "edit-old": Act("an old post is edited", edit, ("presswork",), old),
    "unchanged": Act("nothing has changed", nothing, ("presswork",)),
    "colour": Act("the theme has another colour", recolour, ("presswork", "hugo")),
}


def source_of(folder: Path, title: str) -> Path:
    """The file below the folder that has this title."""
    for path in sorted(folder.rglob("*.md")):
        if title in path.read_text().partition("\n\n")[0]:
            return path
    raise FileNotFoundError(f"no file in {folder.name} has the title {title}")


def again(names: Sequence[str], sizes: Sequence[int], runs: int) -> Part:
    """Build once, then again after each act."""
    acts = [ACTS[name] for name in names]
    rows = [row for posts in sizes for row in again_rows(acts, posts, runs)]
    return Part("again", "The same blog, built again", rows, again_targets(rows))


def again_rows(acts: Sequence[Act], posts: int, runs: int) -> Sequence[Row]:
    names = [name for name in RIVALS if any(name in act.names for act in acts)]
    took: dict[tuple[str, str], list[Spent]] = {(act.what, name): [] for act in acts for name in names if name in act.names}
    with (
        laid_out(made_up(posts), names, {"pelican": CACHED}) as programs,
        TemporaryDirectory(prefix="presswork-out-") as work,
    ):
        for program in programs:
            progress(f"{posts:,} posts, {program.name}, the first build")
            program.build(Path(work, program.name))
        for run in range(runs):
            for act in acts:
                for program in (one for one in programs if one.name in act.names):
                    progress(f"{posts:,} posts, {act.what}, {program.name}, run {run + 1} of {runs}")
                    took[act.what, program.name].append(once_more(program, Path(work, program.name), act, act.post(posts), run))
    return [{"posts": posts, "what": what, "program": name, **figures(several)} for (what, name), several in took.items()]


def once_more(program: Program, out: Path, act: Act, post: Post, run: int) -> Spent:
    """Do the act and build; raise `RunError` if OUT doesn't show it."""
    where, said = act.do(program, post, run)
    took = program.build(out)
    if not any(said in path.read_text() for path in out.glob(where) if path.suffix in (".html", ".css")):
        raise RunError(f"{program.name} doesn't show that {act.what}")
    return took


def again_targets(rows: Sequence[Row]) -> Sequence[Target]:
    edited = [target for posts, bound in EDIT.items() for target in edit_targets(rows, posts, bound)]
    unchanged = found(rows, "wall s", posts=LARGE, what=ACTS["unchanged"].what)
    mine, hugo = (found(rows, "wall s", posts=LARGE, what=ACTS["colour"].what, program=name) for name in ("presswork", "hugo"))
    return (
        *edited,
        *held(f"nothing has changed in {LARGE:,} posts: seconds", unchanged, UNCHANGED),
        *held(f"another colour, {LARGE:,} posts: as a part of Hugo's build", ratio(mine, hugo), COLOUR),
    )


def edit_targets(rows: Sequence[Row], posts: int, bound: float) -> Sequence[Target]:
    mine, hugo = (found(rows, "wall s", posts=posts, what=ACTS["edit"].what, program=name) for name in ("presswork", "hugo"))
    return held(f"the newest of {posts:,} posts is edited: times as fast as Hugo", ratio(hugo, mine), bound, at_least=True)
