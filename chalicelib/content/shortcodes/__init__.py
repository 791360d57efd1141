"""Shortcodes and template tags: calls in a text, which become HTML by a table (`shortcode_table`); others stay as typed."""
