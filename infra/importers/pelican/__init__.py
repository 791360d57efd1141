"""Pelican: its settings, its articles and pages, the tags of its plugins."""
