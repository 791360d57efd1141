"""Deploying: create the stack on AWS, maintain it, and delete it.

Pure modules decide: `config` (the settings of a deployment), `plan` (the effect of a change set), `manual_steps` (the
steps left to do by hand), `records` (the records of DNS), `waits` (what each wait is for), `production_access` (the request to
leave SES's sandbox), `infra.aws_errors` (the meaning of AWS's errors). Others call AWS: `stack` calls CloudFormation,
`stack_recovery` brings a stack into a state in which it can be changed, `certificates` calls ACM, `hosted_zones` Route 53 and
`dns` name servers, for `dns_setup`, which adds records or prints them; `deploy` is a table of steps, each safe to repeat, and
`destroy` removes what they made.
"""

from infra.terminal.streams import CannotError


class UndeployableError(CannotError):
    """The command can't be done; the text is one line with the reason and the remedy."""
