"""`presswork cost`: the bill by hand, its properties, and what it rests on: the measurements, the price list, the document."""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import corpus, visiting
from bench.counting import size_of
from bench.filling import World, filled, ingest_message, press_all, upload
from bench.mailing import KEYRING, NOW, POST, Mailed, address, fan_out
from bench.mailing import filled as followed
from bench.simulating import Takes
from bench.visiting import JSON, Visited
from chalicelib import clock, working
from chalicelib.catalog import letters
from chalicelib.cloud.memory import MemoryTable
from chalicelib.mail.letter import id_of
from chalicelib.mail.links import reader_id
from chalicelib.mail.subscriber import shard_of
from infra.costs import Bill, bill
from infra.costs.prices import REGIONS, US_EAST_1, Price
from infra.costs.usage import (
    ACTS,
    ASSUMED,
    IDLE,
    LETTER,
    LETTER_SENDS,
    MAILED,
    NEWS,
    PUBLISH,
    PUBLISH_BATCHES,
    RECORDS_KB,
    SIGN_UP,
    VIEW_KB,
    WORKER_S,
    Traffic,
    used,
)
from infra.verbs import cost
from tests.mail.test_trouble import event
from tests.verbs.metering import Meters, metered

ROOT = Path(__file__).parents[2]
COUNTS = st.integers(0, 10_000_000)
TRAFFIC = st.builds(Traffic, posts=st.integers(0, 10_000), views=COUNTS, subscribers=COUNTS)
BLOGS = {
    "small": (),
    "middling": ("--posts", "30", "--views", "100000", "--subscribers", "5000"),
    "large": ("--posts", "120", "--views", "3000000", "--subscribers", "100000"),
}


def bill_of(posts: int = 0, views: int = 0, subscribers: int = 0) -> Bill:
    return bill(Traffic(posts, views, subscribers), US_EAST_1)


def line(of: Bill, name: str) -> tuple[float, float, float]:
    """Quantity, dollars, and dollars to pay."""
    found = next(line for line in of.lines if line.price.name == name)
    return found.quantity, round(found.dollars, 4), round(found.to_pay, 4)


def asked(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cost.arguments(parser)
    return cost.run(parser.parse_args(words))


# ---- by hand


def test_a_blog_that_nobody_reads_pays_for_its_queues_being_asked_and_for_its_alarms() -> None:
    idle = bill_of()

    assert line(idle, "requests") == (3 * 5 * 3 * 43_200, 0.7776, 0.3776)  # three queues, five pollers, thrice a minute
    assert line(idle, "requests to the FIFO queue") == (5 * 3 * 43_200, 0.324, 0.324)
    assert line(idle, "alarms") == (19, 1.9, 0.9)
    assert line(idle, "dashboards") == (1, 3.0, 0.0)
    assert line(idle, "read units") == (3 * 43_200, 0.0162, 0.0162)
    assert round(idle.to_pay, 2) == 1.62


def test_an_upload_writes_its_pages_and_a_post_is_uploaded_three_times() -> None:
    ten = bill_of(posts=10)

    assert line(ten, "requests that write") == (1_590, 0.008, 0.008)  # ten posts, three uploads, 53 each; $0.005 a thousand
    assert line(ten, "write units")[0] == pytest.approx(10 * (3 * 123 + 318))


def test_a_letter_is_paid_for_each_reader() -> None:
    mailed = bill_of(posts=10, subscribers=1_000)

    assert line(mailed, "mails") == (10 * 1_000 + 1_000 * 0.05 * 2, 1.01, 1.01)
    assert line(mailed, "pieces of news of mail")[0] == pytest.approx(2 * 10_100)


def test_a_view_is_nine_requests_and_eighteen_calls_at_the_edge() -> None:
    read = bill_of(views=2_000_000)

    assert line(read, "requests of readers") == (18_000_000, 21.6, 9.6)
    assert line(read, "edge function calls") == (36_000_000, 3.6, 3.4)


def test_what_is_left_after_the_free_allowance_is_paid() -> None:
    price = Price("S", "things", 2.0, 10, "2026-01", "s", free=100)

    assert price.of(150) == 30
    assert [one.to_pay for one in bill(Traffic(0, 0, 0), [*others(price), price]).lines if one.price is price] == [0]


def others(but: Price) -> list[Price]:
    return [price for price in US_EAST_1 if price.name != but.name]


def test_the_largest_service_is_named_with_its_share() -> None:
    service, share = bill_of(posts=120, views=3_000_000, subscribers=100_000).largest()

    assert service == "SES"
    assert 0.85 < share < 0.95


# ---- properties


@given(TRAFFIC)
def test_no_line_is_negative_and_the_free_allowance_makes_none_dearer(traffic: Traffic) -> None:
    made = bill(traffic, US_EAST_1)

    assert all(0 <= one.to_pay <= one.dollars for one in made.lines)
    assert made.to_pay == pytest.approx(sum(made.services().values()))


@given(TRAFFIC, TRAFFIC)
def test_more_traffic_costs_no_less(one: Traffic, more: Traffic) -> None:
    both = Traffic(one.posts + more.posts, one.views + more.views, one.subscribers + more.subscribers)

    less, rest = bill(one, US_EAST_1), bill(both, US_EAST_1)

    assert all(after.to_pay >= before.to_pay for before, after in zip(less.lines, rest.lines, strict=True))


@pytest.mark.parametrize("region", REGIONS)
def test_all_that_is_used_has_one_price_and_every_price_is_used(region: str) -> None:
    names = [price.name for price in REGIONS[region]]

    assert sorted(names) == sorted(used(Traffic(1, 1, 1)))


def test_what_has_no_price_is_an_error() -> None:
    with pytest.raises(KeyError, match="no price for mails"):
        bill(Traffic(1, 1, 1), [price for price in US_EAST_1 if price.name != "mails"])


def test_every_act_takes_something_that_is_not_negative() -> None:
    assert all(act.takes and min(act.takes.values()) >= 0 for act in ACTS)


# ---- what was measured: the bench's results


def kept(bench: str) -> Any:
    return json.loads((ROOT / "bench" / "results" / f"{bench}.json").read_text())


def column(calls: list[Mapping[str, Any]], name: str) -> Counter[str]:
    return Counter({row["call"]: row[name] for row in calls})


def test_a_publish_takes_the_calls_and_the_time_that_the_bench_counted() -> None:
    result = kept("publish")
    largest = result["rows"][-1]
    calls = column(result["calls"], f"{largest['posts']:,}")

    assert calls["public.write"] == PUBLISH.puts
    assert sum(calls[f"{bucket}.{how}"] for bucket in ("content", "public") for how in ("read", "stat")) == PUBLISH.gets
    assert largest["calls"] == PUBLISH.calls
    assert largest["batches"] == PUBLISH_BATCHES
    assert largest["CPU ms"] / 1000 == pytest.approx(PUBLISH.cpu_s, rel=0.25)


def test_a_letter_takes_the_calls_and_the_workers_that_the_bench_counted() -> None:
    result = kept("letters")
    each = [row["calls a letter"] for row in result["rows"]]
    workers = [row["workers"] / row["letters a second"] for row in result["rows"]]

    assert MAILED.calls == pytest.approx(max(each), rel=0.1)
    assert pytest.approx(max(workers), rel=0.1) == WORKER_S
    for rate in ("at 14", "at 500"):
        calls = column(result["calls"], rate)
        assert MAILED.mails == calls["mail.send"] / 100_000
        assert calls["table.put"] / 100_000 <= MAILED.writes


def test_a_sign_up_takes_the_calls_that_the_bench_counted() -> None:
    rows = kept("signup")["rows"]
    shown = 2  # calls of the page behind the first link, which the bench leaves out

    assert sum(row["calls"] for row in rows if "JSON" not in row["act"]) + shown == SIGN_UP.calls


# ---- what was measured: units of the price list


@pytest.fixture(scope="module")
def site() -> tuple[World, Meters]:
    """A site in memory whose last post was metered."""
    world, meters = filled(100), Meters()
    cloud = metered(world.cloud, meters)
    for number in range(6):
        message = upload(world.cloud, corpus.post(100 + number, 100))
        meters.clear()
        ingest_message(cloud, message)
        press_all(cloud, world.press)
    return world, meters


def test_a_publish_takes_so_many_units(site: tuple[World, Meters]) -> None:
    _, meters = site

    assert meters["table reads"] == pytest.approx(PUBLISH.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(PUBLISH.writes, rel=0.1)
    assert meters["bucket writes"] == pytest.approx(PUBLISH.puts, rel=0.1)
    assert meters["press sends"] == PUBLISH_BATCHES


def test_the_table_holds_so_much_of_a_post(site: tuple[World, Meters]) -> None:
    table = site[0].cloud.table
    assert isinstance(table, MemoryTable)

    size = sum(size_of(item) + 100 for pk in list(table._partitions) for item in table.query(pk))

    assert size / 1000 / 106 == pytest.approx(RECORDS_KB, rel=0.15)


def test_a_view_is_so_much_text(site: tuple[World, Meters]) -> None:
    public = site[0].cloud.public
    page = next(key for key in public.keys(limit=1_000) if key.startswith("2026/10/27/"))
    read = [found[0] for key in (page, "_/sidebar.en.html") if (found := public.read(key))]
    static = [path.read_bytes() for path in (ROOT / "templates" / "static").iterdir()]

    size = sum(len(gzip.compress(text)) for text in (*read, *static)) / 1000

    assert size <= VIEW_KB <= 1.2 * size  # the colours of code are not in it


def test_a_minute_in_which_nothing_is_due_takes_so_many_units(site: tuple[World, Meters]) -> None:
    world, meters = site
    cloud = metered(world.cloud, meters)
    clock.tick(cloud)
    meters.clear()

    clock.tick(cloud)

    assert dict(meters) == {"table reads": IDLE.reads}


def mailed(readers: int) -> tuple[Mailed, Meters]:
    meters = Meters()
    one = fan_out(metered(followed(readers), meters), readers, 14.0, Takes())
    return one, meters


def test_a_letter_takes_so_many_units_and_each_of_its_readers_so_many_more() -> None:
    readers = 1_000
    (few, alone), (many, full) = mailed(1), mailed(readers)

    assert alone["table reads"] == pytest.approx(LETTER.reads, rel=0.1)
    assert alone["table writes"] == pytest.approx(LETTER.writes, rel=0.1)
    assert max(few.calls["letters.send"], many.calls["letters.send"]) <= LETTER_SENDS * 1.1
    reads, writes = ((full[name] - alone[name]) / (readers - 1) for name in ("table reads", "table writes"))
    assert reads <= MAILED.reads <= 2 * reads  # with many workers side by side it is more: the pace is asked for in vain
    assert writes <= MAILED.writes <= 1.5 * writes


def test_a_sign_up_takes_so_many_units() -> None:
    site, meters = Visited(), Meters()
    site.cloud = metered(site.cloud, meters)
    steps: tuple[Callable[[], object], ...] = (
        lambda: site.ask(visiting.sign_up()),
        site.work,
        lambda: site.ask({**site.link("confirm"), "httpMethod": "GET", "body": None}),
        lambda: site.ask(site.link("confirm")),
        site.work,
        lambda: site.ask(site.link("unsubscribe")),
    )
    site.ask(visiting.sign_up(1, JSON))
    site.letters.take(1)
    meters.clear()

    for step in steps:
        step()

    assert meters["table reads"] == pytest.approx(SIGN_UP.reads, rel=0.1)
    assert meters["table writes"] == pytest.approx(SIGN_UP.writes, rel=0.1)
    assert meters["mails"] == SIGN_UP.mails
    assert meters["mail bytes"] / 1000 == pytest.approx(SIGN_UP.mail_kb, rel=0.1)


@pytest.mark.parametrize(("kind", "details"), [("Send", {"send": {}}), ("Delivery", {"delivery": {}})])
def test_good_news_of_a_letter_takes_so_many_units(kind: str, details: Mapping[str, Any]) -> None:
    bare, meters = followed(1), Meters()
    fan_out(bare, 1, 14.0, Takes())
    letter, reader = id_of(POST.key), reader_id(KEYRING, address(0))
    assert letters.entry(bare.table, letter, shard_of(reader), reader)
    told = event(kind, **details)
    told["mail"]["tags"] |= {"letter": [letter], "reader": [reader]}
    told["mail"]["timestamp"] = f"{NOW:%Y-%m-%dT%H:%M:%S}.000Z"

    working.news(metered(bare, meters), {"0": json.dumps(told)})

    assert dict(meters) == {"table reads": NEWS.reads}


# ---- the command


def test_the_same_traffic_is_told_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked() == asked() == 0
    printed = capsys.readouterr().out

    assert printed == 2 * printed[: len(printed) // 2]
    assert printed.startswith("A month of 8 posts, 3,000 views and 100 subscribers")


def test_numbers_may_have_commas(capsys: pytest.CaptureFixture[str]) -> None:
    asked("--views", "3,000,000")

    assert "3,000,000 views" in capsys.readouterr().out


def test_the_bill_as_json_says_where_each_price_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--json", "--posts", "30") == 0
    said = json.loads(capsys.readouterr().out)

    assert said["posts"] == 30
    assert said["to_pay"] == pytest.approx(sum(one["to_pay"] for one in said["lines"]))
    assert all(one["source"].startswith("https://aws.amazon.com/") and one["seen"] for one in said["lines"])


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--posts", "-1"], "--posts -1: give a whole number, such as 8"),
        (["--views", "1e9"], "--views 1e9: give a whole number, such as 3,000"),
        (["--subscribers", "2.5"], "--subscribers 2.5: give a whole number"),
        (["--subscribers", "²"], "give a whole number"),
        (["--views", ""], "give a whole number"),
        (["--posts", "10001"], "--posts 10001: give at most 10,000"),
        (["--views", "9" * 5_000], "give at most 10,000,000,000"),
        (["--region", "mars-1"], "--region mars-1: its prices are not known; take us-east-1"),
    ],
)
def test_a_number_that_makes_no_sense_is_told_on_one_line(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(*words) == 2
    said = capsys.readouterr()

    assert said.out == ""
    assert said.err.count("\n") == 1
    assert why in said.err


# ---- the document


@pytest.mark.parametrize("blog", BLOGS)
def test_the_document_shows_what_the_command_prints(blog: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked(*BLOGS[blog])

    assert capsys.readouterr().out in (ROOT / "docs" / "costs.md").read_text()


def priced(price: Price) -> str:
    """A price as the document's table has it."""
    free = f"{price.free:,.0f}" if price.free else ""
    return f"| {price.service} | {price.name} | {price.told} | {free} | {price.seen} | [{price.page}]({price.source}) |"


def test_the_document_lists_every_price_with_its_date_and_source() -> None:
    text = (ROOT / "docs" / "costs.md").read_text()

    assert [price.name for price in US_EAST_1 if priced(price) not in text] == []


def test_the_document_says_what_is_assumed() -> None:
    text = (ROOT / "docs" / "costs.md").read_text()

    for assumed in (ASSUMED.uploads, ASSUMED.months, ASSUMED.picture_kb, ASSUMED.requests, ASSUMED.others):
        assert f"{assumed:g}" in text
