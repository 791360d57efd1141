"""The catalog: what has been published, kept in one table.

Only single-item conditional writes. The record is the truth; pointers are hints with stamps; claims say who owns an
address; summaries carry counts upwards. `layout` is the one place that knows where each item stands.
"""
