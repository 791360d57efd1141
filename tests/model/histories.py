"""Random histories of the model: who runs next, what is doubled and reordered, who dies, and whether the result is right.

    python -m tests.model.histories [--histories N] [--seed S] [--crash P] [--without RULE]

At each step, what a publish says is compared with the public bucket: done is never said while a page is wrong. When all queues
are empty, the public bucket must be what a clean build gives, and every publish must be done.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.model.protocol import ingest, post_page, render
from tests.model.publish import is_done
from tests.model.world import REBUILD, RULES, Name, Post, Steps, World, listings, month

BATCH = 3


def random_plan(chance: Random) -> list[tuple[str, Post | None]]:
    """Return uploads and deletions; how many keys, days, addresses and mistakes there are differs, so that crowds happen."""
    keys, days = "abcdefgh"[: chance.randint(2, 8)], chance.sample((1, 2, 5, 11, 12, 24), chance.randint(2, 6))
    addresses, mistakes = "pqrstuvw"[: chance.randint(2, 8)], chance.choice((0, 0.1, 0.3))

    def source() -> Post:
        return {
            "title": f"t{chance.randrange(100)}",
            "day": chance.choice(days),
            "categories": chance.sample("xy", chance.randint(0, 2)),
            "address": chance.choice(addresses),
            "bad": chance.random() < mistakes,
        }

    return [(chance.choice(keys), source() if chance.random() < 0.75 else None) for _ in range(chance.randint(2, 16))]


class Worker:
    """One run of a function: what it was started with, and the call that it makes next."""

    def __init__(self, group: int | None, work: list[Any], steps: Steps) -> None:
        self.group, self.work, self.steps = group, work, steps
        self.call = next(steps)


class History:
    """A world, a plan, and the workers that run."""

    def __init__(self, seed: int, crash: float, without: str | None) -> None:
        self.chance = Random(seed)  # noqa: S311 - it must be repeatable
        self.world, self.plan = World(self.chance, without), random_plan(self.chance)
        self.crash, self.haste = self.chance.choice((crash / 4, crash, crash * 3)), self.chance.choice((1, 4))
        self.workers: list[Worker] = []
        self.ticks = 0

    def steps(self) -> Iterator[World]:
        """Yield the world after each step, until nothing is queued and nobody works."""
        while choices := self.choices():
            match self.chance.choice(choices):
                case "upload":
                    self.world.upload(*self.plan.pop(0))
                case "ingest":
                    event = self.world.events.pop(self.chance.randrange(len(self.world.events)))
                    self.start(None, [event], ingest(self.world, *event))
                case "render":
                    group = self.chance.choice(self.free())
                    queue = self.world.press[group]
                    messages = [queue.popleft() for _ in range(min(len(queue), self.chance.randint(1, BATCH)))]
                    self.world.in_flight.add(group)
                    self.start(group, messages, render(self.world, messages))
                case "step":
                    self.step(self.chance.choice(self.workers))
                case "tick":  # the schedule tries waiting sources again
                    self.ticks += 1
                    self.world.events += self.waiting()
            yield self.world

    def choices(self) -> list[str]:
        choices = ["upload"] * 2 * bool(self.plan) + ["ingest"] * bool(self.world.events and len(self.workers) < 6)
        choices += ["render"] * bool(self.free()) + ["step"] * self.haste * bool(self.workers)
        is_tick_due = not choices and self.waiting() and self.world.has("clock") and self.ticks < 3
        return ["tick"] if is_tick_due else choices

    def free(self) -> list[int]:
        return [group for group, queue in self.world.press.items() if queue and group not in self.world.in_flight]

    def waiting(self) -> list[tuple[str, int]]:
        records = ((at[1], item) for at, item in self.world.table.items() if at[0] == "SOURCE")
        return [(key, record.version[0]) for key, record in records if record.refusal == "taken"]

    def start(self, group: int | None, work: list[Any], steps: Steps) -> None:
        try:
            self.workers.append(Worker(group, work, steps))
        except StopIteration:
            self.world.in_flight.discard(group)

    def step(self, worker: Worker) -> None:
        if self.chance.random() < self.crash:
            if self.chance.random() < 0.5:
                worker.call()
            self.stop(worker)
            self.come_again(worker)
            return
        try:
            worker.call = worker.steps.send(worker.call())
        except StopIteration:
            self.stop(worker)

    def stop(self, worker: Worker) -> None:
        self.workers.remove(worker)
        self.world.in_flight.discard(worker.group)

    def come_again(self, worker: Worker) -> None:
        if worker.group is None:
            self.world.events += worker.work
        else:
            self.world.press[worker.group].extendleft(reversed(worker.work))


def clean_build(posts: dict[str, Post]) -> dict[Name, Name]:
    lists: dict[str, list[Any]] = defaultdict(list)
    for key, post in sorted(posts.items(), key=lambda item: (item[1]["day"], item[0]), reverse=True):
        for of in listings(post):
            lists[of].append((post["day"], key, post))
    public: dict[Name, Name] = {("post", key): post_page(lists["all"], key) for key in posts}
    for of, listed in lists.items():
        public["landing", of] = tuple((m[1], m[2]["title"]) for m in listed[:2])
        months = {month(m[0]) for m in listed}
        for one in months:
            public["month", of, one] = tuple((m[1], m[2]["title"]) for m in listed if month(m[0]) == one)
        public["archives", of] = tuple((one, tuple(key for key, _ in public["month", of, one])) for one in sorted(months))
    return public


def posts_of(world: World) -> dict[str, Post]:
    return {at[1]: item.post for at, item in world.table.items() if at[0] == "SOURCE" and item.post}


def differing(world: World) -> Iterator[Name]:
    """Yield the pages that are not as a clean build of the records makes them."""
    expected = clean_build(posts_of(world))
    for page in sorted(expected.keys() | world.public.keys(), key=str):
        if expected.get(page, ()) != world.public.get(page, ()):
            yield ("page", page, "expected", expected.get(page), "is", world.public.get(page))


# ---- what is wrong


def said_too_early(world: World) -> Iterator[Name]:
    """Yield what a page shows of a source whose publish is done, and that isn't true; and any wrong page, once all are done.

    A page that counts this source, too, because another one was published meanwhile, is awaited by the publish of that one.
    """
    keys = [at[1] for at in world.table if at[0] == "SOURCE"]
    done = [key for key in keys if is_done(world, key)]
    for key in done:
        wrong = (page for page in wrong_about(world, key) if not is_awaited(world, page))
        yield from (("done, but", key, page, world.public.get(page)) for page in wrong)
    if done and len(done) == len(keys):
        yield from (("all done, but", *wrong) for wrong in differing(world))


def is_awaited(world: World, page: Name) -> bool:
    """Return whether a publish waits for the page, or for one whose summary will owe it."""
    names = {awaited.name for at, publish in world.table.items() if at[0] == "PUBLISH" for awaited in publish.pending}
    owing = any(name[:2] in (("month", page[1]), ("walk", page[1]), REBUILD) for name in names)
    return page in names or (page[0] == "archives" and owing)


def wrong_about(world: World, key: str) -> Iterator[Name]:
    """Yield the pages that show something else of this source than its record says."""
    post = world.table["SOURCE", key].post
    listed = {of: month(post["day"]) for of in listings(post)} if post else {}
    own = world.public.get(("post", key)) or ()
    if own[:2] != ((post["title"], post["address"]) if post else ()):
        yield ("post", key)
    for page in {*world.public, *(("archives", of) for of in listed), *(("month", *at) for at in listed.items())}:
        body, of = world.public.get(page) or (), page[1]
        if page[0] == "archives":
            wrong = [number for number, keys in body if key in keys] != ([listed[of]] if of in listed else [])
        else:
            shown = dict(filter(None, body[2:] if page[0] == "post" else body))
            is_listed = bool(post) if page[0] == "post" else of in listed
            wrong = key in shown and (not is_listed or shown[key] != post["title"])
            wrong |= page[0] == "month" and (key in shown) != (listed.get(of) == page[2])
        if wrong:
            yield page


def wrongs(world: World) -> Iterator[Name]:
    """Yield what a finished history got wrong."""
    records = {at[1]: item for at, item in world.table.items() if at[0] == "SOURCE"}
    posts = posts_of(world)
    owner = {at[1]: item["owner"] for at, item in world.table.items() if at[0] == "URL"}
    for key, record in records.items():
        if record.owed:
            yield ("still owed", key)
        if not is_done(world, key):
            yield ("never done", key, world.table.get(("PUBLISH", key)))
        if record.post and owner.get(record.post["address"]) != key:
            yield ("lives where it does not own", key, record.post["address"])
        yield from wrongs_of_source(world, key, posts, owner)
    if set(world.content) - set(records):
        yield ("never ingested", sorted(set(world.content) - set(records)))
    yield from differing(world)


def wrongs_of_source(world: World, key: str, posts: dict[str, Post], owner: dict[str, str]) -> Iterator[Name]:
    source, record = world.content.get(key), world.table["SOURCE", key]
    if source is None and record.post:
        yield ("removed, but shown", key)
    if source and not source["bad"]:
        holder = owner.get(source["address"], "")
        if record.refusal == "taken" and posts.get(holder, {}).get("address") != source["address"]:
            yield ("refused, but the address is free", key, source["address"])
        if not record.refusal and record.post != source:
            yield ("an old version is shown", key)


def judge(seed: int, crash: float = 0.04, without: str | None = None) -> list[Name]:
    """Run one history; return the first things that are wrong with it."""
    history = History(seed, crash, without)
    for world in history.steps():
        if wrong := list(said_too_early(world)):
            return wrong
    return list(wrongs(history.world))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--crash", type=float, default=0.04, help="chance that a worker dies at a call")
    parser.add_argument("--without", choices=RULES)
    args = parser.parse_args()
    bad = 0
    for seed in range(args.seed, args.seed + args.histories):
        wrong = judge(seed, args.crash, args.without)
        if wrong and not bad:
            print(f"first wrong history, seed {seed}:", *wrong[:4], sep="\n  ")
        bad += bool(wrong)
    print(f"{args.histories} histories, {bad} wrong")
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
