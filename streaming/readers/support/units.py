"""Units of length, and which of them a person's height tells."""

from __future__ import annotations

UNITS_M = {"m": 1.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
"""Units of length by their symbols, in metres."""
UNIT_WORDS = {
    **{"m": "metres", "dm": "decimetres", "cm": "centimetres", "mm": "millimetres"},
    **{"in": "inches", "ft": "feet"},
}
# By their bones grown people measure 1.3 to 2 on the scale of streaming.readers.support.person, whatever the
# sensor; children from 0.8.
_HEIGHTS_M = (0.75, 2.4)
_UNITS = ("m", "mm", "cm", "in", "ft")
"""The likeliest first: a table in which several fit is in the first."""


def unit_of(height: float) -> str | None:
    """Return the unit in which a body's height is a person's; None if none is."""
    fitting = (unit for unit in _UNITS if _HEIGHTS_M[0] <= height * UNITS_M[unit] <= _HEIGHTS_M[1])
    return next(fitting, None)
