"""The verbs of `presswork`, a module each: `command` reads what was asked, calls what does it, and returns the exit status.

`infra.command` loads a verb's module only when it is asked for, so a verb may import what it needs. What a verb does is
elsewhere, in `infra.authoring`, `infra.running`, `infra.deploying` and so on; how it speaks is in `infra.terminal`.
"""
