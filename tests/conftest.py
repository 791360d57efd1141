"""Hypothesis on a busy machine: no example has a deadline, and slow generation is no failure.

Tests of time measure CPU time themselves.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")
