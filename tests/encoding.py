"""The encoder's function, for tests that hold its jobs in a queue."""

import json
from collections.abc import Mapping
from functools import lru_cache, partial

from chalicelib.batch import done
from chalicelib.cloud.ports import Cloud
from chalicelib.images import cards, jobs

drawn_before = lru_cache(maxsize=1_000)(cards.drawn)
"""Cards, each drawn once for all tests of a process."""


def jobs_of_encoder(cloud: Cloud, bodies: Mapping[str, str]) -> frozenset[str]:
    """Do these jobs, each alone, as the function does; return the names of those that failed."""
    return frozenset(
        name for name, body in bodies.items() if not done(name, partial(jobs.encode, cloud, json.loads(body), drawn_before))
    )
