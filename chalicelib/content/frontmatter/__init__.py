"""Front matter: the keys that head a post, in YAML, TOML or plain `Key: value` lines, read into typed values, or refused with the
line and the remedy.

`front_matter_keys` is the table of keys, `front_matter_fields` reads by it; `readers` and `content.dates` read a value.
"""
