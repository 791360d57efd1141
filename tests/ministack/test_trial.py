"""`presswork deploy --trial` from end to end: the starter blog is shown, and the printed command leaves nothing of it."""

import json
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from infra.deploying import trial
from tests.ministack.differences import UNVERIFIED
from tests.ministack.owner import Owner
from tests.ministack.server import REGION, Server
from tests.ministack.test_doctor import LACKS, patient_of, wrong
from tests.ministack.test_following import follow, mailed
from tests.ministack.world import Answer, Mail, World, soon

MAILBOX = "ann@home.example"  # of no domain that another site here mails from
ANOTHER = "bea@home.example"
MOVER = "carl@home.example"
Named = Callable[[Mapping[str, Any]], str]


def key(name: str) -> Named:
    return lambda row: str(row[name])


LISTINGS: tuple[tuple[str, str, str, Named], ...] = (
    ("s3", "list_buckets", "Buckets", key("Name")),
    ("dynamodb", "list_tables", "TableNames", str),
    ("lambda", "list_functions", "Functions", key("FunctionName")),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", key("UUID")),
    ("sqs", "list_queues", "QueueUrls", str),
    ("sns", "list_topics", "Topics", key("TopicArn")),
    ("sns", "list_subscriptions", "Subscriptions", key("SubscriptionArn")),
    ("ssm", "describe_parameters", "Parameters", key("Name")),
    ("logs", "describe_log_groups", "logGroups", key("logGroupName")),
    ("iam", "list_roles", "Roles", key("RoleName")),
    ("iam", "list_policies", "Policies", key("PolicyName")),
    ("events", "list_rules", "Rules", key("Name")),
    ("sesv2", "list_email_identities", "EmailIdentities", key("IdentityName")),
    ("sesv2", "list_configuration_sets", "ConfigurationSets", str),
    ("apigateway", "get_rest_apis", "items", key("id")),
    ("apigateway", "get_api_keys", "items", key("id")),
    ("apigateway", "get_usage_plans", "items", key("id")),
    ("cloudwatch", "describe_alarms", "MetricAlarms", key("AlarmName")),
    ("cloudwatch", "list_dashboards", "DashboardEntries", key("DashboardName")),
)
"""What an account has: the service, its call, the list in its answer, and the name of a row."""

CLOUDFRONT: tuple[tuple[str, str, Mapping[str, str], Named], ...] = (
    ("list_distributions", "DistributionList", {}, key("Id")),
    ("list_functions", "FunctionList", {}, key("Name")),
    ("list_cache_policies", "CachePolicyList", {"Type": "custom"}, lambda row: str(row["CachePolicy"]["Id"])),
    (
        "list_origin_request_policies",
        "OriginRequestPolicyList",
        {"Type": "custom"},
        lambda row: str(row["OriginRequestPolicy"]["Id"]),
    ),
    (
        "list_response_headers_policies",
        "ResponseHeadersPolicyList",
        {"Type": "custom"},
        lambda row: str(row["ResponseHeadersPolicy"]["Id"]),
    ),
    ("list_origin_access_controls", "OriginAccessControlList", {}, key("Id")),
)
"""What CloudFront has: the call, the list of items in its answer, its arguments, and the name of a row."""


def inventory(server: Server) -> set[tuple[str, str]]:
    """Everything in the account, by its kind and its name."""
    listed = {
        (kind, name(row))
        for service, call, kind, name in LISTINGS
        for row in getattr(server.client(service), call)().get(kind) or ()
    }
    listed |= {
        (kind, name(row))
        for call, kind, arguments, name in CLOUDFRONT
        for row in getattr(server.client("cloudfront"), call)(**arguments)[kind].get("Items") or ()
    }
    stacks = server.client("cloudformation").list_stacks()["StackSummaries"]
    return listed | {("stack", one["StackName"]) for one in stacks if one["StackStatus"] != "DELETE_COMPLETE"}


def test_a_trial_shows_a_blog_mails_from_its_owner_and_is_removed_by_the_command_that_it_prints(
    server: Server, adapted_package: Path, tmp_path: Path
) -> None:
    owner = Owner(server, tmp_path, adapted_package, trial.PRESET["name"])
    world = World(server, owner.name)
    (tmp_path / "trial.toml").write_text(f'region = "{REGION}"\nowner = "{MAILBOX}"\n')
    before = inventory(server)

    first = owner.deploy("--trial")
    made = inventory(server) - before
    again = owner.deploy("--trial")
    page, letter = edited_page(owner, world, first), follow_and_read(world, MAILBOX)
    [removal] = re.findall(r"^Remove all of it: `presswork (.*)`$", again, re.MULTILINE)
    owner.run(*shlex.split(removal), "--yes")

    assert f"Your trial: {world.outputs['SiteUrl']}" in first
    assert "nothing to change" in again
    assert (page.status, letter.sender) == (200, MAILBOX)
    kinds = {kind for _, _, kind, _ in LISTINGS} | {kind for _, kind, _, _ in CLOUDFRONT} | {"stack"}
    assert {kind for kind, _ in made} == kinds - {"Policies", "DashboardEntries", "OriginRequestPolicyList"}
    assert inventory(server) - before == set()


def test_a_trial_in_an_account_that_may_have_no_cdn_is_served_by_a_function_until_it_is_removed(
    server: Server, adapted_package: Path, tmp_path: Path
) -> None:
    owner = Owner(server, tmp_path, adapted_package, f"{UNVERIFIED}trial")
    world = World(server, owner.name)
    (tmp_path / "trial.toml").write_text(f'name = "{owner.name}"\nregion = "{REGION}"\nowner = "{ANOTHER}"\n')
    before = inventory(server)

    first = owner.deploy("--trial")
    page, missing = edited_page(owner, world, first), world.read("/nothing/")
    letter = follow_and_read(world, ANOTHER)
    large = large_file(world)
    again = owner.deploy("--trial")
    [removal] = re.findall(r"^Remove all of it: `presswork (.*)`$", again, re.MULTILINE)
    owner.run(*shlex.split(removal), "--yes")

    assert large == bytes(5_000_000)
    assert "a function serves the trial" in first
    assert "run `presswork deploy --trial` again" in first
    assert re.fullmatch(r"https://\w+\.lambda-url\.us-east-1\.on\.aws", world.outputs["SiteUrl"])
    assert "nothing to change" in again
    assert "default-src 'none'" in {name.lower(): value for name, value in page.headers.items()}["content-security-policy"]
    assert (page.status, missing.status, letter.sender) == (200, 404, ANOTHER)
    assert inventory(server) - before == set()


def test_a_trial_moves_from_a_function_to_the_cdn_by_the_same_command(
    server: Server, adapted_package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Owner(server, tmp_path, adapted_package, "moving-trial")
    file, settings = tmp_path / "trial.toml", f'name = "{owner.name}"\nregion = "{REGION}"\nowner = "{MOVER}"\n'
    before = inventory(server)

    file.write_text(f'{settings}cdn = "no"\n')
    served = [json.loads(line) for line in owner.deploy("--trial", "--json").splitlines()]
    faults, names = wrong(patient_of(World(server, owner.name), monkeypatch)), inventory(server) - before
    file.write_text(f'{settings}cdn = "yes"\n')
    moved, world = owner.deploy("--trial"), World(server, owner.name)
    for what in ("sources", "pages"):
        owner.run("rebuild", what)
    page = soon(lambda: world.shows("/", world.outputs["SiteUrl"]))
    rest = inventory(server) - before
    [removal] = re.findall(r"^Remove all of it: `presswork (.*)`$", moved, re.MULTILINE)
    owner.run(*shlex.split(removal), "--yes")

    assert [one["served_by"] for one in served if one["event"] == "trial"] == ["function"]
    assert faults.keys() <= LACKS
    assert f"The site has a new address: run `presswork rebuild sources --site {owner.name}`, then" in moved
    assert page.status == 200
    assert (("Functions", f"{owner.name}-serve") in names, ("Functions", f"{owner.name}-serve") in rest) == (True, False)
    assert inventory(server) - before == set()


def edited_page(owner: Owner, world: World, said: str) -> Answer:
    """Change the starter's post and settings as their author would, push them, and wait until the page says so."""
    with (owner.folder / trial.BLOG / "site.yaml").open("a") as settings:
        settings.write("newsletter: {grace: 0}\n")
    post = max((owner.folder / trial.BLOG / "posts").glob("*.md"))  # the newest: a name begins with its date
    address = re.search(rf"^posts/{re.escape(post.name)}  https://[^/]+(/\S+)", said, re.MULTILINE)
    assert address, said
    post.write_text(re.sub("^title: .*", "title: Changed", post.read_text(), count=1, flags=re.MULTILINE))
    owner.run("push", trial.BLOG)
    return soon(lambda: world.shows(address[1], "Changed"))


def large_file(world: World) -> bytes:
    """Read a file that is larger than a function may answer with, as a browser does."""
    world.s3.put_object(Bucket=world.outputs["PublicBucketName"], Key="large.zip", Body=bytes(5_000_000))
    moved = world.read("/large.zip")
    assert moved.status == 302, moved
    to = urlsplit({name.lower(): value for name, value in moved.headers.items()}["location"])
    return world.ask("GET", to.netloc, f"{to.path}?{to.query}").body


def follow_and_read(world: World, mailbox: str) -> Mail:
    """Follow the blog as its owner, and wait for the next letter."""
    follow(world, mailbox)
    return mailed(world, "News", mailbox)
