"""Shortcodes and template tags: calls in a text, which become HTML by the table `shortcode_table`; others stay and are
reported.
"""
