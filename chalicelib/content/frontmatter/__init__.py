"""Front matter: the keys that head a post, in TOML or YAML, read into typed values, or refused with the line and the remedy.

`front_matter_keys` is the table of keys; `readers` and `dates` read a value. May import `content.text`, `content.addresses` and
`content.limits`.
"""
