"""What Windows does to text: byte order marks, line ends of two characters, UTF-16; in every text format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.msrc12_tags import read_action_points
from streaming.readers.support.ut_kinect_labels import read_action_labels
from streaming.skeleton.frames import Recording

from ...support.data_set_files import (
    amc_text,
    msr_action3d_file,
    msrc12_file,
    nw_ucla_file,
    standing,
    write_hdm05,
)
from ...support.kinect_seeds import SEEDS
from ...support.same import assert_same_recording
from ...support.small_files import ntu_body, ntu_file, ut_file, ut_row
from .test_reading_data_sets_anything import _sbu

MARK = b"\xef\xbb\xbf"


def _kinect(name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "x").write_bytes(SEEDS[name][1])
        return folder / "x"

    return write


FORMATS: dict[str, Callable[[Path], Path]] = {
    **{name: _kinect(name) for name in SEEDS if name.split()[0] not in ("xef", "npy")},
    "ntu": lambda folder: ntu_file(folder / "x", [[ntu_body(1)], [], [ntu_body(2)]]),
    "ut-kinect": lambda folder: ut_file(folder / "x", [ut_row(2), ut_row(4)]),
    "msrc-12": lambda folder: msrc12_file(folder / "x", standing(3)),
    "msr-action3d": lambda folder: msr_action3d_file(folder / "x", standing(2) + 0.3),
    "nw-ucla": lambda folder: nw_ucla_file(folder / "x", standing(2).tolist()),
    "sbu": _sbu,
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("mark", [b"", MARK])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_text_reads_the_same_however_windows_wrote_it(
    name: str, mark: bytes, line_end: bytes, tmp_path: Path
) -> None:
    path = FORMATS[name](tmp_path)
    wanted: Recording = read_recording(path)
    path.write_bytes(mark + path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end))
    assert_same_recording(read_recording(path), wanted)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(name: str, encoding: str, tmp_path: Path) -> None:
    path = FORMATS[name](tmp_path)
    path.write_bytes(path.read_text().encode(encoding))
    with pytest.raises(RecordingError, match=r"UTF-16 text; expected UTF-8\. Save it again as UTF-8"):
        read_recording(path)


def test_what_lies_beside_a_recording_may_have_a_mark_too(tmp_path: Path) -> None:
    labels = tmp_path / "actionLabel.txt"
    labels.write_bytes(MARK + b"s01_e01\r\nwalk: 2 4\r\n")
    assert [span.label for span in read_action_labels(labels).spans("s01_e01")] == ["walk"]
    tags = tmp_path / "x.tagstream"
    tags.write_bytes(MARK + b"XQPCTick;Tag\r\n32065957500;G8 Throw\r\n")
    assert [span.label for span in read_action_points(tags)] == ["G8 Throw"]
    for path, read in ((labels, read_action_labels), (tags, read_action_points)):
        path.write_bytes(path.read_bytes().removeprefix(MARK).decode().encode("utf-16"))
        with pytest.raises(RecordingError, match="UTF-16 text"):
            read(path)
    motion = write_hdm05(tmp_path, amc_text([{}, {"ltibia": [45.0]}]))
    wanted = read_recording(motion)
    for path in (motion, *tmp_path.glob("*.asf")):
        path.write_bytes(MARK + path.read_bytes().replace(b"\n", b"\r\n"))
    assert_same_recording(read_recording(motion), wanted)
