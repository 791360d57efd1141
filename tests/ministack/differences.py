"""Differences: what of the template is otherwise on ministack than on AWS, each a row with its reason.

All else runs there as it is. A row whose place is gone from the template fails, so the list stays true; it is printed with
the tests' results, and so is what was added to ministack, and what is not tried.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

from infra.stack.access.policies import LEADING
from tests.stack.iam import several

Template: TypeAlias = Any
"""CloudFormation, plain."""

HIDDEN = 60
"""Seconds that a received message is hidden: longer than a function takes on a busy machine."""
TRIES = 3
"""How often a message is received: what fails each time is put away after 5, 20 and 80 seconds."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row: what is otherwise, why, and how; `left_out` is the resource that isn't made at all."""

    what: str
    why: str
    make: Callable[[Template, int], None]
    left_out: str = ""


def left_out(resource: str, why: str) -> Difference:
    return Difference(f"{resource} is left out", why, lambda template, _: template["Resources"].pop(resource), resource)


def adapted(template: Mapping[str, Any], port: int) -> Template:
    """The template as it can be made on the ministack at this port."""
    made = deepcopy(template)
    for difference in DIFFERENCES:
        difference.make(made, port)
    return made


def of_type(template: Template, type: str) -> Iterator[Any]:
    """The properties of each resource of this type."""
    return (one["Properties"] for one in template["Resources"].values() if one["Type"] == type)


def without_dkim(template: Template, _port: int) -> None:
    for name in [name for name in template["Outputs"] if name.startswith("Record") and "Dkim" in name]:
        del template["Outputs"][name]


def own_api(template: Template, port: int) -> None:
    (origin,) = (one for one in distribution(template)["Origins"] if one["Id"] == "api")
    origin["DomainName"] = "localhost"
    origin["OriginPath"] = {"Fn::Sub": "/_aws/execute-api/${RestAPI}"}
    origin["CustomOriginConfig"]["HTTPSPort"] = port


def function_asks_own_api(template: Template, port: int) -> None:
    [settings] = [one for one in settings_of_functions(template) if "API_ADDRESS" in one]
    settings["API_ADDRESS"] = {"Fn::Sub": f"https://localhost:{port}/_aws/execute-api/${{RestAPI}}"}


def settings_of_functions(template: Template) -> Iterator[Any]:
    for function in of_type(template, "AWS::Lambda::Function"):
        yield function.get("Environment", {}).get("Variables", {})


def missing_is_forbidden(template: Template, _port: int) -> None:
    config = distribution(template)
    (missing,) = (one for one in config["CustomErrorResponses"] if one["ErrorCode"] == 404)
    config["CustomErrorResponses"] = [one for one in config["CustomErrorResponses"] if one["ErrorCode"] != 403]
    missing["ErrorCode"] = 403


def distribution(template: Template) -> Any:
    (found,) = of_type(template, "AWS::CloudFront::Distribution")
    return found["DistributionConfig"]


def batches_too(template: Template, _port: int) -> None:
    for allowed in statements(template):
        actions = several(allowed["Action"])
        allowed["Action"] = [*actions, *(f"{action}Batch" for action in actions if action in IN_BATCHES)]


UNVERIFIED = "unverified-"
IN_BATCHES = ("sqs:ChangeMessageVisibility", "sqs:SendMessage")


def mail_from_anyone(template: Template, _port: int) -> None:
    for mail in [one for one in statements(template) if SENDER in json.dumps(one.get("Condition", {}))]:
        mail["Resource"] = "*"
        del mail["Condition"]


def any_item(template: Template, _port: int) -> None:
    for items in [one for one in statements(template) if LEADING in json.dumps(one.get("Condition", {}))]:
        del items["Condition"]


def any_versions(template: Template, _port: int) -> None:
    for listing in [one for one in statements(template) if BEGINNING in json.dumps(one.get("Condition", {}))]:
        del listing["Condition"]


def without_dns(template: Template, _port: int) -> None:
    for variables in [one for one in settings_of_functions(template) if ASKS_DNS in one]:
        del variables[ASKS_DNS]


ASKS_DNS = "ASK_DNS"
SENDER = "ses:FromAddress"
BEGINNING = "s3:prefix"


def statements(template: Template) -> Iterator[Any]:
    """Each statement of what the functions may do."""
    for role in of_type(template, "AWS::IAM::Role"):
        for policy in role.get("Policies", ()):
            yield from policy["PolicyDocument"]["Statement"]


def soon_again(template: Template, _port: int) -> None:
    for queue in of_type(template, "AWS::SQS::Queue"):
        if "VisibilityTimeout" in queue:
            queue["VisibilityTimeout"] = HIDDEN
            queue["RedrivePolicy"]["maxReceiveCount"] = TRIES


def one_metric_each(template: Template, _port: int) -> None:
    for alarm in [one for one in of_type(template, "AWS::CloudWatch::Alarm") if "Metrics" in one]:
        first = alarm.pop("Metrics")[0]["MetricStat"]
        alarm |= {**first["Metric"], "Period": first["Period"], "Statistic": first["Stat"]}


def without_providers(template: Template, _port: int) -> None:
    """Leave out the providers of tokens, and name those that the account may have in the roles that trust them."""
    resources = template["Resources"]
    gone = [name for name, one in resources.items() if one["Type"] == "AWS::IAM::OIDCProvider"]
    for name in gone:
        del resources[name]
    for role in of_type(template, "AWS::IAM::Role"):
        principal = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
        if "Federated" in principal:
            principal["Federated"] = principal["Federated"]["Fn::If"][2]
    for name in [name for name, one in template["Outputs"].items() if one["Value"] in ({"Ref": each} for each in gone)]:
        del template["Outputs"][name]


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "Functions may use any item of the table by the actions that they have",
        f"ministack knows no {LEADING} when it looks at rights; tests/stack holds each right against its keys",
        any_item,
    ),
    Difference(
        "Who may list versions of some keys in a bucket, may list those of all",
        f"ministack knows no {BEGINNING} when it looks at rights; tests/stack holds each right against its keys",
        any_versions,
    ),
    Difference(
        "Sign-ups look up no domain",
        "a machine of tests may have no DNS of the world, or one that knows no domain; tests/contract tries the resolver",
        without_dns,
    ),
    left_out("MonthlyBudget", "ministack makes no AWS::Budgets::Budget"),
    Difference("The providers of repositories are left out", "ministack makes no AWS::IAM::OIDCProvider", without_providers),
    Difference(
        "The outputs Record*Dkim* are left out",
        "ministack's identities have no attributes DkimDNSTokenName1 and so on",
        without_dkim,
    ),
    Difference(
        "Distribution asks for the API at localhost",
        "ministack's CDN asks no address below amazonaws.com, not even one of its own",
        own_api,
    ),
    Difference(
        "The function of a trial without a CDN asks for the API at localhost",
        "ministack's own addresses below amazonaws.com are known to no resolver",
        function_asks_own_api,
    ),
    Difference(
        "Distribution shows 404.html for 403, not for 404",
        "ministack's bucket answers its CDN 403 where nothing is, though the CDN may list it",
        missing_is_forbidden,
    ),
    Difference(
        f"Who may {' or '.join(IN_BATCHES)}, may do so in batches",
        "on AWS the one is a right to both; ministack takes the batch for an action of its own",
        batches_too,
    ),
    Difference(
        "Letters, and who forwards replies, may send mail from any address",
        "ministack knows of a mail neither its identity nor ses:FromAddress when it looks at rights",
        mail_from_anyone,
    ),
    Difference(
        f"Queues hide a message for {HIDDEN} seconds, not for six times the function's, and give it out {TRIES} times",
        "what fails again and again would take an hour to be put away",
        soon_again,
    ),
    Difference(
        "Alarms over several metrics watch the first of them alone",
        "ministack's alarms know no expressions",
        one_metric_each,
    ),
)

ADDED: tuple[str, ...] = (
    "Chains of runs go on through queues, and templates say whose may (RecursiveLoop): ministack counts calls alone.",
    "Queues move dead letters back (StartMessageMoveTask, ListMessageMoveTasks): ministack has no such calls.",
    "A table is UPDATING after it was changed, if its name begins with slow-: to ministack it is ACTIVE at once.",
    f"Stacks whose name begins with {UNVERIFIED} get no distribution, as in an account that AWS hasn't verified.",
    "An API's definition may name a method for all others, and binary types (`x-amazon-apigateway-…`): ministack reads neither.",
    "The account has a plan (GetAccountPlanState), the paid one: ministack has no such call.",
)
"""What `additions` adds to ministack, and what it does without."""

UNTRIED: tuple[str, ...] = (
    "The CDN keeps nothing, so that a publish is seen within a minute is not tried.",
    "Mail events: ministack's configuration set publishes none; a test publishes SES's events to the topic.",
    "Received mail: the stacks here ask for none, and ministack would receive none; a test brings the function real mails.",
    "Mail: a letter's headers are not kept; the link of one click is taken from its text.",
    "Buckets that a stack has left: ministack plans to take them up again, and then refuses the names as taken.",
    "What a change would replace: to ministack, everything that depends on what is changed may have to be.",
    "Tags of buckets: ministack's CloudFormation gives none, so the tests do it after a deployment.",
    "Events of the topic that fail: ministack's topic tries none again, and puts none away. Its buckets' events are redriven.",
    "Alarms, the dashboard and the deliveries of access logs are made, and do nothing; a test brings a file of what was read.",
)
"""What is there and can't be tried on ministack."""
