"""The pace in the table: one item that all workers take their slots from."""

from chalicelib.catalog.nonces import nonce, replaced
from chalicelib.cloud.ports import At, Cloud, Item, UnsentError, Value
from chalicelib.mail.pace import UNLIMITED, Pace, Slots, allowed, is_stale, taken

PACE = At("PACE")
THOUSANDTH, MILLIONTH = 1_000, 1_000_000  # the table holds whole numbers
LEAD = 0.03  # seconds from taking slots to the first letter: what is to be sent is read once more in between


def slots(cloud: Cloud, many: int) -> Slots:
    """Take so many slots for letters, asking the service what it allows where that isn't known; raises `UnsentError`."""
    while True:
        item, now = cloud.table.get(PACE), cloud.clock.now().timestamp()
        found = taken(_standing(cloud, item, now), many, now + LEAD)
        if found is None:
            raise UnsentError("quota", "the letters of this day are used up")
        if replaced(cloud.table, PACE, _has(found[0]), _nonce(item)):
            return found[1]


def wait(cloud: Cloud, until: float) -> None:
    """Sleep until this time; not at all where it is past."""
    cloud.clock.sleep(until - cloud.clock.now().timestamp())


def wait_for_turn(cloud: Cloud) -> None:
    """Take one slot, and wait for it; raises `UnsentError`."""
    wait(cloud, slots(cloud, 1).first)


def rate(cloud: Cloud) -> float:
    """Letters a second that the service allows; what it had to be asked for is noted, so that no crowd of workers asks it too."""
    item = cloud.table.get(PACE)
    standing, now = _pace_in(item) if item else None, cloud.clock.now().timestamp()
    if standing and not is_stale(standing, now):
        return standing.rate
    known = _standing(cloud, item, now)
    replaced(cloud.table, PACE, _has(known), _nonce(item))  # in vain where another noted it
    return known.rate


def _standing(cloud: Cloud, item: Item | None, now: float) -> Pace:
    """The pace as it stands, with what the service allows now."""
    standing = _pace_in(item) if item else None
    if standing and not is_stale(standing, now):
        return standing
    allows = cloud.mail.allowance()
    return allowed(standing, allows.rate, UNLIMITED if allows.left is None else allows.left, now)


def _nonce(item: Item | None) -> str:
    return str(item.has["nonce"]) if item else ""


def _pace_in(item: Item) -> Pace:
    rate, left, asked = (int(item.has[name]) for name in ("rate", "left", "asked"))
    free = tuple(int(time) / MILLIONTH for time in str(item.has["free"]).split())
    return Pace(free, rate / THOUSANDTH, left, asked / MILLIONTH)


def _has(pace: Pace) -> dict[str, Value]:
    return {
        "nonce": nonce(),
        "free": " ".join(str(round(time * MILLIONTH)) for time in pace.free),
        "rate": round(pace.rate * THOUSANDTH),
        "left": pace.left,
        "asked": round(pace.asked * MILLIONTH),
    }
