"""The place where a file was recorded: found in the metadata of each kind of file, so that none is published.

`file_places` is the table of finders by the first bytes of a file.
"""
