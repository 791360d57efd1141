"""Shortcodes that the templates of an old blog define: what a simple template makes of a call is written into the text."""
