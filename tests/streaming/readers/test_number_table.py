"""Tables of numbers without names: what is told by counts and values, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError, UnknownFormatError
from streaming.readers import read_recording
from streaming.readers.support.joint_names import MEDIAPIPE_POSE
from streaming.readers.tables.orders import BY_NAME, ORDERS
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import AZURE_KINECT, KINECT_V2

from ...support.tables import in_order, squat, table

J = KINECT_V2.index
LIMBS = [
    J[f"{joint}{side}"]
    for joint in ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle")
    for side in ("Left", "Right")
]
TURNS = {
    "y": np.eye(3),
    "-y": np.diag([-1.0, -1.0, 1.0]),
    "z": np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]),  # x right, z up, the right-handed world of Blender
    "mirrored": np.diag([-1.0, 1.0, 1.0]),
    "-y mirrored": np.diag([1.0, -1.0, 1.0]),
}
quick = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],  # a failing case is small as it is
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _read(folder: Path, content: bytes, **options: object) -> Recording:
    path = folder / "x.csv"
    path.write_bytes(content)
    return read_recording(path, **options)  # type: ignore[arg-type]


def _joints(recording: Recording, person: int = 0) -> npt.NDArray[np.float64]:
    return np.stack([frame.bodies[person].positions for frame in recording.frames]).astype(np.float64)


def _same_person(
    found: npt.NDArray[np.float64], expected: npt.NDArray[np.float64], error_m: float = 0.03
) -> None:
    """The limbs are where they should be, up to a turn about y and a shift: the sides are not exchanged."""
    a, b = (each[:, LIMBS] - each[:1, [J["SpineBase"]]] for each in (found, expected))
    (x, z), (to_x, to_z) = ((each[..., 0], each[..., 2]) for each in (a, b))
    angle = np.arctan2((x * to_z - z * to_x).sum(), (x * to_x + z * to_z).sum())
    turn = np.array([[np.cos(angle), 0, -np.sin(angle)], [0, 1, 0], [np.sin(angle), 0, np.cos(angle)]])
    assert np.abs(a @ turn.T - b).mean() < error_m


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_each_joint_order_is_told_by_the_bones(tmp_path: Path, order: object) -> None:
    joints = in_order(squat(), order)  # type: ignore[arg-type]
    found = _read(tmp_path, table(joints.reshape(len(joints), -1)))
    assert any(order.words in note for note in found.notes)  # type: ignore[attr-defined]
    assert len(found.frames) == len(joints) and any("30 frames per second" in note for note in found.notes)
    _same_person(_joints(found), squat())


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize(
    ("unit", "per_m"), [("metres", 1.0), ("millimetres", 1e3), ("centimetres", 1e2), ("inches", 1 / 0.0254)]
)
def test_units_and_axes_are_told_by_the_person(tmp_path: Path, turn: str, unit: str, per_m: float) -> None:
    joints = squat() @ TURNS[turn].T * per_m
    found = _read(tmp_path, table(joints.reshape(len(joints), -1)))
    _same_person(_joints(found), squat())
    assert any(unit in note for note in found.notes) or unit == "metres"
    assert any("upright" in note for note in found.notes) == (turn not in ("y", "mirrored"))
    assert any("mirrored" in note for note in found.notes) == ("mirrored" in turn)


@quick
@given(
    dialect=st.sampled_from(
        [(",", False), (";", False), (";", True), ("\t", True), (" ", True), (" ", False), ("|", False)]
    ),
    mark=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n"]),
    head=st.sampled_from([(), ("made by a program",), ("sep",)]),
    end=st.booleans(),
    states=st.booleans(),
    clock=st.sampled_from(
        [None, ("ms", 33.3), ("100 ns ticks", 333333.0), ("seconds", 0.0333), ("frame", 1)]
    ),
    people=st.sampled_from([1, 2, 6]),
    gaps=st.booleans(),
)
def test_any_dialect_gives_the_same_person(
    tmp_path: Path,
    dialect: tuple[str, bool],
    mark: bool,
    line_end: str,
    head: tuple[str, ...],
    end: bool,
    states: bool,
    clock: tuple[str, float] | None,
    people: int,
    gaps: bool,
) -> None:
    joints = squat(12)
    rows = []
    for i, frame in enumerate(joints):
        row: list[object] = (
            [] if clock is None else [1000 + round(i * clock[1], 4) if clock[0] != "frame" else 7 + i]
        )
        for person in range(people):
            for x, y, z in frame + np.array([1.5 * person, 0, 0]) if person < 2 else np.zeros((25, 3)):
                row += [float(x), float(y), float(z), *([2] if states else [])]
        rows.append(row)
    if gaps:  # a frame without anybody, and joints without a position
        rows[3][int(clock is not None) :] = [0] * (len(rows[3]) - int(clock is not None))
        first = int(clock is not None) + (4 if states else 3) * J["Head"]
        rows[5][first : first + 3] = ["NaN"] * 3
    separator, decimal_comma = dialect
    content = table(
        rows,
        separator=separator,
        decimal_comma=decimal_comma,
        mark=mark,
        line_end=line_end,
        head=head,
        end=separator if end and separator != " " else "",
    )
    found = _read(tmp_path, content)
    assert len(found.frames) == len(joints)
    assert [len(frame.bodies) for frame in found.frames] == [
        0 if gaps and i == 3 else min(people, 2) for i in range(12)
    ]
    seen = [i for i in range(12) if not (gaps and i in (3, 5))]
    got = np.stack([found.frames[i].bodies[0].positions for i in seen])
    assert np.abs(got - joints[seen]).max() < 1e-5
    if clock is not None and clock[0] != "frame":
        assert found.frames[-1].time_s - found.frames[0].time_s == pytest.approx(11 * 0.0333, rel=0.01)


def _random_walk(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    return np.cumsum(rng.normal(size=(120, columns)), axis=0) + rng.uniform(1, 100, columns)


def _stock_prices(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    return np.exp(np.cumsum(rng.normal(0, 0.02, (120, columns)), axis=0)) * rng.uniform(5, 500, columns)


def _inertial_log(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    gravity = np.tile([0.0, 9.81, 0.0, 0.0, 0.0, 0.0], columns // 6 + 1)[:columns]
    return gravity + rng.normal(size=(120, columns))


def _spectrogram(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    return np.abs(rng.normal(size=(120, columns))) * np.exp(-np.arange(columns) / 20)


def _sines(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    return np.sin(np.arange(120)[:, None] * rng.uniform(0.01, 1, columns) + rng.uniform(0, 6, columns))


def _unit_quaternions(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    made = rng.normal(size=(120, columns // 4 + 1, 4))
    return (made / np.linalg.norm(made, axis=-1, keepdims=True)).reshape(120, -1)[:, :columns]


def _constant(rng: np.random.Generator, columns: int) -> npt.NDArray[np.float64]:
    return np.tile(rng.uniform(-1, 1, columns), (120, 1))


@pytest.mark.parametrize(
    "make", [_random_walk, _stock_prices, _inertial_log, _spectrogram, _sines, _unit_quaternions, _constant]
)
@settings(quick, derandomize=True)  # now and then random numbers are like a person
@given(
    seed=st.integers(0, 10**6), columns=st.sampled_from([40, 45, 61, 75, 76, 96, 99, 100, 101, 128, 150, 175])
)
@example(seed=2814, columns=101)
def test_numbers_that_are_nobody_are_refused(tmp_path: Path, make: object, seed: int, columns: int) -> None:
    rows = make(np.random.default_rng(seed), columns)  # type: ignore[operator]
    with pytest.raises(UnknownFormatError, match=r"no person's joints.*--format.*--mapping"):
        _read(tmp_path, table(rows))


@quick
@given(seed=st.integers(0, 10**6))
def test_shuffled_columns_without_names_are_refused(tmp_path: Path, seed: int) -> None:
    rows = squat().reshape(len(squat()), -1)
    with pytest.raises(UnknownFormatError):
        _read(tmp_path, table(rows[:, np.random.default_rng(seed).permutation(rows.shape[1])]))


def test_places_in_an_image_are_refused(tmp_path: Path) -> None:
    flat = squat().copy()
    flat[..., 2] = 0
    with pytest.raises(UnknownFormatError):
        _read(tmp_path, table(flat.reshape(len(flat), -1)))


def test_orientations_beside_positions_are_left_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    turns = rng.normal(size=(24, 25, 4))
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    found = _read(tmp_path, table(np.concatenate([squat(), turns], axis=2).reshape(24, -1), separator=" "))
    assert np.abs(_joints(found) - squat()).max() < 1e-5


def test_all_x_then_all_y_then_all_z(tmp_path: Path) -> None:
    found = _read(tmp_path, table(squat().transpose(0, 2, 1).reshape(24, -1)))
    assert np.abs(_joints(found) - squat()).max() < 1e-5 and "all x" in found.notes[0]


def test_rows_of_several_people_are_told_by_a_column_that_alternates(tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for i, frame in enumerate(squat()):
        for person in (3, 5):
            rows.append(
                [round(1000 + 33.3 * i, 1), person, *(frame + np.array([person - 3, 0, 0])).ravel().tolist()]
            )
    found = _read(tmp_path, table(rows))
    assert [[body.identity for body in frame.bodies] for frame in found.frames] == [[3, 5]] * 24
    assert found.duration_s == pytest.approx(23 * 0.0333)


def test_a_date_before_the_joints_is_the_time(tmp_path: Path) -> None:
    rows = [[f"2024-05-03 12:00:{i / 30:06.3f}", *frame.ravel().tolist()] for i, frame in enumerate(squat())]
    found = _read(tmp_path, table(rows, separator=";"))
    assert found.duration_s == pytest.approx(23 / 30, abs=0.002)


def test_a_format_that_is_named_is_tried_alone(tmp_path: Path) -> None:
    content = table(squat().reshape(24, -1))
    assert len(_read(tmp_path, content, format="kinect-v2").frames) == 24
    with pytest.raises(UnknownFormatError, match="33 landmarks"):
        _read(tmp_path, content, format="mediapipe")
    with pytest.raises(RecordingError, match='no format "nothing"; expected one of mcap, ntu'):
        _read(tmp_path, content, format="nothing")


def test_damage_is_named_by_its_line(tmp_path: Path) -> None:
    rows: list[list[object]] = [frame.ravel().tolist() for frame in squat()]
    rows[7][40] = "1.2.3"
    with pytest.raises(RecordingError, match='line 8: "1.2.3" in column 41'):
        _read(tmp_path, table(rows))
    rows[7] = rows[7][:60]
    with pytest.raises(RecordingError, match="line 8: 60 fields"):
        _read(tmp_path, table(rows))


def test_orders_have_unlike_names() -> None:
    assert len(BY_NAME) == len(ORDERS)


@pytest.mark.parametrize("frame", [False, True])
def test_another_order_of_a_data_sets_count_of_numbers_is_not_taken_for_it(
    tmp_path: Path, frame: bool
) -> None:
    """60 numbers are those of Indian Sign Language, 61 those of UT-Kinect, if their bones say so."""
    order = BY_NAME["kinect-v1-from-head" if frame else "kinect-v1"]
    rows = in_order(squat(), order).reshape(24, -1)
    own = [[i] if frame else [] for i in range(24)]
    text = table([[*before, *row] for before, row in zip(own, rows.tolist(), strict=True)], separator=" ")
    found = _read(tmp_path, text)
    assert order.words in found.notes[0]
    _same_person(_joints(found), squat())


@pytest.mark.parametrize("cell", ["{} {} {}", "({}, {}, {})", '"({}, {}, {})"', "[{} {} {}]", '"{},{},{}"'])
def test_a_joints_numbers_may_be_in_one_field_under_its_name(tmp_path: Path, cell: str) -> None:
    """Columns in any order, as Azure Kinect's in Unity: metres, y down, a mark before the first name."""
    order = BY_NAME["azure-kinect"]
    joints = in_order(squat(), order) * (-1, -1, 1)
    shuffled = np.random.default_rng(1).permutation(order.size)
    rows = [
        [f"{0.1 * i:.1f}", *(cell.format(*(f"{v:.5f}" for v in frame[j])) for j in shuffled)]
        for i, frame in enumerate(joints)
    ]
    names = ",".join(["time", *(order.points[j] for j in shuffled)])
    found = _read(tmp_path, table(rows, mark=True, head=[names]))
    assert found.duration_s == pytest.approx(2.3)
    _same_person(_joints(found), squat())


@pytest.mark.parametrize(
    "spelling",
    ["RHip LKnee", "right_hip left_knee", "hip.R knee.L", "RightUpperLeg LeftLowerLeg", "thigh_r calf_l"],
)
def test_points_of_pose_models_are_known_by_name(tmp_path: Path, spelling: str) -> None:
    """Those of Halpe and the like, which no sensor has: neither hands nor a spine."""
    order = BY_NAME["halpe-26"]

    def name(point: str) -> str:
        side = "Right" if point.endswith("Right") else "Left" if point.endswith("Left") else ""
        part = point.removesuffix(side)
        if not side:
            return {"SpineBase": "Hip", "MidShoulders": "Neck", "HeadTop": "Head"}.get(part, part)
        if spelling.startswith("R"):
            part = {"Hip": "UpperLeg", "Knee": "LowerLeg"}.get(part, part) if "Upper" in spelling else part
            return f"{side}{part}" if "Upper" in spelling else f"{side[0]}{part}"
        if "." in spelling:
            return f"{part}.{side[0]}"
        if spelling.startswith("thigh"):
            part = {"Hip": "thigh", "Knee": "calf"}.get(part, part)
            return f"{part}_{side[0].lower()}"
        return f"{side}_{part}".lower()

    names = [f"{name(point)}_{axis}" for point in order.points for axis in "XYZ"]
    joints = in_order(squat(), order)
    content = table(joints.reshape(24, -1), head=[",".join(names)])
    found = _read(tmp_path, content)
    _same_person(_joints(found), squat())


@pytest.mark.parametrize("per_m", [1.0, 1000.0, 100.0, 1 / 0.0254])
@pytest.mark.parametrize("turn", ["y", "-y", "z", "-y mirrored"])
def test_kinects_names_with_other_units_and_axes(tmp_path: Path, turn: str, per_m: float) -> None:
    joints = squat() @ TURNS[turn].T
    if turn == "z":
        joints[..., 2] -= joints[..., 2].min()  # on a floor
        joints[..., 1] += 3
    names = ",".join(f"{name}_{axis}" for name in KINECT_V2.joints for axis in "xyz")
    found = _read(tmp_path, table((joints * per_m).reshape(24, -1), head=[names]))
    assert found.format == "joint CSV"
    _same_person(_joints(found), squat())
    assert any("Positions were taken" in note for note in found.notes) == (per_m != 1)


def test_labels_of_pku_mmd_are_in_a_folder_beside(tmp_path: Path) -> None:
    skeletons, labels = tmp_path / "PKU_Skeleton", tmp_path / "Train_Label_PKU"
    skeletons.mkdir()
    labels.mkdir()
    rows = np.concatenate([squat().reshape(24, -1), np.zeros((24, 75))], axis=1)
    (skeletons / "x.csv").write_bytes(table(rows, separator=" "))
    (labels / "x.csv").write_text("33,3,9,2\n8,12,40,1\n")
    found = read_recording(skeletons / "x.csv")
    assert [(label.label, round(label.start_s * 30), round(label.end_s * 30)) for label in found.labels] == [
        ("sit down", 3, 9),
        ("drink", 12, 23),
    ]
    (labels / "x.csv").write_text("52,3,9,2\n")
    found = read_recording(skeletons / "x.csv")
    assert not found.labels and any("Without labels" in note and '"52"' in note for note in found.notes)


@pytest.mark.parametrize("order", ["kinect-v2", "kinect-v1", "kinect-v1-msr", "azure-kinect", "mediapipe"])
@pytest.mark.parametrize("own", ["", "joint", "frame joint", "time joint state"])
def test_a_line_for_each_joint(tmp_path: Path, order: str, own: str) -> None:
    joints = in_order(squat(), BY_NAME[order]) * 1000
    rows = [
        [
            *([1000 + 33 * i] if "time" in own else []),
            *([i] if "frame" in own else []),
            *([j + 1] if "joint" in own else []),
            *xyz.tolist(),
            *([2 - (i + j) % 3 // 2] if "state" in own else []),
        ]
        for i, frame in enumerate(joints)
        for j, xyz in enumerate(frame)
    ]
    found = _read(tmp_path, table(rows, separator=" "))
    assert len(found.frames) == 24 and BY_NAME[order].words in found.notes[0]
    _same_person(_joints(found), squat())
    if "time" in own:
        assert found.duration_s == pytest.approx(23 * 0.033)


@pytest.mark.parametrize("columns", [3, 4, 6, 8])
def test_lines_of_a_few_numbers_that_are_nobody_are_refused(tmp_path: Path, columns: int) -> None:
    rng = np.random.default_rng(columns)
    for make in (_random_walk, _inertial_log, _sines):
        with pytest.raises(RecordingError):
            _read(tmp_path, table(make(rng, columns)[:100]))


def test_people_side_by_side_with_columns_of_their_own(tmp_path: Path) -> None:
    """Each has a tracking id and words for the hands before the joints, as of Kinect's SDK."""
    joints = squat()
    rows = [
        [
            33 * i,
            *(
                v
                for p in (0, 1)
                for v in (72057594037927936 + p, "Open", "Closed", *(f + np.array([p, 0, 0])).ravel())
            ),
        ]
        for i, f in enumerate(joints)
    ]
    found = _read(tmp_path, table(rows))
    for person in (0, 1):
        assert np.abs(_joints(found, person) - (joints + np.array([person, 0, 0]))).max() < 1e-5


def test_a_base_that_is_the_origin_is_there(tmp_path: Path) -> None:
    joints = squat()
    found = _read(tmp_path, table((joints - joints[:, :1]).reshape(24, -1)))
    assert all((frame.bodies[0].states == 2).all() for frame in found.frames)
    assert any("2.5 m away" in note for note in found.notes)
    assert np.abs(_joints(found) - _joints(found)[:, :1] - (joints - joints[:, :1])).max() < 1e-5


def test_names_may_say_the_unit(tmp_path: Path) -> None:
    shuffled = np.random.default_rng(2).permutation(75)
    names = np.array([f"{name} {axis} (mm)" for name in KINECT_V2.joints for axis in "XYZ"])
    content = table(squat().reshape(24, -1)[:, shuffled] * 1000, head=[",".join(names[shuffled])])
    assert np.abs(_joints(_read(tmp_path, content)) - squat()).max() < 1e-5


@pytest.mark.parametrize("order", ["azure-kinect", "mediapipe", "halpe-26"])
def test_a_mirrored_table_is_told_by_its_feet(tmp_path: Path, order: str) -> None:
    joints = in_order(squat(), BY_NAME[order]) * (1, -1, 1)  # y turned down alone: the classic mistake
    found = _read(tmp_path, table(joints.reshape(24, -1)))
    assert any("mirrored" in note for note in found.notes)
    _same_person(_joints(found), squat())


@pytest.mark.parametrize(
    ("order", "scale", "names"),
    [
        ("kinect-v2", (100, 100, 100), "frame,joint,x,y,z"),
        ("azure-kinect", (-1000, -1000, 1000), "timestamp,body_id,joint_name,x,y,z,confidence"),
        ("mediapipe", (-1, -1, 1), "frame,landmark,x,y,z,visibility"),
        ("halpe-26", (1000, 1000, 1000), "frame;keypoint;x;y;z"),
    ],
)
def test_rows_of_named_joints_of_any_sensor(tmp_path: Path, order: str, scale: tuple, names: str) -> None:
    joints = in_order(squat(), BY_NAME[order]) * scale
    if order == "mediapipe":  # its world landmarks have their origin between the hips
        joints -= (squat()[:, [J["SpineBase"]]]) * scale
    points = {"azure-kinect": AZURE_KINECT.joints, "mediapipe": MEDIAPIPE_POSE.joints}.get(order)
    rows = [
        [
            *([33 * i, 4] if "body_id" in names else [i]),
            point,
            *xyz.tolist(),
            *([1] if "," in names[-11:] else []),
        ]
        for i, frame in enumerate(joints)
        for point, xyz in zip(points or BY_NAME[order].points, frame, strict=True)
    ]
    rows = [row[: len(names.replace(";", ",").split(","))] for row in rows]
    content = table(rows, separator=";" if ";" in names else ",", head=[names])
    found = _read(tmp_path, content)
    assert found.format == "table with a row per joint" and len(found.frames) == 24
    expected = squat() - (squat()[:, [J["SpineBase"]]] if order == "mediapipe" else 0)
    _same_person(_joints(found), expected)
