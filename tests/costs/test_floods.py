"""What a million requests from strangers cost: requests are measured, limits are read from the template."""

import gzip
import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from os import urandom
from time import process_time
from typing import Any

import pytest
from msgspec.structs import replace

from bench import visiting
from bench.counting import Tally, counted
from bench.metering import Meters, metered
from bench.visiting import Visited
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object, Stat
from chalicelib.edge.site_function import LARGEST, ServedSite, answer_event
from chalicelib.newsletter import consumers
from chalicelib.newsletter.rules.rate_limits import LIMITS, STRAIGHT
from chalicelib.store import comments
from chalicelib.web.comments import FULL
from infra.command import main
from infra.costs.floods import (
    COMMENT_REQUEST,
    DOORS,
    MB_IN_KB,
    MONTH_S,
    PAGE_KB,
    PAGE_REQUEST,
    RECEIVED_MAIL,
    SERVED_MB_S,
    SIGN_UP_REQUEST,
    WARM_S,
    flood,
)
from infra.costs.measured_usage import SIGN_UP, MeasuredUsage
from infra.costs.prices import REGIONS, US_EAST_1
from infra.stack.template import merge_template
from tests.comments.test_comments import COMMENT, SITE, Discussion
from tests.costs.test_cost_counted import kept
from tests.edge import url_events
from tests.newsletter.mails import HERE, REPLY, crlf, event
from tests.newsletter.test_inbound import ReceivingBlog
from tests.publishing.blog import MemoryBlog, post
from tests.stack.reading import of

BOUNDED = {
    "a page of the API",
    "a sign-up, each from another network",
    "a comment, each from another network",
    "an email that answers a sign-up",
}


@pytest.fixture
def resources() -> Mapping[str, Any]:
    made: Mapping[str, Any] = merge_template()["Resources"]
    return made


# ---- what a request takes


def calls_and_units(site: Visited, meters: Meters) -> tuple[int, int, int]:
    return sum(site.tally.calls.values()), meters["table reads"], meters["table writes"]


def assert_takes(measured: Sequence[float], usage: MeasuredUsage) -> None:
    """It takes no more than the table says, and not much less."""
    for actual, said in zip(measured, (usage.calls, usage.reads, usage.writes), strict=True):
        assert actual <= said <= 1.25 * actual + 1


def test_a_page_of_the_api_takes_so_much() -> None:
    site, meters = Visited(), Meters()
    site.cloud = metered(site.cloud, meters)
    site.ask(visiting.sign_up())
    site.work()
    page = site.link("confirm", "GET")
    site.ask(page)
    before = calls_and_units(site, meters)

    site.ask(page)

    assert_takes(tuple(b - a for a, b in zip(before, calls_and_units(site, meters), strict=True)), PAGE_REQUEST)


def test_a_sign_up_takes_so_much_when_the_mails_of_the_hour_are_used_up() -> None:
    site, meters, more = Visited(), Meters(), 100
    site.cloud = metered(site.cloud, meters)
    for number in range(STRAIGHT + 10):
        site.ask(visiting.sign_up(number, domain=f"d{number}.example"))
        site.work()
    before, mails = calls_and_units(site, meters), meters["mails"]

    for number in range(1000, 1000 + more):
        site.ask(visiting.sign_up(number, domain=f"d{number}.example"))
        site.work()

    assert meters["mails"] == mails == STRAIGHT
    each = tuple((b - a) / more for a, b in zip(before, calls_and_units(site, meters), strict=True))
    assert_takes(each, SIGN_UP_REQUEST)


def test_a_comment_takes_so_much_while_as_many_wait_as_the_site_takes() -> None:
    blog, meters, tally, more = MemoryBlog(), Meters(), Tally(), 20
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    discussion = Discussion(blog)
    discussion.comment()
    (comment,) = comments.held(discussion.cloud.table, 1)
    for number in range(FULL - more - 1):
        comments.hold(discussion.cloud.table, replace(comment, name=f"{comment.name}{number}"))
    discussion.cloud = counted(metered(discussion.cloud, meters), tally)

    for number in range(more):
        discussion.ask("POST", "/comments", {**COMMENT, "text": "x" * 5_000}, ip=f"198.51.{number}.7")
        for job in blog.letters.take(10):
            consumers.run(discussion.cloud, job.body)

    each = [sum(tally.calls.values()) / more, meters["table reads"] / more, meters["table writes"] / more]
    assert_takes(each, COMMENT_REQUEST)


class CountingBucket(MemoryBucket):
    """A bucket that counts how often it is read, and what is deleted."""

    gets = deletes = 0

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        self.gets += 1
        return super().read(key, limit)

    def delete(self, key: str) -> None:
        self.deletes += 1
        super().delete(key)


def test_a_received_mail_takes_so_much_when_the_author_has_got_the_most_of_a_day() -> None:
    blog, meters, tally, said = ReceivingBlog(), Meters(), Tally(), event(f"letters@{HERE}")
    for _ in range(LIMITS["replies-day"].most):
        blog.comes(crlf(REPLY), said)
    blog.inbound = CountingBucket()
    blog.cloud = counted(metered(replace(blog.cloud, inbound=blog.inbound), meters), tally)

    blog.comes(crlf(REPLY), said)

    assert len(blog.forwarded) == LIMITS["replies-day"].most
    gets, deletes = blog.inbound.gets, blog.inbound.deletes
    assert (gets, meters["table reads"], meters["table writes"]) == (
        RECEIVED_MAIL.gets,
        RECEIVED_MAIL.reads,
        RECEIVED_MAIL.writes,
    )
    assert sum(tally.calls.values()) + gets + deletes == RECEIVED_MAIL.calls


def test_a_warm_answer_takes_a_small_part_of_what_is_reckoned_with() -> None:
    slowest = max(row["slowest ms"] for row in kept("signup")["warm"])

    assert slowest / 1000 < WARM_S / 10


def test_a_page_and_the_page_for_missing_pages_are_no_larger() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post("A sentence of some length, as they are. " * 100, title="A", date="2026-11-20")})

    for address in ("/2026/11/20/a/", "/404.html"):
        assert 1 < len(gzip.compress((blog.page(address) or "").encode())) / 1000 <= PAGE_KB


def test_the_function_of_a_trial_answers_with_a_file_of_1_mb_itself_in_a_part_of_the_seconds_it_is_reckoned_with() -> None:
    bucket = MemoryBucket()
    bucket.write("a.zip", Object(urandom(MB_IN_KB * 1000), "application/zip"))
    site = ServedSite(bucket, link=lambda _, stat: "https://bucket.example/a.zip" if stat.size > LARGEST else "")
    answers = []
    for _ in range(5):  # the fastest shows what the work takes, also on a busy machine
        began = process_time()
        answer = answer_event(site, url_events.event("GET", "/a.zip"))
        answers.append((process_time() - began, answer["statusCode"], len(b64decode(answer["body"]))))

    assert min(answers)[0] < SERVED_MB_S / 2
    assert {answer[1:] for answer in answers} == {(200, 1_000_000)}


# ---- what lets it through


def test_the_api_lets_through_what_its_gateway_does(resources: Mapping[str, Any]) -> None:
    [settings] = of(resources, "RestAPI")["MethodSettings"]

    limits = {door.name: door.per_second for door in DOORS if door.takes.get("requests to the API")}
    assert set(limits.values()) == {settings["ThrottlingRateLimit"]}
    [page] = [door for door in DOORS if door.name == "a page of the API"]
    assert f"{settings['ThrottlingRateLimit']} a second" in page.stopped_by


def test_the_site_answers_no_more_sign_ups_by_email_than_its_limit() -> None:
    [door] = [door for door in DOORS if door.takes.get("mails")]

    assert door.per_second == LIMITS["site-hour"].most / 3600
    assert door.max_per_month == LIMITS["site-hour"].most * 24 * 30
    assert door.takes["GB of mail"] == pytest.approx(SIGN_UP.mail_kb / SIGN_UP.mails / 1e6)


def test_exactly_the_doors_with_a_limit_have_a_dearest_month() -> None:
    lines = flood(US_EAST_1)

    assert {line.door.name for line in lines if line.per_month is not None} == BOUNDED
    assert all(
        line.per_month == pytest.approx(line.per_million * (line.door.per_second or 0) * MONTH_S / 1e6)
        for line in lines
        if line.per_month is not None
    )


def test_every_way_in_that_the_template_opens_to_anybody_is_a_door(resources: Mapping[str, Any]) -> None:
    """The CDN, the API behind it, received mail, and the function that serves a trial without a CDN."""
    to_all = (
        "CloudFront::Distribution",
        "Lambda::Url",
        "ElasticLoadBalancingV2::LoadBalancer",
        "S3::AccessPoint",
        "SES::ReceiptRule",
    )
    types = {one.get("Type", "").removeprefix("AWS::") for one in resources.values()}

    assert types & {*to_all} == {"CloudFront::Distribution", "SES::ReceiptRule", "Lambda::Url"}
    assert {f"{what}, from the function of a trial" for what in ("a page", "a file of 1 MB")} <= {door.name for door in DOORS}
    for name, one in resources.items():
        if one.get("Type") == "AWS::S3::Bucket":
            assert all(of(resources, name)["PublicAccessBlockConfiguration"].values()), name
    distribution = of(resources, "Distribution")["DistributionConfig"]
    assert [origin["Id"] for origin in distribution["Origins"]] == ["bucket", "api"]


# ---- the command


@pytest.mark.parametrize("region", REGIONS)
def test_every_door_has_a_price_and_says_what_stops_it(region: str) -> None:
    lines = flood(REGIONS[region])

    assert len({line.door.name for line in lines}) == len(lines) == len(DOORS)
    assert all(line.door.stopped_by for line in lines)
    assert [line.door.name for line in lines if not line.per_million] == ["a bucket's own address"]


def test_the_command_prints_each_door_with_its_price_and_what_stops_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "--flood"]) == 0
    text = capsys.readouterr().out

    assert main(["cost", "--flood", "--json"]) == 0
    doors = json.loads(capsys.readouterr().out)["doors"]

    assert [door["door"] for door in doors] == [door.name for door in DOORS]
    for door in doors:
        [row] = [line for line in text.splitlines() if line.startswith(f"{door['door']}  ")]
        month = door["dollars_a_month_at_most"]
        assert row.split("  ")[-1].strip() == ("no limit" if month is None else f"{month:,.2f}")
        assert f"    stopped by: {door['stopped_by']}" in text.splitlines()
