"""Mail: the sender domains of letters and confirmations, and the mail service's events.

There are two senders. Reputation belongs to the domain, so letters have a subdomain, and complaints about letters harm
confirmations less. Each is verified by DKIM and has a subdomain for bounces. Or a single mailbox is both senders; a link that
AWS mails to it verifies it, and no DNS. Events go from the configuration set by a topic to
the function that records them (`infra.stack.events`). Why the topic isn't encrypted at rest: `infra.stack.alarms`.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from chalicelib.content.site.senders import DEFAULTS
from infra.stack.intrinsics import Resources, named, only_by_tls, policy, ref, resource, service, statement, sub

EVENTS = ("send", "delivery", "bounce", "complaint", "reject", "renderingFailure")
"""The published events. Opens and clicks are left out, since SES would rewrite every link for them."""

DKIM_TOKENS = (1, 2, 3)


class Sender(NamedTuple):
    """One row: the resource of a sender, its domain, and its mailbox."""

    resource: str
    domain: str
    mailbox: str

    @property
    def bounces(self) -> str:
        return f"bounce.{self.domain}"

    @property
    def address(self) -> str:
        return f"{self.mailbox}@{self.domain}"


def _sender(resource: str, kind: str) -> Sender:
    default = DEFAULTS[kind]
    return Sender(resource, default.domain_in("${MailDomain}"), default.mailbox)


CONFIRMATIONS, LETTERS = _sender("ConfirmationsIdentity", "confirmations"), _sender("LettersIdentity", "letters")
SENDERS: tuple[Sender, ...] = (CONFIRMATIONS, LETTERS)


OF_EVERY_IDENTITY = {
    "FeedbackAttributes": {"EmailForwardingEnabled": False},  # the topic has the events
    "ConfigurationSetAttributes": {"ConfigurationSetName": ref("ConfigurationSet")},
}


def resources() -> Resources:
    events = {"Enabled": True, "MatchingEventTypes": list(EVENTS), "SnsDestination": {"TopicARN": ref("MailEventsTopic")}}
    destination = {"ConfigurationSetName": ref("ConfigurationSet"), "EventDestination": {"Name": "queue", **events}}
    mailbox = {"EmailIdentity": ref("MailFrom"), **OF_EVERY_IDENTITY}
    return {sender.resource: _identity(sender) for sender in SENDERS} | {
        "Mailbox": resource("AWS::SES::EmailIdentity", mailbox, Condition="OwnMailbox"),
        "ConfigurationSet": resource("AWS::SES::ConfigurationSet", _configuration()),
        "MailEvents": resource("AWS::SES::ConfigurationSetEventDestination", destination, DependsOn=["MailEventsTopicPolicy"]),
        "MailEventsTopic": resource("AWS::SNS::Topic", {"TopicName": named("mail-events")}),
        "MailEventsTopicPolicy": resource("AWS::SNS::TopicPolicy", _topic_policy()),
    }


def _identity(sender: Sender) -> dict[str, Any]:
    properties = {
        "EmailIdentity": sub(sender.domain),
        "DkimAttributes": {"SigningEnabled": True},
        "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
        "MailFromAttributes": {"MailFromDomain": sub(sender.bounces), "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"},
        **OF_EVERY_IDENTITY,
    }
    return resource("AWS::SES::EmailIdentity", properties, Condition="HasMail")


def _configuration() -> dict[str, Any]:
    return {
        "Name": sub("${AWS::StackName}"),
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SendingOptions": {"SendingEnabled": True},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    }


def _topic_policy() -> dict[str, Any]:
    own = sub("arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${AWS::StackName}")
    here = {"StringEquals": {"AWS:SourceAccount": ref("AWS::AccountId"), "AWS:SourceArn": own}}
    allowed = statement("Allow", service("ses"), "sns:Publish", ref("MailEventsTopic"), **here)
    closed = only_by_tls("sns:Publish", ref("MailEventsTopic"))
    return {"Topics": [ref("MailEventsTopic")], "PolicyDocument": policy(closed, allowed)}


def records() -> Iterator[tuple[str, str]]:
    """Yield the DNS records of the senders and their bounces, with their names in the stack's outputs."""
    for sender in SENDERS:
        name = sender.resource.removesuffix("Identity")
        for number in DKIM_TOKENS:
            token = f"{sender.resource}.DkimDNSToken"
            yield f"{name}Dkim{number}", "${" + f"{token}Name{number}" + "} CNAME ${" + f"{token}Value{number}" + "}"
        yield f"{name}BouncesMx", f"{sender.bounces} MX 10 feedback-smtp.${{AWS::Region}}.amazonses.com"
        yield f"{name}BouncesSpf", f'{sender.bounces} TXT "v=spf1 include:amazonses.com ~all"'
    yield "Dmarc", '_dmarc.${MailDomain} TXT "v=DMARC1; p=none"'
