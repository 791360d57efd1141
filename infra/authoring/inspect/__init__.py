"""Inspect and repair a site: the status of its files and queues, its history, its differences, and what mends them."""
