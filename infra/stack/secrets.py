"""Secrets: the keys that sign links, and what addresses are hashed with.

They stand in one encrypted parameter of the Systems Manager, `/NAME/secrets`. CloudFormation can't make such a one, and must
not know what is in it; so `presswork deploy` writes it before the stack is made, and the stack only says where it is. Secrets
Manager could make its own, but not a list of keys that is rotated, and it costs $0.40 a month where this costs nothing.
"""

PARAMETER = "/${AWS::StackName}/secrets"
ARN = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter" + PARAMETER


def parameter_of(name: str) -> str:
    """Where the secrets of the deployment with this name stand."""
    return PARAMETER.replace("${AWS::StackName}", name)
