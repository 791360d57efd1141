"""The parts that everything leans on: each fault that is put in on purpose is named, and what the report advises mends it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws
from msgspec.structs import replace

from chalicelib.cloud.secrets import Secrets
from infra.deploying.doctor import core_checks, diagnoses
from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.probes import letter
from infra.deploying.services import services
from infra.stack import outputs, table
from infra.stack.functions import API, FUNCTIONS, LETTERS
from infra.stack.queues import RECURSIVE
from tests.aws_cli import options, parameters, run
from tests.deploying.declared import ROLE, empty_zip
from tests.deploying.patients import NAMES, WORD, Pipeline, Site, Standing, found, remarked
from tests.deploying.some_dns import SomeDns

REGION, CATALOG = NAMES.region, {"TableName": NAMES.table}
OUTPUTS = {
    "SecretsName": NAMES.secrets,
    "TableName": NAMES.table,
    "DistributionDomain": "d1.cloudfront.net",
    **{outputs.FUNCTION + function.resource: f"presswork-{function.name}" for function in FUNCTIONS},
}
WHOLE = Secrets.new().dumps()


@pytest.fixture
def well() -> Iterator[CheckContext]:
    """A site whose secrets, table and API are as they should be."""
    with mock_aws():
        aws = services(REGION)
        aws.ssm.put_parameter(Name=NAMES.secrets, Value=WHOLE, Type="SecureString")
        properties = table.resources()["Table"]["Properties"]
        said = {key: properties[key] for key in ("BillingMode", "AttributeDefinitions", "KeySchema", "DeletionProtectionEnabled")}
        aws.dynamodb.create_table(**CATALOG, **said)
        aws.dynamodb.update_time_to_live(**CATALOG, TimeToLiveSpecification=properties["TimeToLiveSpecification"])
        aws.dynamodb.update_continuous_backups(
            **CATALOG, PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"]
        )
        site: Any = Site(aws, Standing(OUTPUTS))
        yield CheckContext(site, NAMES, Pipeline(fails=lambda: (200, b"")), SomeDns({}), WORD, lambda _: None)


def advised(findings: diagnoses.Findings) -> list[str]:
    """The commands of AWS's command line that the faults advise."""
    faults = [one for one in findings if isinstance(one, diagnoses.Fault)]
    return [command for fault in faults for command in re.findall(r"`(aws .*?)`", fault.do)]


def test_of_a_site_that_is_well_nothing_is_said(well: CheckContext) -> None:
    assert [*core_checks.keys(well, None), *core_checks.catalog(well, None), *core_checks.visited(well, None)] == []


# ---- the secrets


def test_secrets_that_are_gone_are_named_and_a_copy_of_them_mends_it(well: CheckContext) -> None:
    well.site.aws.ssm.delete_parameter(Name=NAMES.secrets)

    assert found(core_checks.keys(well, None)).startswith("there's no parameter /presswork/secrets")
    (command,) = advised(core_checks.keys(well, None))
    run(command.replace('"$SECRETS"', f"'{WHOLE}'"), REGION, {})
    assert found(core_checks.keys(well, None)) == ""


@pytest.mark.parametrize(
    "wrong", ["no JSON", "[]", '{"keys": ["a"]}', '{"keys": [], "pepper": "p"}', '{"keys": ["a"], "pepper": ""}']
)
def test_secrets_that_cannot_be_used_are_named_and_never_shown(well: CheckContext, wrong: str) -> None:
    well.site.aws.ssm.put_parameter(Name=NAMES.secrets, Value=wrong, Type="SecureString", Overwrite=True)

    assert (
        found(core_checks.keys(well, None))
        == 'the parameter /presswork/secrets has something other than {"keys": […], "pepper": "…"}'
    )


# ---- the table


def without_forgetting(dynamodb: Any) -> None:
    dynamodb.update_time_to_live(**CATALOG, TimeToLiveSpecification={"AttributeName": table.EXPIRES, "Enabled": False})


def without_backups(dynamodb: Any) -> None:
    dynamodb.update_continuous_backups(**CATALOG, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})


def without_protection(dynamodb: Any) -> None:
    dynamodb.update_table(**CATALOG, DeletionProtectionEnabled=False)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (without_forgetting, "doesn't delete expired items"),
        (without_backups, "can't be restored to an earlier time"),
        (without_protection, "isn't protected from deletion"),
    ],
)
def test_a_table_that_lost_what_the_stack_gave_it_is_named_and_the_advice_gives_it_back(
    well: CheckContext, change: Any, says: str
) -> None:
    change(well.site.aws.dynamodb)

    assert says in found(core_checks.catalog(well, None))
    for command in advised(core_checks.catalog(well, None)):
        run(command, REGION, {})
    assert found(core_checks.catalog(well, None)) == ""


def test_a_table_that_is_gone_is_named(well: CheckContext) -> None:
    without_protection(well.site.aws.dynamodb)
    well.site.aws.dynamodb.delete_table(**CATALOG)

    assert found(core_checks.catalog(well, None)) == "there's no table presswork-catalog"


def test_a_table_that_is_not_ready_or_has_other_keys_is_named() -> None:
    said = {"TableStatus": "UPDATING", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}

    faults = found(core_checks.table_state("t", core_checks.TableState(said, {}, {})))

    assert "the table t is UPDATING" in faults
    assert "the keys of the table t are id, not pk, sk" in faults


# ---- the API


@pytest.mark.parametrize(
    ("status", "says", "do"),
    [
        (403, "`x-api-key`", "aws ssm put-parameter --name /presswork/origin"),
        (404, "no such page", "/api/*"),
        (429, "more requests", "in a minute"),
        (502, "the API's function fails", "presswork logs api_handler"),
    ],
)
def test_an_api_that_answers_otherwise_is_named_by_its_answer(well: CheckContext, status: int, says: str, do: str) -> None:
    ill = replace(well, web=Pipeline(fails=lambda: (status, b"")))

    (fault,) = core_checks.visited(ill, None)

    assert fault.found.startswith(f"https://d1.cloudfront.net/api/subscriptions/sent answers {status}: ")
    assert says in fault.found
    assert do in fault.do


def test_the_api_of_a_site_without_a_cdn_is_asked_at_the_sites_own_address(well: CheckContext) -> None:
    own = {"SiteUrl": "https://x.lambda-url.eu-central-1.on.aws"}
    site: Any = Site(
        well.site.aws, Standing({name: value for name, value in OUTPUTS.items() if name != "DistributionDomain"} | own)
    )

    (fault,) = core_checks.visited(replace(well, site=site, web=Pipeline(fails=lambda: (502, b""))), None)

    assert fault.found.startswith(f"{own['SiteUrl']}/api/subscriptions/sent answers 502")


# ---- functions


def test_a_function_that_is_stopped_by_its_reserved_concurrency_is_named_and_the_advice_starts_it(well: CheckContext) -> None:
    aws = well.site.aws
    role = aws.iam.create_role(RoleName="all", AssumeRolePolicyDocument=str(ROLE))["Role"]["Arn"]
    code = {"Handler": "app.x", "Runtime": "python3.13", "Role": role, "Code": {"ZipFile": empty_zip()}}
    aws.functions.create_function(FunctionName="presswork-api_handler", **code)
    aws.functions.put_function_concurrency(FunctionName="presswork-api_handler", ReservedConcurrentExecutions=0)

    assert found(core_checks.reserved(well, API)).startswith("it's stopped: its reserved concurrency is 0")
    (command,) = advised(core_checks.reserved(well, API))
    run(command, REGION, {})
    assert list(core_checks.reserved(well, API)) == []


def test_a_reserved_concurrency_that_bounds_a_function_is_told() -> None:
    assert "limits it to 3 at once" in remarked(core_checks.reservation("f", {"ReservedConcurrentExecutions": 3}))


@pytest.mark.parametrize(("loop", "says"), [("Allow", ""), ("Terminate", "Lambda stops it after some 16 runs")])
def test_a_function_that_lost_its_leave_to_loop_is_named_and_the_advice_gives_it_back(
    well: CheckContext, loop: str, says: str
) -> None:
    client = boto3.client("lambda", region_name=REGION)
    site: Any = Site(replace(well.site.aws, functions=client), Standing(OUTPUTS))
    with Stubber(client) as stubber:
        stubber.add_response("get_function_recursion_config", {"RecursiveLoop": loop}, {"FunctionName": "presswork-letters"})
        faults = list(core_checks.leave(replace(well, site=site), LETTERS))

    assert LETTERS in RECURSIVE
    assert found(iter(faults))[: len(says) or None] == says
    for command in advised(iter(faults)):
        _, service, operation, *words = command.split()
        given = {"FunctionName": "presswork-letters", "RecursiveLoop": "Allow"}
        assert parameters(service, operation, options(words)) == given


STATES: Mapping[str, tuple[Mapping[str, str], str, str]] = {
    "pending": ({"State": "Pending"}, "Pending", "aws lambda wait function-active-v2 --function-name f"),
    "idle": ({"State": "Inactive", "StateReason": "idle"}, "Inactive: idle", "its next call fails, wakes it"),
    "failed": ({"State": "Failed"}, "Failed", "aws lambda delete-function --function-name f"),
    "updating": ({"LastUpdateStatus": "InProgress"}, "last update InProgress", "aws lambda wait function-updated-v2"),
    "not updated": (
        {"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "why"},
        "last update Failed: why",
        "aws lambda update-function-code --function-name f --zip-file fileb://OUT/functions.zip",
    ),
    "unknown": ({"State": "Deactivating"}, "Deactivating", "run this again"),
}


@pytest.mark.parametrize("name", STATES)
def test_what_to_do_about_a_function_follows_from_its_state_and_is_no_deployment_that_changes_nothing(name: str) -> None:
    said, says, do = STATES[name]

    (fault,) = diagnoses.function({"FunctionName": "f", **said})

    assert fault.found == says
    assert do in fault.do
    assert diagnoses.DEPLOY not in fault.do


# ---- the probe letter


def test_the_probe_letter_is_one_that_ses_takes() -> None:
    client = boto3.client("sesv2", region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x")
    given = letter("letters@news.example.org", "presswork")

    with Stubber(client) as stubber:
        stubber.add_response("send_email", {"MessageId": "1"}, given)
        assert client.send_email(**given)["MessageId"] == "1"
