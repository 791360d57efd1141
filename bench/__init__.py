"""Benchmarks: the cost of a publish as the site grows, builds compared with other programs, and the processor's time."""
