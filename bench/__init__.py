"""Benchmarks: what a publish costs as the site grows, how a build compares, and where the processor's time goes."""
