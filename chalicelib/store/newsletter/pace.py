"""The pace: one item that all workers take their send slots from."""

from collections.abc import Mapping

from chalicelib.cloud.items import At, Item, Value
from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.send_rate import UNLIMITED, Pace, Slots, allowed, is_stale, taken
from chalicelib.partitions import PACE
from chalicelib.store.update import ItemType, carry_out

AT = At(PACE)
THOUSANDTH, MILLIONTH = 1_000, 1_000_000  # the table holds whole numbers
LEAD = 0.03  # seconds from taking slots to the first letter: the subscriber is read once more in between


class Taken(Frozen):
    """The pace after slots are taken, and the slots."""

    new: Pace
    slots: Slots


class Known(Frozen):
    """The pace with the limits of the mail service."""

    new: Pace


def slots(cloud: Cloud, many: int) -> Slots:
    """Take so many slots for letters, and ask the mail service for its limits if they aren't known; raises `UnsentError`."""

    def take(pace: Pace | None) -> Taken:
        now = cloud.clock.now().timestamp()
        slots_taken = taken(_pace_or_new(cloud, pace, now), many, now + LEAD)
        if slots_taken is None:
            raise UnsentError("quota", "the letters of this day are used up")
        return Taken(*slots_taken)

    return carry_out(cloud.table, AT, KIND, take).slots


def wait(cloud: Cloud, until: float) -> None:
    """Sleep until this time, if it isn't past."""
    cloud.clock.sleep(until - cloud.clock.now().timestamp())


def wait_for_turn(cloud: Cloud) -> None:
    """Take one slot, and wait for it; raises `UnsentError`."""
    wait(cloud, slots(cloud, 1).first)


def rate(cloud: Cloud) -> float:
    """Letters a second that the service allows; a limit it was asked for is noted, so that not every worker asks."""

    def know(pace: Pace | None) -> Known:
        return Known(_pace_or_new(cloud, pace, cloud.clock.now().timestamp()))

    return carry_out(cloud.table, AT, KIND, know).new.rate


def _pace_or_new(cloud: Cloud, pace: Pace | None, now: float) -> Pace:
    """The pace as it is, with the current limits of the mail service."""
    if pace and not is_stale(pace, now):
        return pace
    allows = cloud.mail.allowance()
    return allowed(pace, allows.rate, UNLIMITED if allows.left is None else allows.left, now)


def _pace_in(item: Item) -> Pace:
    rate, left, asked = (item.number(name) for name in ("rate", "left", "asked"))
    free = tuple(int(time) / MILLIONTH for time in item.text("free").split())
    return Pace(free, rate / THOUSANDTH, left, asked / MILLIONTH)


def _has(pace: Pace) -> Mapping[str, Value]:
    return {
        "free": " ".join(str(round(time * MILLIONTH)) for time in pace.free),
        "rate": round(pace.rate * THOUSANDTH),
        "left": pace.left,
        "asked": round(pace.asked * MILLIONTH),
    }


KIND = ItemType(_pace_in, _has)
