"""Micropub, https://www.w3.org/TR/micropub/: what apps send as files of the content bucket, and files as apps read them. Pure.

`requests` reads a request into an act, `properties` is the table of properties and keys, `post_file` makes files of properties,
and properties of files; `media_file` knows the kinds of files that `/media` takes. `micropub_api` carries acts out.
"""
