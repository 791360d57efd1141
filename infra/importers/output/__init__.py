"""The new blog: its files written, with `site.yaml`, comments, subscribers and the report. Nothing of an author is
overwritten.
"""
