"""Deploying: create the stack on AWS, maintain it, and delete it.

Pure modules decide: `wanted` (the settings of a deployment), `plan` (the effect of a change set), `byhand` (the manual steps),
`failing` (the meaning of AWS's errors). Others call AWS: `stack` calls CloudFormation, `settling` brings a stack into a state in
which it can be changed, `deploy` is a table of steps, each safe to repeat, and `destroy` removes what they made.
"""

from infra.terminal import CannotError


class UndeployableError(CannotError):
    """The command can't be done; the text is one line with the reason and the remedy."""
