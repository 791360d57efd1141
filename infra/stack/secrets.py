"""Secrets: the keys that sign links, and the pepper of addresses.

They are in an encrypted parameter of the Systems Manager, `/NAME/secrets`. CloudFormation can't make one, and must
not know its value; so `presswork deploy` writes it before the stack is made, and the stack only names it. Secrets
Manager could make its own, but not a rotated list of keys, and it costs $0.40 a month where this costs nothing.
"""

PARAMETER = "/${AWS::StackName}/secrets"
ARN = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter" + PARAMETER


def parameter_of(name: str) -> str:
    return PARAMETER.replace("${AWS::StackName}", name)
