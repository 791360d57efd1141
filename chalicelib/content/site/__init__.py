"""`site.yaml`: its keys and values, and the `Site` and `Theme` that they describe.

`siteyaml` has the table of its keys and reads the file; `nested_keys` reads the keys within a key. `site` is cheap to import,
because every function loads it.
"""
