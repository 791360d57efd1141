"""Chains of messages that are longer than Lambda lets a function run in one, unless it may loop: here as there."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import count

import pytest
from moto import mock_aws

from bench import corpus
from bench.filling import File, taken_in
from chalicelib.cloud.aws import AwsQueue
from chalicelib.cloud.memory import MemoryMail
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Allowance, Message
from chalicelib.newsletter.jobs import SignUp, to_letters
from chalicelib.newsletter.letter_holds import LOOK
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.subscriber import SHARDS, shard_of
from chalicelib.publishing.messages import Position, to_rebuild
from chalicelib.times import in_utc
from infra.demo import aws, loop_counter
from infra.demo.functions import Functions
from infra.demo.loop_counter import MAY_LOOP
from tests.letters.blog import A_MINUTE, KEY, NEWS, PEPPER
from tests.publishing.blog import post
from tests.virtual_site import VirtualSite

POSTS = 2_000
LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt", "pl", "sv", "ru", "ja", "ko", "zh")
EVERY_POST = Position(("address",))
NONE: Collection[str] = ()


# ---- what the site does


@pytest.fixture(scope="module")
def filled() -> MemoryTable:
    """The table of a site that has taken in many posts."""
    cloud, _ = taken_in(POSTS, (File(one.key, one.source) for one in corpus.posts(POSTS, 64)))
    assert isinstance(cloud.table, MemoryTable)
    return cloud.table


def walked(filled: MemoryTable, may_loop: Collection[str]) -> VirtualSite:
    site = VirtualSite(may_loop=may_loop, table=filled, write_states=False)
    site.cloud.press.send([to_rebuild(EVERY_POST)])
    site.seconds_until(lambda: not site.waiting())
    return site


@pytest.mark.slow
def test_a_walk_over_two_thousand_posts_comes_to_its_end_if_its_function_may_loop(filled: MemoryTable) -> None:
    site, without = walked(filled, MAY_LOOP), walked(filled, NONE)

    assert (len(site.objects()), site.put_away()) == (POSTS, [])
    assert len(without.objects()) < POSTS - 100
    assert any('"walk"' in body for body in without.put_away())


@pytest.mark.parametrize(("may_loop", "last"), [(MAY_LOOP, True), (NONE, False)])
def test_a_walk_over_thirteen_languages_comes_to_its_end_if_its_function_may_loop(may_loop: Collection[str], last: bool) -> None:
    site = VirtualSite(may_loop=may_loop, write_states=False)
    site.publish({"site.yaml": f"title: Many\nlanguages: [{', '.join(LANGUAGES)}]\n"})
    site.publish({f"posts/{lang}.md": post(title=lang, lang=lang, slug=lang) for lang in LANGUAGES})
    last_key = f"{LANGUAGES[-1]}/2026/11/20/{LANGUAGES[-1]}/index.html"
    site.cloud.public.delete(last_key)

    site.cloud.press.send([to_rebuild(EVERY_POST)])
    site.seconds_until(lambda: not site.waiting())

    assert bool(site.cloud.public.read(last_key)) is last
    assert bool(site.put_away()) is not last


def one_in_each_shard() -> Iterator[str]:
    found: set[int] = set()
    for number in count():
        address = f"reader-{number}@example.org"
        shard = shard_of(reader_id(PEPPER, address))
        if shard not in found:
            found.add(shard)
            yield address
        if len(found) == SHARDS:
            return


@pytest.mark.parametrize(("may_loop", "at_once"), [(MAY_LOOP, True), (NONE, False)])
def test_a_letter_at_one_a_second_goes_through_all_shards_if_its_function_may_loop(
    may_loop: Collection[str], at_once: bool
) -> None:
    """Without the leave the schedule finds that it stands still, and begins another chain."""
    site = VirtualSite(may_loop=may_loop, mail=MemoryMail(Allowance(1.0)))
    addresses = [*one_in_each_shard()]
    site.follow(*addresses)

    site.upload(KEY, NEWS)
    seconds = site.seconds_until(lambda: site.state() == "sent")

    assert len(addresses) == SHARDS
    assert site.readers() == sorted(addresses)
    assert (seconds < SHARDS + 2 * A_MINUTE) is at_once
    assert (seconds < LOOK.total_seconds()) is at_once


@pytest.mark.parametrize(("may_loop", "mails"), [(MAY_LOOP, 1), (NONE, 0)])
def test_a_sign_up_is_put_off_for_hours_if_its_function_may_loop(may_loop: Collection[str], mails: int) -> None:
    site = VirtualSite(may_loop=may_loop)
    began = site.clock.now()
    site.mail.refusing["ada@example.org"] = "paused"
    site.cloud.letters.send([to_letters(SignUp("ada@example.org", in_utc(began), "one"))])

    def later() -> bool:
        if site.clock.now() > began + timedelta(hours=5):
            site.mail.refusing.clear()
        return not site.waiting()

    site.seconds_until(later)

    assert len(site.mail.sent) == mails
    assert len(site.put_away()) == 1 - mails


# ---- the local Lambda, on the local AWS


def chained(length: int, may_loop: Collection[str]) -> tuple[int, int]:
    """Let a function queue for itself; return how often it ran, and how many messages have become dead letters."""
    settings, sqs = aws.create_stack(""), aws.client("sqs", "")
    url = settings["LETTERS_QUEUE_URL"]
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": 5}}'
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0", "RedrivePolicy": policy})
    queue, runs = AwsQueue(sqs, url, fifo=False), list[int]()

    def letters(event: dict[str, list[dict[str, str]]], _context: object) -> object:
        [number] = [int(record["body"]) for record in event["Records"]]
        runs.append(number)
        queue.send([Message(str(number + 1))] if number < length else [])
        return {"batchItemFailures": []}

    queue.send([Message("1")])
    Functions(sqs, {"letters": letters, "tick": letters}, settings, may_loop=may_loop).settle()
    left = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
    return len(runs), int(left["ApproximateNumberOfMessages"])


def test_the_local_lambda_drops_a_function_that_has_run_sixteen_times_in_a_chain() -> None:
    with mock_aws():
        assert chained(40, MAY_LOOP) == (40, 0)
    with mock_aws():
        assert chained(40, NONE) == (loop_counter.MOST, 1)
    with mock_aws():
        assert chained(loop_counter.MOST, NONE) == (loop_counter.MOST, 0)


def test_a_run_counts_itself_and_the_longest_of_the_chains_that_meet_in_its_batch() -> None:
    run = loop_counter.of_run([{"ingest": 3, "press": 1}, {"press": 4}, {}], "press")

    assert run == {"ingest": 3, "press": 5}
    assert not loop_counter.is_loop({"press": 16}, "press")
    assert loop_counter.is_loop({"press": 17}, "press")
