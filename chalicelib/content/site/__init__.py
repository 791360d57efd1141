"""`site.yaml`: its sections and values, and the `Site` and `Theme` that they describe.

`siteyaml` has the table of its keys and reads the file; `sections` reads what is within a key. Cheap to import: every function
loads `site`.
"""
