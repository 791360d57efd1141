"""The stack's parameters, and the conditions on them.

To add a parameter, add a row to `PARAMETERS`; its value comes from `deploying.config`, if the owner chooses it, or from
`deploying.deploy.check_account`, if the account decides it.
"""

from typing import Any

from msgspec import field

from chalicelib.frozen import Frozen
from infra.stack.access.repositories import HOSTS as REPOSITORIES
from infra.stack.access.repositories import SUBJECT
from infra.stack.intrinsics import ref


class Parameter(Frozen):
    """One row: its name, its description, and its constraints. Without a default it is required."""

    name: str
    description: str
    default: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def declaration(self) -> dict[str, Any]:
        given = {} if self.default is None else {"Default": self.default}
        return {"Type": "String", "Description": self.description, **given, **self.more}


def like(pattern: str, why: str) -> dict[str, Any]:
    return {"AllowedPattern": pattern, "ConstraintDescription": why}


HOST = r"^$|^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$"
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
MAILBOX = r"^$|^[A-Za-z0-9.!#%&'+/=^_`{|}~-]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$"
"""A mailbox as policies compare it: without their wildcards, and with its domain in lower case."""
CERTIFICATE = r"^$|^arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate/.+$"
HOSTS = r"^[A-Za-z0-9.:\- ]*$"
KEY = r"^[A-Za-z0-9_-]{32,128}$"  # as the API's gateway accepts keys; without characters that need quoting

ORDINARY, NEW = "ordinary", "new"
NO, YES, NONE = "no", "yes", "none"
NO_BUDGET = "0"

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("CodeBucket", "The bucket that holds the functions' zips."),
    Parameter("CodeKey", "The key of the functions' zip in that bucket."),
    Parameter("ImagesCodeKey", "The key of the zip of the function that encodes images."),
    Parameter("AuthoringCodeKey", "The key of the zip of the authoring API; `none` without a desk.", NONE),
    Parameter("Owner", "The mail address that alarms go to.", more=like(ADDRESS, "must be a mail address")),
    Parameter(
        "OriginSecret",
        "What the CDN tells the API, so that nobody passes it by: 32 letters and digits or more.",
        more={"NoEcho": True, **like(KEY, "must be 32 to 128 letters, digits, - and _")},
    ),
    Parameter("Domain", "The site's own domain; none: CloudFront's.", "", like(HOST, "must be a domain in lower case")),
    Parameter(
        "Certificate",
        "The certificate of that domain, in us-east-1.",
        "",
        like(CERTIFICATE, "must be the ARN of a certificate in us-east-1, where CloudFront looks for it"),
    ),
    Parameter(
        "MailDomain", "The domain that mail is sent from; none: no mail.", "", like(HOST, "must be a domain in lower case")
    ),
    Parameter(
        "MailFrom",
        "One mailbox that mail is sent from, in place of a domain.",
        "",
        like(MAILBOX, "must be a mail address, its domain in lower case"),
    ),
    Parameter(
        "MakeMailbox",
        "`yes` makes this mailbox a sender of the account; `no` uses the one that there is.",
        YES,
        {"AllowedValues": [NO, YES]},
    ),
    Parameter(
        "FrameHosts",
        "The hosts of site.yaml's `frames`, with spaces between.",
        "",
        like(HOSTS, "must be hosts with spaces between"),
    ),
    Parameter("Budget", "Dollars a month; more is told to the owner. 0: no budget.", "10", {"Type": "Number", "MinValue": 0}),
    Parameter(
        "Account",
        "`new` where the account may run only ten functions at once, as a new one; `ordinary` otherwise.",
        ORDINARY,
        {"AllowedValues": [ORDINARY, NEW]},
    ),
    Parameter(
        "GatewayRole",
        "`yes` sets the role by which API Gateway may write logs, for the whole account; `no` leaves the account's own; `none` "
        "logs no requests.",
        YES,
        {"AllowedValues": [NO, YES, NONE]},
    ),
    Parameter(
        "Cdn",
        "`yes` serves the site by CloudFront; `no` serves it by a function, for a trial in an account without CloudFront.",
        YES,
        {"AllowedValues": [NO, YES]},
    ),
    Parameter("MakeDashboard", "`yes` makes a dashboard; `no` makes none.", YES, {"AllowedValues": [NO, YES]}),
    Parameter(
        "CountReads", "`yes` has the CDN log requests, to count page views; `no` logs none.", YES, {"AllowedValues": [NO, YES]}
    ),
    Parameter(
        "ApiFirewall",
        "`yes` limits the requests to the API of each address, by a firewall; `no` limits only those of all together.",
        NO,
        {"AllowedValues": [NO, YES]},
    ),
    Parameter(
        "Receiving",
        "`yes` receives the mail of the letters' domain: replies, and wishes to leave; `no` receives none.",
        NO,
        {"AllowedValues": [NO, YES]},
    ),
    Parameter(
        "Desk",
        "`yes` makes the authoring API, by which people write posts without AWS keys; `no` makes none.",
        NO,
        {"AllowedValues": [NO, YES]},
    ),
    Parameter("RuleSet", "The account's active set of receipt rules; none: the stack makes one.", ""),
    Parameter(
        "Roles",
        "`yes` makes policies for authors, editors and designers; `no` makes none.",
        NO,
        {"AllowedValues": [NO, YES]},
    ),
    *(
        Parameter(
            host.subjects,
            f"The jobs of {host.name} that may push, by their tokens' subjects; none: no role for them.",
            "",
            {"Type": "CommaDelimitedList", **like(SUBJECT, "must be subjects of jobs")},
        )
        for host in REPOSITORIES
    ),
    *(
        Parameter(
            host.makes_provider,
            f"`yes` makes the account's provider for tokens of {host.name}; `no` leaves the one that there is.",
            YES,
            {"AllowedValues": [NO, YES]},
        )
        for host in REPOSITORIES
    ),
)


def given(name: str) -> dict[str, Any]:
    return {"Fn::Not": [{"Fn::Equals": [ref(name), ""]}]}


CONDITIONS: dict[str, Any] = {
    "HasDesk": {"Fn::Equals": [ref("Desk"), YES]},
    "HasFirewall": {"Fn::Equals": [ref("ApiFirewall"), YES]},
    "HasCdn": {"Fn::Equals": [ref("Cdn"), YES]},
    "IsServedByFunction": {"Fn::Not": [{"Condition": "HasCdn"}]},
    "HasDomain": {"Fn::And": [{"Condition": "HasCdn"}, given("Domain"), given("Certificate")]},
    "HasBudget": {"Fn::Not": [{"Fn::Equals": [ref("Budget"), NO_BUDGET]}]},
    "HasFrames": given("FrameHosts"),
    "HasMail": given("MailDomain"),
    "HasMailbox": given("MailFrom"),
    "OwnMailbox": {"Fn::And": [{"Condition": "HasMailbox"}, {"Fn::Equals": [ref("MakeMailbox"), YES]}]},
    "SendsMail": {"Fn::Or": [{"Condition": "HasMail"}, {"Condition": "HasMailbox"}]},
    "HasRoles": {"Fn::Equals": [ref("Roles"), YES]},
    "HasGatewayLogs": {"Fn::Equals": [ref("GatewayRole"), YES]},
    "LogsRequests": {"Fn::Not": [{"Fn::Equals": [ref("GatewayRole"), NONE]}]},
    "HasDashboard": {"Fn::And": [{"Condition": "HasCdn"}, {"Fn::Equals": [ref("MakeDashboard"), YES]}]},
    "CountsReads": {"Fn::And": [{"Condition": "HasCdn"}, {"Fn::Equals": [ref("CountReads"), YES]}]},
    "ReceivesMail": {"Fn::And": [given("MailDomain"), {"Fn::Equals": [ref("Receiving"), YES]}]},
    "OwnRuleSet": {"Fn::And": [{"Condition": "ReceivesMail"}, {"Fn::Equals": [ref("RuleSet"), ""]}]},
    "IsNew": {"Fn::Equals": [ref("Account"), NEW]},
    "DeliversLogs": {"Fn::And": [{"Condition": "CountsReads"}, {"Fn::Equals": [ref("AWS::Region"), "us-east-1"]}]},
    **{host.is_trusted: {"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["", ref(host.subjects)]}, ""]}]} for host in REPOSITORIES},
    **{
        host.is_ours: {"Fn::And": [{"Condition": host.is_trusted}, {"Fn::Equals": [ref(host.makes_provider), YES]}]}
        for host in REPOSITORIES
    },
}


def parameters() -> dict[str, Any]:
    return {parameter.name: parameter.declaration for parameter in PARAMETERS}
