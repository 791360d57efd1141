"""The table: paid by request, restorable to any second of 35 days, and protected from deletion."""

from infra.stack.intrinsics import OURS, Resources, kept, sub

KEYS = {"pk": "HASH", "sk": "RANGE"}
EXPIRES = "expires"


def resources() -> Resources:
    properties = {
        "TableName": sub("${AWS::StackName}-catalog"),
        "Tags": OURS,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in KEYS],
        "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in KEYS.items()],
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
        "DeletionProtectionEnabled": True,
    }
    return {"Table": kept("AWS::DynamoDB::Table", properties)}
