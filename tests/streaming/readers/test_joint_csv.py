"""CSV with a column per joint and axis: the writer, the reader, and the dialects that others write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError, WriteError
from streaming.readers import read_recording
from streaming.recordings.conversion import convert
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V1, KINECT_V2
from streaming.writers.csv import write_csv

from ...support.small_files import ntu_body, ntu_file, person, recording

A = person(1)
STATE_NAMES = ("NotTracked", "Inferred", "Tracked")


def assert_same(a: Recording, b: Recording) -> None:
    """Bit for bit: times, numbers, bodies in their order, identities, positions, states."""
    assert len(a.frames) == len(b.frames)
    for first, second in zip(a.frames, b.frames, strict=True):
        assert first.time_s == second.time_s and first.number == second.number
        assert [body.identity for body in first.bodies] == [body.identity for body in second.bodies]
        for x, y in zip(first.bodies, second.bodies, strict=True):
            assert x.positions.tobytes() == y.positions.tobytes()
            assert x.states.tobytes() == y.states.tobytes()


def test_round_trip_is_exact(tmp_path: Path) -> None:
    a, b = person(1, identity=2**64 - 1), person(2, identity=-3)
    frames = [
        Frame(7, 0.1 + 0.2, (a,)),
        Frame(8, 1 / 3, ()),
        Frame(20, 0.7, (b, a)),
        Frame(21, 0.7000000000000001, (person(3, identity=0), b)),
        Frame(22, 1518026639.637, ()),
    ]
    original = Recording(frames, 30, "made by a test")
    assert write_csv(original, tmp_path / "x.csv") == ()
    back = read_recording(tmp_path / "x.csv")
    assert_same(original, back)
    assert back.format == "joint CSV" and back.notes == ("No body in 2 of 5 frames.",)


COORDINATES = st.floats(-100, 100, width=32)
BODIES = st.builds(
    lambda xy, identity, states: (xy, identity, states),
    st.lists(COORDINATES, min_size=50, max_size=50),
    st.integers(-(2**63), 2**64 - 1),
    st.lists(st.integers(0, 2), min_size=25, max_size=25),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    several=st.lists(st.lists(BODIES, max_size=2, unique_by=lambda body: body[1]), min_size=1, max_size=4),
    data=st.data(),
)
def test_every_bit_survives(tmp_path: Path, several: list[list], data: st.DataObject) -> None:
    count = len(several)
    times = sorted(data.draw(st.sets(st.floats(-1e9, 1e9), min_size=count, max_size=count)))
    frames = []
    for number, (time_s, bodies) in enumerate(zip(times, several, strict=True)):
        made = []
        for xy, identity, states in bodies:
            # z stays in front of the sensor: a joint at the origin is one that the reader takes for unseen.
            positions = np.full((25, 3), 2.5, dtype=np.float32)
            positions[:, :2] = np.array(xy, dtype=np.float32).reshape(25, 2)
            made.append(Body(identity, positions, np.array(states, dtype=np.uint8)))
        frames.append(Frame(number, time_s, tuple(made)))
    original = Recording(frames, 30, "made by a test")
    write_csv(original, tmp_path / "x.csv")
    assert_same(original, read_recording(tmp_path / "x.csv"))


def test_converting_by_suffix(tmp_path: Path) -> None:
    source = ntu_file(tmp_path / "a.skeleton", [[ntu_body(11)], [], [ntu_body(22), ntu_body(11)]])
    convert(source, tmp_path / "b.csv")
    assert_same(read_recording(source), read_recording(tmp_path / "b.csv"))
    convert(tmp_path / "b.csv", tmp_path / "c.skeleton")
    assert_same(read_recording(source), read_recording(tmp_path / "c.skeleton"))


def test_labels_are_said_to_be_lost(tmp_path: Path) -> None:
    labelled = Recording(recording([[A]]).frames, 30, "x", labels=(LabelledSpan("wave", 0, 0),))
    assert "1 labelled action is not kept" in write_csv(labelled, tmp_path / "x.csv")[0]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    write_csv(recording([[A]]), target)
    before = target.read_bytes()
    broken = person(2)
    object.__setattr__(broken, "states", None)
    with pytest.raises(AttributeError):
        write_csv(recording([[A], [broken]]), target)
    assert target.read_bytes() == before and [path.name for path in tmp_path.iterdir()] == ["x.csv"]
    with pytest.raises(WriteError, match="Choose a folder"):
        write_csv(recording([[A]]), tmp_path / "none" / "x.csv")


def table(
    rows: Sequence[Sequence[object]],
    *,
    names: Sequence[str] = (),
    column: str = "{joint}_{axis}",
    axes: Sequence[str] = ("x", "y", "z"),
    state: str | None = None,
    separator: str = ",",
    joints: Sequence[str] = KINECT_V2.joints,
) -> str:
    """A table of person A: each row's own fields, then A's joints."""
    header, fields = list(names), []
    for joint in joints:
        index = KINECT_V2.index.get(joint, 0)
        header += [column.format(joint=joint, axis=axis) for axis in axes]
        fields += [repr(float(value)) for value in A.positions[index]]
        if state is not None:
            header.append(state.format(joint=joint))
            fields.append(STATE_NAMES[A.states[index]])
    lines = [header, *([*map(str, row), *fields] for row in rows)]
    return "".join(separator.join(line) + "\n" for line in lines)


def _read(folder: Path, text: str) -> Recording:
    (folder / "x.csv").write_text(text, encoding="utf-8")
    return read_recording(folder / "x.csv")


def _fails(folder: Path, text: str) -> str:
    with pytest.raises(RecordingError) as caught:
        _read(folder, text)
    return str(caught.value).removeprefix(str(folder / "x.csv"))


@pytest.mark.parametrize(
    "column",
    [
        *("{joint}_{axis}", "{joint}.{axis}", "{joint}{axis}", "{joint} {axis}", "{joint}[{axis}]"),
        *('"{joint}.Position.{axis}"', "{joint}_pos_{axis}", "{joint}-{axis}", "{joint} ({axis})"),
    ],
)
@pytest.mark.parametrize("axes", ["xyz", "XYZ"])
def test_spellings_of_columns(tmp_path: Path, column: str, axes: str) -> None:
    body = _read(tmp_path, table([()], column=column, axes=axes)).frames[0].bodies[0]
    np.testing.assert_array_equal(body.positions, A.positions)
    assert (body.states == 2).all()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("state", ["{joint}_state", "{joint}.TrackingState", "{joint} tracking state", None])
def test_separators_states_and_ids(tmp_path: Path, separator: str, state: str | None) -> None:
    rows = [(5, 0.5, 3), (5, 0.5, 4), (6, 0.6, 4)]
    names = ("Frame", "Time (s)", "Tracking ID")
    text = table(rows, names=names, separator=separator, state=state)
    for content in (text, text.replace("\n", "\r\n"), "\ufeff" + text, text + "\n\n"):
        found = _read(tmp_path, content)
        assert [[body.identity for body in frame.bodies] for frame in found.frames] == [[3, 4], [4]]
        assert [frame.number for frame in found.frames] == [5, 6]
        np.testing.assert_array_equal(found.frames[1].bodies[0].positions, A.positions)
        states = found.frames[1].bodies[0].states
        np.testing.assert_array_equal(states, A.states if state else np.full(25, 2))


def test_decimal_commas_and_quotes(tmp_path: Path) -> None:
    text = table([("0,5", 1), ("0,533", 1)], names=("time_s", "id"), separator=";").replace(".", ",")
    found = _read(tmp_path, text)
    np.testing.assert_allclose(found.times_s, [0.5, 0.533])
    np.testing.assert_array_equal(found.frames[1].bodies[0].positions, A.positions)
    quoted = "\n".join(
        ",".join(f'"{field}"' for field in line.split(",")) for line in table([()]).splitlines()
    )
    np.testing.assert_array_equal(_read(tmp_path, quoted).frames[0].bodies[0].positions, A.positions)


@pytest.mark.parametrize(
    ("name", "stamps", "expected_s", "noted"),
    [
        ("time_s", [1.5, 1.533, 1.566], [1.5, 1.533, 1.566], False),
        ("Timestamp", [1.5, 1.533, 1.566], [1.5, 1.533, 1.566], True),
        ("Timestamp", [1500, 1533, 1566], [1.5, 1.533, 1.566], True),
        ("Timestamp", [1500000, 1533333, 1566666], [1.5, 1.533333, 1.566666], True),
        ("Timestamp", [15000000, 15333333, 15666666], [1.5, 1.5333333, 1.5666666], True),
        ("timestamp_ms", [1, 500, 5000], [0.001, 0.5, 5], False),
        ("Time", ["18:30:39.637", "18:30:39.67", "18:30:40"], [66639.637, 66639.67, 66640], False),
        ("Time", [f"2018-02-07T18:30:{s}Z" for s in ("39.637", "39.67", "40")], [0, 0.033, 0.363], False),
        ("time", [1518026639637, 1518026639670, 1518026640000], [0, 0.033, 0.363], True),
        ("Time", [f"05/03/2016 {t} AM" for t in ("12:59:59.9", "01:00:00")], [0, 0.1], False),
        ("Time", [f"3.5.2016 {t}" for t in ("23:59:59.9",)] + ["4.5.2016 00:00:00"], [0, 0.1], False),
        ("Time", ["23:59:59.900", "00:00:00.000"], [86399.9, 86400], False),
        ("Time", ["11:59:59 PM"] * 20 + ["12:00:00 AM"] * 20, 86399 + np.arange(40) / 20, False),
        ("time", [7] * 30 + [8] * 30, 7 + np.arange(60) / 30, True),
        ("time_s", [0.2, 0.3, 0.4, 0, 0.1], [0.2, 0.3, 0.4, 0.5, 0.6], False),
    ],
)
def test_time_in_its_usual_forms(
    tmp_path: Path, name: str, stamps: list[object], expected_s: list[float], noted: bool
) -> None:
    found = _read(tmp_path, table([(stamp,) for stamp in stamps], names=(name,)))
    np.testing.assert_allclose(found.times_s, expected_s, atol=1e-5)
    assert any("without a unit" in note for note in found.notes) == noted
    assert len(found.frames) == len(stamps) and found.warnings == ()


def test_without_time(tmp_path: Path) -> None:
    for names, rows in (((), [()] * 3), (("frame",), [(4,), (5,), (6,)])):
        found = _read(tmp_path, table(rows, names=names))
        assert "There are no time stamps: 30 frames per second are assumed." in found.notes
        np.testing.assert_allclose(np.diff(found.times_s), 1 / 30)


def test_missing_joints_and_empty_fields(tmp_path: Path) -> None:
    joints = [name for name in KINECT_V2.joints if "Tip" not in name and "Thumb" not in name]
    found = _read(tmp_path, table([()], joints=joints))
    body = found.frames[0].bodies[0]
    tip, hand = KINECT_V2.index["HandTipLeft"], KINECT_V2.index["HandLeft"]
    assert body.states[tip] == 0 and (body.positions[tip] == body.positions[hand]).all()
    assert "There are no columns for HandTipLeft, ThumbLeft, HandTipRight, ThumbRight" in found.notes[0]
    text = table([()])
    x = repr(float(A.positions[KINECT_V2.index["Head"], 0]))
    body = _read(tmp_path, text.replace(x, "")).frames[0].bodies[0]
    assert body.states[KINECT_V2.index["Head"]] == 0 and body.states.sum() == 48


def test_kinect_v1_names(tmp_path: Path) -> None:
    found = _read(tmp_path, table([()], joints=KINECT_V1.joints))
    body = found.frames[0].bodies[0]
    np.testing.assert_array_equal(body.positions[KINECT_V2.index["Head"]], A.positions[3])
    assert body.states[KINECT_V2.index["Neck"]] == 1
    assert any("Kinect v1's 20 joints" in note for note in found.notes)


def _with_column(text: str, name: str, *values: str) -> str:
    """Put a column behind the others."""
    lines = text.splitlines()
    return "\n".join(f"{line},{field}" for line, field in zip(lines, (name, *values), strict=True))


@pytest.mark.parametrize(
    "state", ["Open", "Closed", "Lasso", "NotTracked", "Unknown", "0", "1", "2", "3", "4"]
)
@pytest.mark.parametrize("of_joints", [None, "{joint}_state", "{joint}_TrackingState", "{joint}State"])
@pytest.mark.parametrize("name", ["HandLeftState", "HandLeft_State", "hand_left_state", "HandLeft Status"])
def test_the_state_of_a_hand_is_not_that_of_a_joint(
    tmp_path: Path, state: str, of_joints: str | None, name: str
) -> None:
    text = table([(0.0,), (0.1,)], names=("time_s",), state=of_joints)
    found = _read(tmp_path, _with_column(text, name, state, state))
    for frame in found.frames:
        np.testing.assert_array_equal(frame.bodies[0].states, A.states if of_joints else np.full(25, 2))


def test_an_open_hand_among_the_joints_states_is_tracked(tmp_path: Path) -> None:
    hand = KINECT_V2.index["HandRight"]
    text = table([()], state="{joint}_state")
    header, row = (line.split(",") for line in text.splitlines())
    row[header.index("HandRight_state")] = "Lasso"
    body = _read(tmp_path, f"{','.join(header)}\n{','.join(row)}").frames[0].bodies[0]
    assert body.states[hand] == 2
    row[header.index("Head_state")] = "Lasso"
    assert 'tracking state "Lasso"' in _fails(tmp_path, f"{','.join(header)}\n{','.join(row)}")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("inferred", {"0": 2, "1": 1, "False": 2, "True": 1}),
        ("Inferred", {"no": 2, "yes": 1, "NotTracked": 0}),
        ("tracked", {"0": 0, "1": 2, "false": 0, "true": 2, "2": 2, "Inferred": 1}),
        ("TrackingState", {"0": 0, "1": 1, "2": 2, "0.0": 0, "tracked": 2, "Not Tracked": 0}),
    ],
)
def test_states_are_read_as_their_columns_say(tmp_path: Path, name: str, written: dict[str, int]) -> None:
    for text, state in written.items():
        content = table([()], state=f"{{joint}}_{name}")
        for old in STATE_NAMES:
            content = content.replace(f",{old}", f",{text}")
        found = _read(tmp_path, content)
        assert (found.frames[0].bodies[0].states == state).all()
        assert not any("no tracking states" in note for note in found.notes)


@pytest.mark.parametrize("before", ["sep=;", "SEP=;", "made by x;version : 2\n\nrate : 30", "# Kinect"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_before_the_names_are_passed_over(
    tmp_path: Path, before: str, mark: str, line_end: str
) -> None:
    text = table([("0,5", 1), ("0,533", 1)], names=("time_s", "id"), separator=";").replace(".", ",")
    content = f"{mark}{before}\n{text}".replace("\n", line_end)
    found = _read(tmp_path, content)
    np.testing.assert_allclose(found.times_s, [0.5, 0.533])
    np.testing.assert_array_equal(found.frames[1].bodies[0].positions, A.positions)
    said = _fails(tmp_path, content.removesuffix(line_end)[:-40])
    line = 3 + before.count("\n") + 1
    assert f", line {line}: " in said


def test_other_columns_do_no_harm(tmp_path: Path) -> None:
    names = ("SpineBase_2D_X", "Head_color_x", "HandLeft_state", "HandLeftState", "Head_qx", "lean_x", "")
    assert len(_read(tmp_path, table([(5, 6, 0, 1, 8, 9, "")], names=names)).frames) == 1


WHOLE = table([(i, i / 30, 1) for i in range(4)], names=("frame", "time_s", "body"), state="{joint}_state")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n2,", "\n2", ", line 4: 102 fields; expected 103, as in the first line"),
        ("\n2,", "\n2,7,", ", line 4: 104 fields"),
        ("\n2,", "\nx,", ', line 4: frame number "x"; expected a whole number'),
        ("\n2,", "\n-2,", ', line 4: frame number "-2"'),
        ("0.1,1,", "noon,1,", ', line 5: time stamp "noon"; expected a number, date or time'),
        ("0.1,1,", ",1,", ', line 5: time stamp ""'),
        ("0.1,1,", "nan,1,", ', line 5: time stamp "nan"'),
        ("0.1,1,", "0.1,1.5,", ', line 5: body number "1.5"'),
        ("0.1,1,", f"0.1,{2**65},", ", line 5: body number"),
        ("Inferred", "perhaps", 'tracking state "perhaps"; expected NotTracked'),
        (repr(float(A.positions[5, 1])), "oops", ', line 2: "oops"; expected a number'),
        ("t_x", "t", ", line 1: x, y and z of 5 joints; expected of 25"),
    ],
)
def test_damage_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    assert said in _fails(tmp_path, WHOLE.replace(old, new))


def test_cut_off_rows(tmp_path: Path) -> None:
    for end in (len(WHOLE) - 30, len(WHOLE) - 400, WHOLE.rindex(",")):
        said = _fails(tmp_path, WHOLE[:end])
        assert "line 5" in said or "no frame" in said
    assert "no frame" in _fails(tmp_path, WHOLE[: WHOLE.index("\n")])


def test_pixels_are_refused(tmp_path: Path) -> None:
    text = table([()]).splitlines()[0] + "\n" + ",".join(["512"] * 75)
    assert "no usable position in 1 body" in _fails(tmp_path, text)


def test_utf_16_is_named(tmp_path: Path) -> None:
    """What PowerShell makes of a program's output."""
    (tmp_path / "x.csv").write_bytes(WHOLE.encode("utf-16"))
    with pytest.raises(RecordingError, match="UTF-16 text; expected UTF-8. Save it again as UTF-8."):
        read_recording(tmp_path / "x.csv")
