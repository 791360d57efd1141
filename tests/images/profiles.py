"""A colour profile as phones write it."""

import struct

D50 = (0.9642, 1.0, 0.8249)
P3 = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2920, 0.6922, 0.0419), b"bXYZ": (0.1571, 0.0666, 0.7841)}
CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def display_p3() -> bytes:
    """Return a profile of Display P3: its primaries, adapted to D50, and the curve of sRGB."""
    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + b"".join(map(_fixed, CURVE))
    tags = {b"desc": _text("Display P3"), b"cprt": _text("None"), b"wtpt": _xyz(D50)}
    tags |= {name: _xyz(colour) for name, colour in P3.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, held = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(held), len(value))
        held += value + bytes(-len(value) % 4)
    size = 128 + len(table) + len(held)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x04000000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    return (header + bytes(28) + b"".join(map(_fixed, D50))).ljust(128, b"\0") + table + held


def _fixed(number: float) -> bytes:
    return struct.pack(">i", round(number * 65_536))


def _xyz(colour: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, colour))


def _text(text: str) -> bytes:
    held = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(held), 28) + held
