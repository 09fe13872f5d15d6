"""JSON into dataclasses: what fits comes out as it was, all else is told by its place, shortly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming import typed_json
from streaming.errors import SettingsError
from streaming.typed_json import from_plain, parse_json, read_json, shown


class Mark(NamedTuple):
    label: str
    time_s: float


@dataclass(frozen=True, slots=True)
class Inner:
    kind: Literal["one", "two"] = "one"
    pair: tuple[int, int] = (1, 2)

    def __post_init__(self) -> None:
        if self.pair == (0, 0):
            raise SettingsError("pair (0, 0)", expected="something")
        if self.pair == (9, 9):
            raise ValueError("nines")


@dataclass(frozen=True, slots=True)
class Outer:
    number: int
    share: float = 0.5
    on: bool = False
    inner: Inner | None = None
    names: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


FULL = Outer(3, 1.5, True, Inner("two", (3, 4)), ("a", "b"), (Mark("x", 2.0),), {"f": 1.0}, Counter({"k": 2}))


def test_what_was_written_is_read():
    data = asdict(FULL) | {"counts": dict(FULL.counts)}  # asdict makes no copies of counters
    assert from_plain(json.loads(json.dumps(data)), Outer) == FULL
    assert from_plain({"number": 3}, Outer) == Outer(3)
    assert from_plain({"number": 3, "inner": Inner("two")}, Outer) == Outer(3, inner=Inner("two"))
    assert isinstance(from_plain({"number": 1, "share": 2}, Outer).share, float)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "missing required field `number`"),
        ([], "[]; expected named values"),
        (None, "None; expected named values"),
        ({"number": "3"}, "number '3'; expected a whole number"),
        ({"number": 3.5}, "number 3.5; expected a whole number"),
        ({"number": True}, "number True; expected a whole number"),
        ({"number": 3, "on": 1}, "on 1; expected true or false"),
        ({"number": 3, "share": None}, "share None; expected a number"),
        ({"number": 3, "names": ["a", 1]}, "names.1 1; expected a text"),
        ({"number": 3, "names": "ab"}, "names 'ab'; expected a list of a text"),
        ({"number": 3, "inner": {"kind": "six"}}, "inner.kind 'six'; expected one or two"),
        ({"number": 3, "inner": 5}, "inner 5; expected named values or null"),
        ({"number": 3, "inner": {"pair": [1]}}, "inner.pair [1]; expected 2 values, each a whole number"),
        ({"number": 3, "inner": {"pair": [1, 2.5]}}, "inner.pair.1 2.5; expected a whole number"),
        ({"number": 3, "inner": {"pair": [0, 0]}}, "pair (0, 0); expected something"),
        ({"number": 3, "inner": {"pair": [9, 9]}}, "inner: nines"),
        ({"number": 3, "inner": {"more": 1}}, "unknown value 'inner.more'"),
        ({"number": 3, "more": 1}, "unknown value 'more'"),
        ({"number": 3, "scores": {"f": "high"}}, "scores"),
        ({"number": 3, "marks": [["x", "y"]]}, "marks"),
        ({"number": 3, "counts": {"k": "y"}}, "counts"),
        ({"number": 3, "counts": 5}, "counts"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_told_by_its_place(data, said):
    with pytest.raises(SettingsError) as error:
        from_plain(data, Outer)
    assert said in str(error.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_fields = st.sampled_from(["number", "share", "on", "inner", "names", "marks", "scores", "counts", "x"])


@given(data=_json | st.dictionaries(_fields, _json, max_size=4))
def test_whatever_it_is_it_is_read_or_refused_in_a_line(data):
    try:
        assert isinstance(from_plain(data, Outer), Outer)
    except SettingsError as error:
        assert len(str(error)) < 300 and "\n" not in str(error)


def test_what_is_long_or_deep_is_shown_shortly():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for value in ("x" * 500_000, list(range(500_000)), {f"k{i}": i for i in range(1000)}, deep):
        with pytest.raises(SettingsError) as error:
            from_plain({"number": value}, Outer)
        assert len(str(error.value)) < 300 and len(shown(value)) < 200
    with pytest.raises(SettingsError) as error:
        from_plain({"number": 1, "x" * 500_000: 1}, Outer)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "", "{", "1" * 10_000])
def test_what_is_no_json_of_ours(text):
    with pytest.raises(ValueError):
        parse_json(text)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text('{"number": 3}')
    assert read_json(path) == {"number": 3}
    monkeypatch.setattr(typed_json, "LARGEST_BYTES", 12)
    with pytest.raises(ValueError, match="more than 0 MiB"):
        read_json(path)
    monkeypatch.undo()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError):
        read_json(path)
