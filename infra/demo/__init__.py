"""The demo: the whole pipeline on this machine, with the real handlers on a local AWS.

The demo begins with a build (`seed`), then the real handlers go on (`functions`) on a local AWS (`aws`, and `objects` without
HTTP).
"""
