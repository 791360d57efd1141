"""Deploying: create the stack on AWS, maintain it, and delete it.

Pure modules decide: `config` (the settings of a deployment), `plan` (the effect of a change set), `manual_steps` (the
steps left to do by hand), `waits` (what each wait is for), `infra.aws_errors` (the meaning of AWS's errors). Others call AWS:
`stack` calls CloudFormation, `stack_recovery` brings a stack into a state in which it can be changed, `deploy` is a table of
steps, each safe to repeat, and `destroy` removes what they made. `trial` has the settings of a trial.

`domain` is about certificates and DNS, `mail` about senders, `operating` about a deployed site; `doctor` finds its faults.
"""

from infra.terminal.streams import CannotError


class UndeployableError(CannotError):
    """The command can't be done; the text is one line with the reason and the remedy."""
