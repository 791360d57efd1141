"""Deploying: create the stack on AWS, maintain it, and delete it.

What is decided is pure: `wanted` (what a deployment says about itself), `plan` (what a change set would do), `byhand` (what
is left for a person), `failing` (what an error of AWS's means). What calls is apart: `stack` speaks with CloudFormation,
`deploy` and `destroy` go through a table of steps, each safe to repeat.
"""


class UndeployableError(Exception):
    """It can't be done; the text is one line that says why, and what to do."""
