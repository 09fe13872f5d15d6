"""Labels of PKU-MMD (Liu, Hu, Li, Song and Liu, 2017): spans of frames in a folder of their own.

A line of ``Label_PKU_final/0002-L.txt``, which belongs to the skeletons ``PKU_Skeleton_Renew/0002-L.txt``, is
the number of an action, its first and last frame, and a confidence of 1 (slightly) or 2 (sure).
"""

from __future__ import annotations

from pathlib import Path

from streaming.errors import PathError, RecordingError
from streaming.paths import is_file_in_sight, is_folder
from streaming.printable import counted
from streaming.readers.support.frame_store import MOST_LABELS
from streaming.readers.support.text import TextLines

ACTIONS = (
    *("bow", "brush hair", "brush teeth", "check time", "cheer up", "clap", "cross hands in front"),
    *("drink", "drop", "eat", "fall", "give something", "wave hand", "shake hands", "hop on one foot", "hug"),
    *("jump up", "kick somebody", "kick something", "make a phone call", "pat on back", "pick up"),
    *("play with phone", "point at somebody", "point at something", "punch somebody", "push somebody"),
    *("put on a hat", "put something in pocket", "read", "rub hands", "salute", "sit down", "stand up"),
    *(
        "take off a hat",
        "take off glasses",
        "take off jacket",
        "take something out of pocket",
        "take a selfie",
    ),
    *("tear up paper", "throw", "touch back", "touch chest", "touch head", "touch neck", "type"),
    *("use a fan", "put on jacket", "put on glasses", "wipe face", "write"),
)
"""The data set's 51 actions, in their order, numbered from 1."""
_FIELDS = 4


def find_labels(recording: Path) -> Path | None:
    """Return the labels of a recording: the file of its name in a folder of labels beside its own."""
    try:
        folders = [folder for folder in recording.absolute().parent.parent.iterdir() if is_folder(folder)]
    except (OSError, PathError):  # a folder that must not be listed
        return None
    named = [folder / recording.name for folder in sorted(folders) if "label" in folder.name.lower()]
    return next((file for file in named if is_file_in_sight(file)), None)


def read_labels(path: Path, frames: int, notes: list[str]) -> list[tuple[str, int, int]]:
    """Return labels with their first and last frame from 0; what is wrong with them becomes a note.

    Args:
        path: the file of labels.
        frames: how many frames there are.
        notes: is appended to.
    """
    found: list[tuple[str, int, int]] = []
    try:
        with TextLines(path, b",") as lines:
            for fields in lines:
                if len(fields) != _FIELDS:
                    lines.fail(
                        f"{counted(len(fields), 'field')}", f"{_FIELDS}: action, first and last frame, 1 or 2"
                    )
                action = lines.integer(fields[0], "action", 1, len(ACTIONS))
                first = lines.integer(fields[1], "first frame", 0, 10**9)
                last = lines.integer(fields[2], "last frame", first, 10**9)
                if first < frames and len(found) < MOST_LABELS:
                    found.append((ACTIONS[action - 1], first, min(last, frames - 1)))
    except RecordingError as error:
        notes.append(f"Without labels: {error}")
        return []
    notes.append(f"{counted(len(found), 'action')} of {path.parent.name}/{path.name}, as PKU-MMD names them.")
    return sorted(found, key=lambda span: span[1])
