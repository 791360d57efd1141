"""A publish on the blog of twelve years, as it grows: the objects, calls, bytes and processor's time of one more post.

It is `bench.publish` with another blog. *Objects* are those of the public bucket that were written or deleted; *rendered* are all
pages that were looked at, most of which turn out to stand there as they should.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bench import blog
from bench.publish import Cost, measured, running
from bench.targets import Part, Row, Target, found, held, ratio

SIZES = (1_000, 10_000, 100_000)
FIRST, LARGE = 1_000, 10_000
MOST: Mapping[str, float] = {"objects": 36, "calls": 100, "MB": 1.6, "CPU ms": 70}  # of a publish at the first size
EVEN, GROWTH = 1.1, 1.5  # the most that may be: from a large size to the next, and against the first size


def publishing(sizes: Sequence[int]) -> Part:
    """Measure one publish in blogs of these sizes."""
    costs = measured({posts: running(posts, blog.posts) for posts in sizes}, blog.post)
    rows = [row(posts, cost) for posts, cost in costs.items()]
    return Part("publish", "One more post, with two categories and three tags, by the number of posts", rows, targets(rows))


def row(posts: int, cost: Cost) -> Row:
    return {
        "posts": posts,
        "objects": cost.objects,
        "rendered": cost.pages,
        "calls": cost.all_calls,
        "of ingest": cost.ingest,
        "MB": cost.written / 1e6,
        "MB read": cost.read / 1e6,
        "CPU ms": cost.cpu_ms,
    }


def targets(rows: Sequence[Row]) -> Sequence[Target]:
    """Hold the first size against its bounds, and each larger one against those before it."""
    sizes = sorted(row["posts"] for row in rows)
    even = [(before, after, EVEN) for before, after in pairwise(size for size in sizes if size >= LARGE)]
    grows = [(FIRST, size, GROWTH) for size in sizes if size > FIRST]
    firsts = [target for name, most in MOST.items() for target in at_first(rows, name, most)]
    return (*firsts, *(target for pair in (*even, *grows) for name in MOST for target in grown(rows, name, *pair)))


def at_first(rows: Sequence[Row], name: str, most: float) -> Sequence[Target]:
    return held(f"a publish at {FIRST:,} posts: {name}", found(rows, name, posts=FIRST), most)


def grown(rows: Sequence[Row], name: str, before: int, after: int, most: float) -> Sequence[Target]:
    times = ratio(found(rows, name, posts=after), found(rows, name, posts=before))
    return held(f"a publish at {after:,} posts against {before:,}: {name}", times, most)
