"""Micropub: what apps send, and what becomes of it."""
