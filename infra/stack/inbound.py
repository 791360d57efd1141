"""Inbound mail, which is optional: SES stores what comes to the letters' domain in a bucket, and calls the function for it.

An account has one active set of receipt rules in a region. Where it has one already, our rule is added to it; otherwise the stack
makes a set, and the deployment activates it, which CloudFormation can't:
https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
"""

from typing import Any

from infra.stack import functions, mail
from infra.stack.buckets import INBOUND
from infra.stack.intrinsics import Resources, attribute, either, named, ref, resource, sub

REGIONS = frozenset(
    {
        *("us-east-1", "us-east-2", "us-west-2", "ca-central-1", "eu-central-1", "eu-west-1", "eu-west-2"),
        *("ap-northeast-1", "ap-southeast-1", "ap-southeast-2"),
    }
)
"""The regions in which SES receives mail, as announced in September 2023. It may be more by now, so others are only doubted."""

ENDPOINTS = "https://docs.aws.amazon.com/general/latest/gr/ses.html"
"""AWS's own list, under "Email receiving endpoints"."""

RULES = "ReceiptRules"  # the resource, and the output, of the stack's own set of rules
MX = "InboundMx"
RULE = "${AWS::StackName}-inbound"


def resources() -> Resources:
    source = sub("arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:receipt-rule-set/*:receipt-rule/" + RULE)
    allowed = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": ref(functions.MAIL_IN.resource),
        "Principal": "ses.amazonaws.com",
        "SourceAccount": ref("AWS::AccountId"),
        "SourceArn": source,
    }
    checked = [f"{INBOUND.resource}Policy", "MailInPermission"]  # SES tries both when the rule is made
    rule = {"RuleSetName": either("OwnRuleSet", ref(RULES), ref("RuleSet")), "Rule": _rule()}
    return {
        RULES: resource("AWS::SES::ReceiptRuleSet", {"RuleSetName": named("inbound")}, Condition="OwnRuleSet"),
        "ReceiptRule": resource("AWS::SES::ReceiptRule", rule, Condition="ReceivesMail", DependsOn=checked),
        "MailInPermission": resource("AWS::Lambda::Permission", allowed, Condition="ReceivesMail"),
    }


def _rule() -> dict[str, Any]:
    """Return the rule for all addresses of the domain: the ones to leave by are as many as readers."""
    called = {"FunctionArn": attribute(functions.MAIL_IN.resource), "InvocationType": "Event"}
    actions = [{"S3Action": {"BucketName": ref(INBOUND.resource)}}, {"LambdaAction": called}]
    about = {"Name": sub(RULE), "Enabled": True, "ScanEnabled": True, "TlsPolicy": "Optional"}
    return {**about, "Recipients": [sub(mail.LETTERS.domain)], "Actions": actions}


def record() -> tuple[str, str]:
    """Return the DNS record by which mail comes to SES, with its name in the stack's outputs."""
    return MX, f"{mail.LETTERS.domain} MX 10 inbound-smtp.${{AWS::Region}}.amazonaws.com"
