"""The reader of UTD-MHAD recordings, and the MATLAB files that hold them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.readers.support.matlab import read_numeric_array
from streaming.readers.utd_mhad import JOINTS
from streaming.skeleton.layouts import KINECT_V2

from ...support.data_set_files import mat_array, mat_compressed, mat_file, standing, stands_at


def skeleton(frames: int = 4) -> np.ndarray:
    """(20, 3, F), as the data set has it."""
    return standing(frames, JOINTS).transpose(1, 2, 0)


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
def test_positions_label_and_time(tmp_path: Path, compressed: bool, order: str) -> None:
    variable = mat_array("d_skel", skeleton(), order)
    variable = mat_compressed(variable, order) if compressed else variable
    path = mat_file(tmp_path / "a22_s3_t1_skeleton.mat", variable, order=order)
    found = read_recording(path)
    assert found.format == "UTD-MHAD .mat" and found.rate_hz == 30
    np.testing.assert_allclose(found.times_s, np.arange(4) / 30)
    assert [(label.label, label.start_s, label.end_s) for label in found.labels] == [("jog in place", 0, 0.1)]
    body = found.frames[3].bodies[0]
    for joint, source in (("Head", "Head"), ("SpineBase", "HipCenter"), ("FootRight", "FootRight")):
        expected = stands_at(source, 0.03)
        np.testing.assert_allclose(body.positions[KINECT_V2.index[joint]], expected, atol=1e-6)


def test_label_only_of_the_data_sets_own_names(tmp_path: Path) -> None:
    for name in ("mine.mat", "a28_s1_t1_skeleton.mat", "a0_s1_t1_skeleton.mat"):
        assert read_recording(mat_file(tmp_path / name, mat_array("d_skel", skeleton()))).labels == ()


def test_one_frame_has_two_dimensions_in_matlab(tmp_path: Path) -> None:
    path = mat_file(tmp_path / "x.mat", mat_array("d_skel", skeleton(1)[:, :, 0]))
    assert len(read_recording(path).frames) == 1


def test_other_variables_are_passed_over(tmp_path: Path) -> None:
    other = np.arange(5.0).reshape(1, 5)
    path = mat_file(
        tmp_path / "x.mat",
        mat_compressed(mat_array("first", other)),
        mat_array("s", other),  # its name is a small data element
        mat_array("d_skel", skeleton()),
        b"rubbish",
    )
    assert len(read_recording(path).frames) == 4


@pytest.mark.parametrize("stored", [(3, "i2"), (5, "i4"), (7, "f4"), (12, "i8"), (2, "u1")])
def test_numbers_stored_in_a_smaller_type(tmp_path: Path, stored: tuple[int, str]) -> None:
    array = np.arange(6.0).reshape(2, 3)
    path = mat_file(tmp_path / "x.mat", mat_array("n", array, stored=stored))
    np.testing.assert_array_equal(read_numeric_array(path, "n"), array)
    one = mat_file(tmp_path / "y.mat", mat_array("n", array[:1, :1] + 7, stored=(2, "u1")))
    assert read_numeric_array(one, "n").tolist() == [[7.0]]  # a small data element


def test_like_scipy(tmp_path: Path, shared_data: Path) -> None:
    io = pytest.importorskip("scipy.io")
    array = np.random.default_rng(0).normal(size=(3, 4, 5))
    for compression in (True, False):
        io.savemat(tmp_path / "x.mat", {"other": "text", "n": array}, do_compression=compression)
        np.testing.assert_array_equal(read_numeric_array(tmp_path / "x.mat", "n"), array)
    for path in sorted((shared_data / "utd-mhad").glob("*.mat"))[::50]:
        np.testing.assert_array_equal(read_numeric_array(path, "d_skel"), io.loadmat(path)["d_skel"])


def _fails(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    text = str(caught.value)
    assert str(path) in text and "\n" not in text
    return text


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        (mat_array("skel", skeleton()), 'variable d_skel: missing; expected an array "d_skel"'),
        (mat_array("d_skel", skeleton()[:15]), "an array of 15 x 3 x 4; expected 20 x 3 x frames"),
        (mat_array("d_skel", skeleton().transpose(2, 0, 1)), "an array of 4 x 20 x 3"),
        (mat_array("d_skel", skeleton(0)), "an array of 20 x 3 x 0"),
        (mat_array("d_skel", np.zeros((20, 3, 2))), "no usable position in any of 2 frames"),
        (mat_array("d_skel", np.full((20, 3, 2), np.nan)), "no usable position in any of 2 frames"),
        (mat_array("d_skel", skeleton() * 1000), "metres"),
        (mat_array("d_skel", skeleton(), flags=0x0800), "an array of class complex numbers"),
        (mat_array("d_skel", skeleton(), array_class=2), "an array of class struct"),
        (mat_array("d_skel", skeleton(), array_class=5), "an array of class sparse"),
        (mat_array("d_skel", skeleton(), stored=(14, "f8")), "type 14"),
        (
            mat_array("d_skel", skeleton(), dimensions=(20, 3, 5)),
            "240 numbers; expected the claimed 20 x 3 x 5",
        ),
        (mat_array("d_skel", skeleton(), dimensions=(-20, -3, 4)), "240 numbers"),
        (mat_array("d_skel", skeleton(), dimensions=(2**31 - 1,) * 30), "240 numbers"),
        (struct.pack("<II", 99, 0), "byte 128: a data element of type 99"),
        (struct.pack("<II", 14, 2**32 - 1), "the file ends early"),
        (b"123", "the tag of a data element is cut off"),
        (b"", "The file holds nothing"),
        (mat_array("other", np.zeros((1, 1))) * 1001, "more than 1000 variables"),
    ],
)
def test_wrong_content(tmp_path: Path, variable: bytes, said: str) -> None:
    assert said in _fails(mat_file(tmp_path / "x.mat", variable))


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    for variable in (mat_array("d_skel", skeleton(1)), mat_compressed(mat_array("d_skel", skeleton(1)))):
        whole = mat_file(tmp_path / "x.mat", variable).read_bytes()
        for end in (n for n in range(1, len(whole)) if n % 7 == 0 or n == len(whole) - 1):
            (tmp_path / "x.mat").write_bytes(whole[:end])
            _fails(tmp_path / "x.mat")


def test_damaged_compression(tmp_path: Path) -> None:
    variable = bytearray(mat_compressed(mat_array("d_skel", skeleton())))
    variable[-1] ^= 1  # the checksum
    assert "cannot be decompressed" in _fails(mat_file(tmp_path / "x.mat", bytes(variable)))
    longer = mat_compressed(mat_array("d_skel", skeleton()) + b"more")
    assert "another length" in _fails(mat_file(tmp_path / "x.mat", longer))


def test_a_bomb_is_not_decompressed(tmp_path: Path) -> None:
    frames = 100_000
    head = mat_array("d_skel", np.zeros((20, 3, 1)), dimensions=(20, 3, frames))[: -20 * 3 * 8 - 8]
    data = struct.pack("<II", 9, frames * 480) + b"\0" * (frames * 480)
    body = struct.pack("<II", 14, len(head) - 8 + len(data)) + head[8:]
    compressor = zlib.compressobj(9)
    packed = compressor.compress(body) + compressor.compress(data) + compressor.flush()
    path = mat_file(tmp_path / "x.mat", struct.pack("<II", 15, len(packed)) + packed)
    assert path.stat().st_size < 60_000
    assert "48000064 bytes when decompressed" in _fails(path)


def test_other_versions_of_matlab_files(tmp_path: Path) -> None:
    path = tmp_path / "x.mat"
    path.write_bytes(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512, b"\0"))
    assert "save it with the option -v7" in _fails(path)
    path.write_bytes(b"MATLAB 5.0 MAT-file".ljust(512, b"\0"))
    assert "no byte order" in _fails(path)


def test_real_files(shared_data: Path) -> None:
    paths = sorted((shared_data / "utd-mhad").glob("*.mat"))
    assert len(paths) == 861
    labels = set()
    for path in paths[::20]:
        found = read_recording(path)
        labels.add(found.labels[0].label)
        assert len(found.frames) > 30 and all(len(frame.bodies) == 1 for frame in found.frames)
    assert len(labels) > 15
