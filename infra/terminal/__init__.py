"""How commands speak to a person or a program: streams, progress, exit codes, the name of the command, and clean stops.

Imports `infra.files` alone, of the other rooms of `infra`.
"""
