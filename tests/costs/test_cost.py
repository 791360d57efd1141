"""`presswork cost`: the bill by hand, its properties, what the command prints, and the document."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from chalicelib.content.media.image_variants import WIDTHS
from chalicelib.images.writing import WRITERS
from infra.command import main
from infra.costs import Bill, bill, free_of
from infra.costs.measured_usage import ENCODE, ENCODED_FILES, IDLE
from infra.costs.prices import REGIONS, US_EAST_1, Price
from infra.costs.usage import ACTS, ASSUMED, Traffic, used
from infra.stack.functions import IMAGES
from infra.stack.template import merge_template
from tests.docs import README, prose_of
from tests.stack.reading import metrics_of, of, of_type, referred

ROOT = Path(__file__).parents[2]
COUNTS = st.integers(0, 10_000_000)
TRAFFIC = st.builds(Traffic, posts=st.integers(0, 10_000), views=COUNTS, subscribers=COUNTS)


@pytest.fixture(scope="module")
def resources() -> Mapping[str, Any]:
    made: Mapping[str, Any] = merge_template()["Resources"]
    return made


def bill_of(posts: int = 0, views: int = 0, subscribers: int = 0) -> Bill:
    return bill(Traffic(posts, views, subscribers), US_EAST_1)


def line(of: Bill, name: str) -> tuple[float, float, float]:
    """Quantity, dollars, and dollars to pay."""
    found = next(line for line in of.lines if line.price.name == name)
    return found.quantity, round(found.dollars, 4), round(found.to_pay, 4)


def asked(*words: str) -> int:
    return main(["cost", *words])


# ---- by hand


@pytest.mark.parametrize("posts", [0, 8])
def test_the_authoring_api_costs_nothing_unless_somebody_writes_through_it(posts: int) -> None:
    off, on = (bill(Traffic(posts, 3_000, 100, desk=desk), US_EAST_1) for desk in (False, True))

    assert (off.lines == on.lines) is (posts == 0)
    assert round(on.to_pay - off.to_pay, 2) == 0
    assert on.dollars - off.dollars < 0.01  # docs/costs.md: less than a cent


def test_a_new_account_polls_each_standard_queue_by_three_pollers_more() -> None:
    usual, new = bill_of(), bill(Traffic(0, 0, 0, is_new_account=True), US_EAST_1)

    assert line(new, "requests")[0] - line(usual, "requests")[0] == 2 * 3 * 3 * 43_200
    assert line(new, "requests to the FIFO queue")[0] == line(usual, "requests to the FIFO queue")[0]
    assert {one.price.name for one in new.lines} == {one.price.name for one in usual.lines}


def test_the_readme_says_what_a_small_blog_pays_in_an_old_account_and_in_a_new_one(capsys: pytest.CaptureFixture[str]) -> None:
    paid = []
    for words in ((), ("--new-account",)):
        asked("--json", *words)
        paid.append(f"${json.loads(capsys.readouterr().out)['to_pay']:.2f}")

    [row] = [line for line in README.splitlines() if line.startswith("| A month, with 100 subscribers")]
    assert f"| {paid[0]}, in a new account {paid[1]} |" in row
    assert "for about a dollar a month" in README


def test_a_blog_that_nobody_reads_pays_for_its_queues_being_asked_and_for_its_alarms() -> None:
    idle = bill_of()

    standard, fifo = 2 * 2 * 3 * 43_200, 5 * 3 * 43_200  # two queues by two pollers, one by five, each thrice a minute
    assert line(idle, "requests") == (standard, 0.2074, 0.0)
    left = 1_000_000 - standard  # of what is free of both together
    assert line(idle, "requests to the FIFO queue") == (fifo, 0.324, round((fifo - left) * 0.5e-6, 4))
    assert line(idle, "metrics that alarms watch") == (11, 1.1, 0.1)
    assert line(bill_of(subscribers=1), "metrics that alarms watch") == (13, 1.3, 0.3)  # with those of its reputation
    assert line(idle, "read units")[0] == IDLE.reads * 43_200
    assert {one.price.name for one in idle.lines if one.to_pay} == {
        "metrics that alarms watch",
        "requests to the FIFO queue",
        "read units",
    }


def test_an_idle_blog_costs_less_than_thirty_cents_and_a_small_one_less_than_a_dollar() -> None:
    assert bill_of().to_pay < 0.30
    assert bill_of(posts=8, views=3_000, subscribers=100).to_pay < 1.00


def test_files_of_what_was_read_come_twelve_times_an_hour_at_most_and_never_where_nothing_is_read() -> None:
    def counted(views: int) -> float:
        return line(bill_of(views=views), "requests that write")[0]

    assert counted(0) == 0
    assert counted(10) == 10 * 8 + 10 * 288  # a file for each request; and its hours are ranked for two days
    assert counted(3_000) == counted(300_000) == 12 * 720 + 6 * 720


def test_an_upload_writes_its_pages_and_a_post_is_uploaded_three_times() -> None:
    ten = bill_of(posts=10)

    more = {name: line(ten, name)[0] - line(bill_of(), name)[0] for name in ("requests that write", "write units")}
    assert more["requests that write"] == 10 * (3 * 47 + ENCODE.puts)  # ten posts, three uploads, 47 each, and a picture
    assert more["write units"] == pytest.approx(10 * (3 * 121 + 318 + ENCODE.writes))


def test_a_picture_is_encoded_once_for_each_post_and_never_where_nothing_is_posted() -> None:
    """The encoder costs an idle blog nothing."""
    [image] = [act for act in ACTS if act.name == "an image"]

    assert [image.times(Traffic(posts, views=9, subscribers=9)) for posts in (0, 7)] == [0, 7]
    assert ENCODED_FILES == len(WIDTHS) * max(map(len, WRITERS.values())) < ENCODE.puts / 2
    assert image.takes["GB-seconds on arm64"] > ENCODE.cpu_s * IMAGES.memory / 1024


def test_a_letter_is_paid_for_each_reader() -> None:
    mailed = bill_of(posts=10, subscribers=1_000)

    assert line(mailed, "mails") == (10 * 1_000 + 1_000 * 0.05 * 2, 1.01, 1.01)
    assert line(mailed, "reports about mail")[0] == pytest.approx(2 * 10_100)


def test_a_view_is_eight_requests_and_sixteen_calls_at_the_edge() -> None:
    read = bill_of(views=2_000_000)

    assert line(read, "requests of readers") == (16_000_000, 19.2, 7.2)
    assert line(read, "edge function calls") == (32_000_000, 3.2, 3.0)


def test_comments_cost_an_idle_blog_nothing_and_a_thousand_of_them_less_than_half_a_dollar() -> None:
    idle, discussed = bill_of(), bill(Traffic(0, 0, 0, comments=1_000), US_EAST_1)

    assert [act.times(Traffic(0, 0, 0)) for act in ACTS if act.name == "a comment, and its approval"] == [0]
    assert line(discussed, "mails") == (1_000, 0.1, 0.1)
    assert line(discussed, "requests to the API")[0] == 3_000
    assert 0 < discussed.dollars - idle.dollars < 0.5


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


def test_what_is_free_of_two_together_is_counted_once() -> None:
    rows = [Price("S", "a", 1.0, 1, "2026-01", "s", free=100), Price("S", "b", 2.0, 1, "2026-01", "s", free_with="a")]
    table = {price.name: price for price in rows}

    free = [free_of(price, table, {"a": 70, "b": 50}) for price in rows]

    assert free == [100, 30]
    assert free_of(rows[1], table, {"a": 170, "b": 50}) == 0


# ---- the bill and the stack


def test_the_bill_counts_what_is_in_the_template(resources: Mapping[str, Any]) -> None:
    idle = bill_of()
    always = {name: one for name, one in resources.items() if "Condition" not in one}
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    filters = of_type(resources, "AWS::Logs::MetricFilter").values()
    own = {one["MetricName"] for counted in filters for one in counted["MetricTransformations"]}
    shown = [json.loads(one["DashboardBody"]["Fn::Sub"]) for one in of_type(resources, "AWS::CloudWatch::Dashboard").values()]
    larger = [one for one in shown if sum(len(widget["properties"]["metrics"]) for widget in one["widgets"]) > 50]

    assert line(bill_of(subscribers=1), "metrics that alarms watch")[0] == sum(len(metrics_of(alarm)) for alarm in alarms)
    alarms = of_type(always, "AWS::CloudWatch::Alarm").values()
    assert line(idle, "metrics that alarms watch")[0] == sum(len(metrics_of(alarm)) for alarm in alarms)
    assert line(idle, "custom metrics")[0] == len(own)
    assert line(idle, "dashboards of up to 50 metrics")[0] == len(shown) - len(larger)
    assert line(idle, "larger dashboards")[0] == len(larger)


def test_the_bill_counts_the_polls_of_every_queue_that_is_polled(resources: Mapping[str, Any]) -> None:
    polled = [of(resources, queue) for queue in polled_queues(resources)]
    pollers = {False: 2, True: 5}  # of a standard queue without a bound on its function, and of a FIFO queue

    for fifo, name in ((False, "requests"), (True, "requests to the FIFO queue")):
        many = sum(queue.get("FifoQueue", False) is fifo for queue in polled)
        assert line(bill_of(), name)[0] == many * pollers[fifo] * 3 * 30 * 24 * 60


def polled_queues(resources: Mapping[str, Any]) -> list[str]:
    """The queues that Lambda polls, none of them with a bound in an account that isn't new."""
    events = [event["Properties"] for one in resources.values() for event in one.get("Properties", {}).get("Events", {}).values()]
    assert all(event["ScalingConfig"]["Fn::If"][2] == {} for event in events)
    assert len(events) == len([one for one in app.app.event_sources if "sqs" in type(one).__name__.lower()])
    return [name for event in events for name in referred(event["Queue"])]


def test_the_bill_counts_the_ticks_of_the_clock() -> None:
    [scheduled] = [one.schedule_expression for one in app.app.event_sources if hasattr(one, "schedule_expression")]

    assert scheduled.to_string() == "rate(1 minute)"
    assert line(bill_of(), "scheduled runs")[0] == 30 * 24 * 60


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


# ---- the command


def test_the_same_traffic_is_reported_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked() == asked() == 0
    printed = capsys.readouterr().out

    assert printed == 2 * printed[: len(printed) // 2]
    assert printed.startswith("A month of 8 posts, 3,000 views and 100 subscribers")


def test_the_bill_says_what_a_thousand_comments_take(capsys: pytest.CaptureFixture[str]) -> None:
    asked("--posts", "0", "--views", "0", "--subscribers", "0", "--comments", "1,000")
    said, more = capsys.readouterr().out, bill(Traffic(0, 0, 0, comments=1_000), US_EAST_1).dollars - bill_of().dollars

    assert said.startswith("A month of 0 posts, 0 views, 0 subscribers and 1,000 comments, in us-east-1")
    assert f"A thousand comments, all approved, take {more:.2f} at list prices" in said


def test_the_bill_says_what_the_optional_firewall_would_add(capsys: pytest.CaptureFixture[str]) -> None:
    asked()

    said = prose_of(capsys.readouterr().out)

    assert "A firewall before the API (`firewall` in presswork.toml) adds 6.00, and $0.60 per million requests to it." in said


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
        (["--posts", "-1"], "--posts -1: use a whole number, such as 8"),
        (["--views", "1e9"], "--views 1e9: use a whole number, such as 3,000"),
        (["--subscribers", "2.5"], "--subscribers 2.5: use a whole number"),
        (["--subscribers", "²"], "use a whole number"),
        (["--views", ""], "use a whole number"),
        (["--posts", "10001"], "--posts 10001: the most is 10,000"),
        (["--views", "9" * 5_000], "the most is 10,000,000,000"),
        (["--region", "mars-1"], "--region mars-1: its prices aren't known; use us-east-1"),
    ],
)
def test_a_senseless_number_is_reported_on_one_line(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(*words) == 2
    said = capsys.readouterr()

    assert said.out == ""
    assert said.err.count("\n") == 1
    assert why in said.err


# ---- the document


def test_the_document_says_what_is_assumed() -> None:
    prose = prose_of((ROOT / "docs" / "costs.md").read_text())
    said = (
        f"A post is uploaded {ASSUMED.uploads:g} times",
        f"one picture of {ASSUMED.picture_kb:g} kB",
        f"{ENCODED_FILES} files, {ASSUMED.variants_kb:,.0f} kB together",
        f"holds {ASSUMED.months:g} months of such posts",
        f"A view is {ASSUMED.requests:g} requests, one of them for a font of {ASSUMED.font_kb:g} kB",
        f"make {ASSUMED.others:g} more, of {ASSUMED.other_kb:g} kB",
        f"{ASSUMED.sign_ups:.0%} of the subscribers are new",
        f"a call of a service takes {ASSUMED.call_s * 1000:g} ms",
        f"CloudFront writes {ASSUMED.files:g} files an hour",
        f"counts {ASSUMED.lines:,.0f} lines a second",
    )

    assert [one for one in said if one not in prose] == []
