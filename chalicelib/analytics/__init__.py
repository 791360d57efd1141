"""Reads: who read what, counted from the log of the CDN; no reader is known, and none is kept."""
