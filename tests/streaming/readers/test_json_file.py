"""Reading JSON piece by piece: what it takes, what it refuses, and what memory that costs."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streaming.errors import RecordingError
from streaming.readers.support import json_file
from streaming.readers.support.json_file import JsonFile

ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of 20,000 characters at most, to need no large files."""
    monkeypatch.setattr(json_file, "_LONGEST_PIECE", 20_000)
    monkeypatch.setattr(json_file, "_CHUNK", 8192)


def _pieces(path: Path, text: str | bytes, *lists: str) -> list[tuple[str, Any]]:
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    with JsonFile(path, frozenset(lists)) as file:
        return [(piece.node.place, piece.node.value) for piece in file]


def _fails(path: Path, text: str | bytes, *lists: str) -> str:
    with pytest.raises(RecordingError) as caught:
        _pieces(path, text, *lists)
    said = str(caught.value)
    assert str(path) in said and "\n" not in said and said.isprintable()
    return said.removeprefix(f"{path}, ")


def test_lists_objects_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    assert _pieces(path, "[1, [2], {}]") == [("[0]", 1), ("[1]", [2]), ("[2]", {})]
    assert _pieces(path, ' {"a": 1, "b": [2, 3]} ') == [("", {"a": 1, "b": [2, 3]})]
    assert _pieces(path, '{"a": 1, "Frames": [{"n": 2}, 3], "c": {}}', "frames") == [
        ("Frames[0]", {"n": 2}),
        ("Frames[1]", 3),
        ("", {"a": 1, "Frames": None, "c": {}}),
    ]
    assert _pieces(path, '{"a": 1}\n{"a": 2}\r\n\n[]\n[3]') == [("", {"a": 1}), ("", {"a": 2}), ("[0]", 3)]
    assert _pieces(path, b"\xef\xbb\xbf[]") == []
    assert _pieces(path, "[]") == [] == _pieces(path, " ") and _pieces(path, "{}") == [("", {})]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"hello"', 'line 1: ""hello""; expected a list or an object'),
        ("[1, 2", 'line 1: the file ends early; expected a comma or "]"'),
        ("[1 2]", 'line 1: "2]"; expected a comma or "]"'),
        ("[1,]", 'line 1: "]"; expected JSON'),
        ('{"a" 1}', 'line 1: "1}"; expected a colon after "a"'),
        ("{a: 1}", 'line 1: "a: 1}"; expected a name in quotes'),
        ('{"a": 1, "a": 2}', 'line 1: "a" twice in one object'),
        ('[{"a": 1, "b": {"c": 1, "c": 2}}]', '[0]: "c" twice in one object'),
        ("[1, NaN]", "[1]: NaN, which is not JSON"),
        ('[{"x": -Infinity}]', "[0]: -Infinity, which is not JSON"),
        (f"[{'9' * 5000}]", "[0]: a number of 5000 digits"),
        (f"[{'[' * 100_000}]", "[0]: lists or objects nested too deeply"),
        ("[" + '{"a":' * 100_000, "[0]: lists or objects nested too deeply"),
        ('[1,\n 2,\n  3 4]', 'line 3, column 5: "4]"'),
        (b"[1, \xff\xfe]", "text that is not UTF-8"),
        ('[0]\n[1, {"a": 2, "a": 3}]', 'line 2, [1]: "a" twice'),
        ("[0]]", 'line 1: "]"; expected a list or an object'),
        ('["\x1b[2J', 'line 1: "\\x1b[2J"'),
        ('{"\ud800": 1}', "not UTF-8"),
        ('[{"\\ud800": 1, "\\ud800": 2}]', '[0]: "\\\\ud800" twice'),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = _fails(tmp_path / "x.json", text)
    assert said in f"{found}" or said in f"{tmp_path / 'x.json'}: {found}", found


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(ANY_JSON, max_size=6), indent=st.sampled_from([None, 1]), chunk=st.integers(1, 40))
def test_chunks_of_any_size_give_the_same(
    tmp_path: Path, values: list[Any], indent: int | None, chunk: int
) -> None:
    """Wherever the text is cut between two reads: in a number, an escape, a character of several bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_file, "_CHUNK", chunk)
        patch.setattr(json_file, "_LONGEST_PIECE", 5000)
        text = json.dumps(values, indent=indent, ensure_ascii=False)
        assert _pieces(tmp_path / "x.json", text) == [(f"[{i}]", value) for i, value in enumerate(values)]
        text = json.dumps({"more": 1, "frames": values})
        assert [value for _, value in _pieces(tmp_path / "x.json", text, "frames")][:-1] == values


@pytest.mark.usefixtures("short_pieces")
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("[" + ",".join(["[[],[],[],[],[],[],[],[],[],[]]"] * 20_000) + "]")  # 640 kB
    tracemalloc.start()
    with JsonFile(path) as file:
        assert sum(1 for _ in file) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 200_000  # as lists all of it would take 14 MB
    tracemalloc.stop()


@pytest.mark.usefixtures("short_pieces")
@pytest.mark.parametrize(
    ("before", "after"), [("[[", "]]"), ('[{"a": [', "]}]"), ('{"a": [', "]}"), ('["', '"]'), ("[1", "1]")]
)
def test_one_long_piece_is_refused(tmp_path: Path, before: str, after: str) -> None:
    middle = "1" if before.endswith(('"', "1")) else "[],"
    text = before + middle * (2_000_000 // len(middle)) + ("[]" if middle == "[]," else "") + after
    path = tmp_path / "x.json"
    path.write_text(text)
    tracemalloc.start()
    with (
        pytest.raises(RecordingError, match="a value of more than 20000 characters|digits"),
        JsonFile(path) as file,
    ):
        list(file)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


@pytest.mark.usefixtures("short_pieces")
def test_many_members_are_refused(tmp_path: Path) -> None:
    text = "{" + ",".join(f'"{i}": 1' for i in range(9000)) + "}"
    assert "an object of more than 20000 characters" in _fails(tmp_path / "x.json", text)
