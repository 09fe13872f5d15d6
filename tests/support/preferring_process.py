"""A program of its own that chooses again and again, for another one to choose beside it.

``python preferring_process.py FILE NAME ROUNDS``; after each round it reads the file as the next start would,
and prints the rounds after which what it had chosen was not there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.model.preferences import PreferenceStore


def main(path: Path, name: str, rounds: int) -> None:
    lost = []
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(rounds):
        store = PreferenceStore(path)
        store.change(**{name: f"{name} {number}"})
        store.close()
        if getattr(PreferenceStore(path).current, name) != f"{name} {number}":
            lost.append(number)
    print(lost)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
