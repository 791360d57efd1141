"""Files on an author's machine: the sources of a blog's folder, private files, locks, watching, work on all cores.

Imports no other room of `infra`.
"""
