"""Shortcodes and template tags in a post: those of Hugo, Jekyll and WordPress become HTML by a table (`shortcode_table`).

This happens at each upload, before Markdown is parsed (`shortcodes`); unknown ones stay as typed. Importers replace others once,
when they write a post: those that need the old blog, such as pictures by number (`infra.importers.wordpress.shortcodes`).
"""
