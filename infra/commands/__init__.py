"""The commands of `presswork`, a module each: it reads what was asked, calls the code that does it, and returns the exit status.

`infra.command` is their table, and loads a module only when it is asked for, so a command may import what it needs. What commands
do is in `infra.authoring`, `infra.running`, `infra.deploying` and so on; how they speak is in `infra.terminal`.
"""
