"""The commands of `presswork`, a module each: it reads its arguments, calls the code that does the work, and returns the exit
status.

`infra.command` is their table, and loads a module only when it is called, so a command may import what it needs. The work of
commands is in `infra.authoring`, `infra.running`, `infra.deploying` and so on; how they speak is in `infra.terminal`.
"""
