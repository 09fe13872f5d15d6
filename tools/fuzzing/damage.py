"""Structure-aware damage for fuzzing: JSON values, table fields, binary numbers.

A random byte change in a skeleton's JSON mostly hits one of two thousand coordinates, and rarely the few
structural values. These changes are as likely at the top of a tree as at its leaves.
"""

from __future__ import annotations

import json
import random
from typing import Any

VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        2,
        7.0,
        10**12,
        2**64,
        -(10**30),
        1e19,
        1e300,
        "",
        "x",
        "7",
        "NaN",
        "1e999",
    ),
    *(
        "Tracked",
        "12:00:00",
        "2018-02-07T18:30:39Z",
        "\ud800",
        [],
        {},
        [[]],
        [1, 2, 3],
        {"X": 1},
        [None] * 25,
    ),
]
NAMES = [
    "",
    "x",
    "X",
    "Joints",
    "Position",
    "bodies",
    "frames",
    "cameraX",
    "Time",
    "Ticks",
    "TrackingState",
    "id",
]
FIELDS = [
    *(b"", b"0", b"-1", b"1.5", b"NaN", b"-inf", b"1e400", b"9" * 30, b'"', b";", b"\t", b"Inferred", b"x"),
    *(b"12:00:00", b"2018-02-07T18:30:39Z", b"SpineBase_x", b"time_ms", b"frame", b"body", b"Action"),
]
NUMBERS = [0, -1, 1, 2, 3, 8, 24, 292, 1024, 6288, 2**15 - 1, 2**31 - 1, 2**63 - 1, -(2**31)]


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Apply one change to a file's content."""
    if content[:1] in (b"{", b"["):
        lines = content.split(b"\n")
        place = rng.randrange(len(lines))
        for at, text in ((None, content), (place, lines[place])):  # all of it, or one of JSON lines
            try:
                tree = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if not isinstance(tree, (dict, list)) or not tree:
                continue
            _change(tree, rng)
            try:
                made = json.dumps(tree).encode()
            except (ValueError, RecursionError):
                continue
            return made if at is None else b"\n".join([*lines[:at], made, *lines[at + 1 :]])
    if b"\0" not in content and b"\n" in content:
        lines = content.split(b"\n")
        place = rng.randrange(min(len(lines), 20))
        separator = b"," if b"," in lines[place] else b" "
        fields = lines[place].split(separator)
        fields[rng.randrange(len(fields)) if rng.random() < 0.5 else rng.randrange(min(len(fields), 4))] = (
            rng.choice([*FIELDS, rng.choice(fields)])
        )
        return b"\n".join([*lines[:place], separator.join(fields), *lines[place + 1 :]])
    size = rng.choice([2, 4, 8])
    if len(content) < size:
        return content + bytes(size)
    number = rng.choice(NUMBERS) & ((1 << 8 * size) - 1)
    # Mostly at the beginning, where headers and descriptions are.
    most = len(content) - size
    at_byte = rng.randrange(min(most, 2000) + 1) if rng.random() < 0.7 else rng.randrange(most + 1)
    return content[:at_byte] + number.to_bytes(size, "little") + content[at_byte + size :]


def _change(tree: dict[str, Any] | list[Any], rng: random.Random) -> None:
    """Replace, drop, rename or repeat one value somewhere in a tree that is not empty."""
    at: Any = tree
    while rng.random() < 0.75:
        inner = [
            v for v in (at.values() if isinstance(at, dict) else at) if isinstance(v, (dict, list)) and v
        ]
        if not inner:
            break
        at = rng.choice(inner)
    key: Any = rng.choice(list(at)) if isinstance(at, dict) else rng.randrange(len(at))
    action = rng.random()
    if action < 0.6:
        at[key] = rng.choice(VALUES)
    elif action < 0.75:
        del at[key]
    elif isinstance(at, list):
        at.append(at[key])
    else:
        at[rng.choice([*NAMES, key.swapcase()])] = at[key]
