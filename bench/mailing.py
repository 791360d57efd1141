"""One letter to many subscribers, in memory and in simulated time: the real tick and workers, and a post office that counts.

Time begins when the letter is due. The clock ticks each minute, the tick queues the letter, and its workers do the rest.
"""

import gc
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import process_time

from msgspec.structs import replace
from tqdm import tqdm

from bench import corpus
from bench.counting import Tally, counted
from bench.filling import settled
from bench.simulating import Simulation, Takes, Workers, late
from bench.weighing import WeighedTable, weighing
from chalicelib import schedule
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Allowance, Cloud, Object, Outgoing, Table
from chalicelib.newsletter import consumers
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.newsletter.rules.subscriber import SHARDS, Subscriber
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.record import LOWEST
from chalicelib.store.newsletter import letters, subscribers
from chalicelib.times import in_utc

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GRACE, A_MINUTE, AN_HOUR = 600, 60, 3_600
MOST_WORKERS = 100
A_FEW = 100  # readers, to warm the process
KEYS, PEPPER = ("a key of links",), "a pepper"
POST = replace(corpus.post(0, 1), name="news.md", date=f"{NOW:%Y-%m-%d %H:%M}")


class PostOffice:
    """A mail service that keeps no message: only how many each reader got, the first and last time, and the fullest second."""

    def __init__(self, readers: int, rate: float, time: Simulation) -> None:
        self.got = bytearray(readers)
        self.first = self.last = 0.0
        self.fullest = 0
        self._time, self._allows = time, Allowance(rate)
        self._second: deque[float] = deque()
        self._shown = tqdm(total=readers, desc=f"letters at {rate:g} a second", leave=False, disable=None, unit="")

    def send(self, message: Outgoing) -> str:
        number, now = number_in(message.to), self._time.seconds
        self.got[number] += 1
        self.first, self.last = self.first or now, now
        self._second.append(now)
        while self._second[0] <= now - 1:
            self._second.popleft()
        self.fullest = max(self.fullest, len(self._second))
        self._shown.update()
        return f"message-{number}"

    def allowance(self) -> Allowance:
        return self._allows

    def close(self) -> None:
        self._shown.close()


def address(number: int) -> str:
    return f"reader-{number}@example.org"


def number_in(address: str) -> int:
    return int(address.partition("@")[0].rpartition("-")[2])


@dataclass(frozen=True, slots=True)
class Mailed:
    """The result of a letter: its state in the end, and how many subscribers got it once.

    `sending` are the simulated seconds from the first letter to the last, `fullest` the most letters in any one of them,
    `workers` the most at once; `cpu` are the processor's real seconds, without the ports' own but with the scheduler's.
    """

    readers: int
    rate: float
    state: str
    once: int
    sending: float
    fullest: int
    calls: Mapping[str, int]
    workers: int
    cpu: float

    @property
    def a_second(self) -> float:
        """Letters a second, from the first to the last."""
        return (self.readers - 1) / self.sending

    @property
    def calls_each(self) -> float:
        return sum(self.calls.values()) / self.readers


def mail(readers: int, rate: float, takes: Takes) -> Mailed:
    """Mail one letter to so many, at a rate that the service allows."""
    return fan_out(filled(readers), readers, rate, takes)


def weigh(readers: int, rate: float, takes: Takes) -> int:
    """Return the most bytes that all workers together hold while a letter is mailed, without the table."""
    mail(A_FEW, rate, takes)  # the memory that libraries keep from then on belongs to no worker
    cloud = filled(readers)
    gc.collect()  # objects that are set apart don't raise the threshold of a collection
    with weighing() as scales:
        fan_out(replace(cloud, table=WeighedTable(cloud.table, scales)), readers, rate, takes)
    return scales.most


def fan_out(bare: Cloud, readers: int, rate: float, takes: Takes) -> Mailed:
    """Let time pass until the letter that is due is sent, or should long have been."""
    time, tally = Simulation(bare.clock.now() + timedelta(seconds=GRACE)), Tally()
    office = PostOffice(readers, rate, time)
    workers = Workers(time, MOST_WORKERS, lambda body: do(cloud, body))
    cloud = late(counted(replace(bare, letters=workers, mail=office), tally), time, takes)
    time.start(lambda: tick(cloud, bare, until=2 * readers / rate + AN_HOUR))
    began = process_time()
    time.run()
    cpu = process_time() - began - tally.seconds
    office.close()
    return Mailed(
        readers=readers,
        rate=rate,
        state=state(bare),
        once=office.got.count(1),
        sending=office.last - office.first,
        fullest=office.fullest,
        calls=dict(tally.calls),
        workers=workers.busiest,
        cpu=cpu,
    )


def tick(cloud: Cloud, bare: Cloud, until: float) -> None:
    """The clock's minutes; whether the letter is sent is read without a call that counts."""
    ends = cloud.clock.now() + timedelta(seconds=until)
    while state(bare) != "sent" and cloud.clock.now() < ends:
        schedule.tick(cloud)
        cloud.clock.sleep(A_MINUTE)


def do(cloud: Cloud, body: str) -> None:
    if consumers.jobs(cloud, {"job": body}):
        raise RuntimeError(f"a job failed: {body}")


def state(cloud: Cloud) -> str:
    letter = letters.read(cloud.table, id_of(POST.key))
    return letter.state if letter else "none"


# ---- the preparation


def filled(readers: int) -> Cloud:
    """A cloud in memory with so many subscribers, and a post whose letter will be due."""
    cloud = Cloud(
        table=MemoryTable(),
        content=MemoryBucket(),
        public=MemoryBucket(),
        uploads=MemoryQueue(),
        press=MemoryQueue(),
        letters=MemoryQueue(),
        mail=MemoryMail(),
        clock=FixedClock(NOW),
        keys=KEYS,
        pepper=PEPPER,
        grace=GRACE,
    )
    for key, raw in (("site.yaml", corpus.SITE), (POST.key, POST.source)):
        cloud.content.write(key, Object(raw, "text/markdown"))
        ingest(cloud, Change(key, LOWEST))
    follow(cloud.table, readers)
    settled()
    return cloud


def follow(table: Table, readers: int, now: datetime = NOW) -> None:
    """Let so many follow."""
    new = [subscriber(number, now) for number in range(readers)]
    table.put_many(subscribers.READER.item(subscribers.at_reader(one.id), one) for one in new)
    for shard in range(SHARDS):
        subscribers.open_shard(table, shard)
        subscribers.count(table, shard, len(table.query(f"READERS#{shard:02d}")))


def subscriber(number: int, now: datetime = NOW) -> Subscriber:
    """Return a subscriber that has followed since yesterday."""
    since = in_utc(now - timedelta(days=1))
    return Subscriber(
        reader_id(PEPPER, address(number)),
        "following",
        nonce=f"{number:016x}",
        address=address(number),
        turns=((since, "each"),),
        since=since,
        consent=f"sign-up {since}, confirmed {since}",
        greeted=True,
    )
