"""`site.yaml`: its sections and values, and the `Site` and `Theme` that they describe.

`sections` is the table of its keys, and `siteyaml` reads the file. Cheap to import: every function loads `site`.
"""
