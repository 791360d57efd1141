"""Properties hold on a busy machine too: no example has a deadline, and slow generation is no failure.

How long something may take is tested where it matters, in CPU time.
"""

from hypothesis import HealthCheck, settings

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")
