"""Targets: labels, archives, settings, addresses: what is read beside single recordings."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.model import preferences_file
from app.model.preferences import from_dict
from mans.archive.results import FileResult
from streaming.annotations.files import annotations_text, read_annotations
from streaming.annotations.types import Annotation
from streaming.errors import AnnotationError, RecordingError, SendError, SettingsError, WriteError
from streaming.events.address import parse_address
from streaming.printable import printable
from streaming.readers import landmark_archive, mocap_archive
from streaming.readers.support.pku_labels import read_labels
from streaming.readers.support.ut_kinect_labels import read_action_labels
from streaming.typed_json import from_plain, parse_json
from streaming.writers.journal import read_journal, scan_journal
from tests.support.data_set_files import standing
from tests.support.more_data_set_files import landmark_archive as write_landmarks
from tests.support.more_data_set_files import mocap_archive as write_mocap
from tools.fuzzing.containers import damaged_journal, damaged_zip, journal
from tools.fuzzing.soundness import check_recording
from tools.fuzzing.target import Run, Target, UnsoundError, check_refusal

_ROWS = (
    Annotation("wave", 0.5, 1.25, "take 1.skeleton", "Ada", "front", "train"),
    Annotation("sit down", 2.0, 3.0, "take 1.skeleton", "Bob"),
)
_ARCHIVE = "take.npz"


def _labels(ending: str, rows: Sequence[Annotation] = _ROWS) -> Target:
    """Return the target of one kind of file of labels."""

    def seeds(folder: Path) -> list[bytes]:
        return [annotations_text(folder / f"labels{ending}", rows).encode()]

    def read(path: Path) -> None:
        for row in read_annotations(path).rows:
            moments = [moment for moment in (row.start_s, row.end_s) if moment is not None]
            if not row.label or not all(map(math.isfinite, moments)) or moments != sorted(moments):
                raise UnsoundError("a label without a name, or with times that are none")

    return Target(seeds, lambda folder: read, (AnnotationError,), f"labels{ending}")


def _simple(
    seeds: Sequence[bytes], read: Callable[[Path], object], *refusals: type[Exception], file: str = "input"
) -> Target:
    return Target(lambda folder: seeds, lambda folder: read, refusals, file)


def _clips(names: Callable[[Path], Sequence[str]], read: Callable[[Path, str], Any]) -> Run:
    """Read all clips of an archive."""

    def run(path: Path) -> None:
        for name in names(path)[:4]:
            try:
                found = read(path, name)
            except RecordingError as error:
                check_refusal(error)
            else:
                check_recording(found)

    return run


def _mocap(path: Path) -> None:
    for joints, differences in ((mocap_archive.CMU, False), (mocap_archive.BANDAI_NAMCO, True)):

        def read(path: Path, name: str, joints: Any = joints, differences: bool = differences) -> Any:
            return mocap_archive.read_clip(path, name, joints, differences=differences)

        _clips(mocap_archive.clip_names, read)(path)


def _archive(write: Callable[[Path], object]) -> Callable[[Path], list[bytes]]:
    """Seeds of an archive, whose writer adds the ending to names without it."""

    def seeds(folder: Path) -> list[bytes]:
        write(folder / _ARCHIVE)
        return [(folder / _ARCHIVE).read_bytes()]

    return seeds


def _mocap_seed(folder: Path, *, differences: bool) -> bytes:
    return write_mocap(folder / _ARCHIVE, {"a": standing(3)}, differences=differences).read_bytes()


def _pku(path: Path) -> None:
    notes: list[str] = []
    for _, first, last in read_labels(path, 3, notes):
        if not 0 <= first <= last < 3:
            raise UnsoundError("a label of frames that are not there")
    if any(printable(note) != note for note in notes):
        raise UnsoundError("a note that is not printable")


def _preferences(path: Path) -> None:
    from_dict(preferences_file.read(path))


def _journal(path: Path) -> None:
    records, _ = read_journal(path)
    if [record for _, record in scan_journal(path)] != records:
        raise UnsoundError("two ways of reading a journal that differ")
    for record in records:
        try:
            from_plain(parse_json(record), FileResult)
        except SettingsError as error:
            check_refusal(error)


def _address(path: Path) -> None:
    _ = parse_address(path.read_bytes().decode("utf-8", "surrogateescape")).is_local


def _result() -> bytes:
    segment = {"person": 1, "label": "wave", "start_s": 0.5, "end_s": 1.5, "confidence": 0.9}
    plain = {"path": "/a", "name": "a", "size": 5, "mtime_ns": 1, "status": "recognised", "segments": []}
    return json.dumps(
        {**plain, "kind": "NTU", "seconds": 2.0, "frames": 60, "warnings": [str(segment)]}
    ).encode()


_ADDRESSES = [
    *(b"osc://127.0.0.1:9000/mans", b"ws://:8765?token=secret", b"mqtt://user:pass@host:1883/topic/a"),
    *(
        b"lsl:mans?scope=link",
        b"rerun",
        b"rerun://host:9876",
        b"rerun:file.rrd",
        b"jsonl:-",
        b"ws://[::1]:80",
    ),
]
_ACTION_LABELS = b"s01_e01\nwalk: 252 390\nsitDown: 572 686\ncarry: NaN NaN\ns03_e01\npush: 2556 3622\n"
_PREFERENCES = {
    **{"theme": "dark", "people": 2, "rate_hz": 30.0, "fov_deg": 60.0, "mirror": False, "window_s": 2.5},
    **{"recent": ["/a/b.mcap", "c"], "send": "osc://127.0.0.1:9000", "camera": "0", "unknown": [1]},
}

FILES: dict[str, Target] = {
    "labels-table": _labels(".csv"),
    "labels-boris-table": _labels(".boris.csv"),
    "labels-boris": _labels(".boris"),
    "labels-elan": _labels(".eaf"),
    "ut-kinect-labels": _simple([_ACTION_LABELS], read_action_labels, RecordingError),
    "pku-mmd-labels": _simple([b"1,0,1,2\n34,1,2,1\n"], _pku),
    "landmark-archive": Target(
        _archive(lambda path: write_landmarks(path, {"rise": 20, "rest": 0}, frames=3)),
        lambda folder: _clips(landmark_archive.clip_names, landmark_archive.read_clip),
        (RecordingError,),
        _ARCHIVE,
        damaged_zip,
    ),
    "mocap-archive": Target(
        lambda folder: [_mocap_seed(folder, differences=False), _mocap_seed(folder, differences=True)],
        lambda folder: _mocap,
        (RecordingError,),
        _ARCHIVE,
        damaged_zip,
    ),
    "preferences": _simple([json.dumps(_PREFERENCES).encode()], _preferences),
    "results-journal": Target(
        lambda folder: [journal([_result(), _result()])],
        lambda folder: _journal,
        (WriteError,),
        "results.journal",
        damaged_journal,
    ),
    "address": _simple(_ADDRESSES, _address, SendError),
}
"""Name to target."""
