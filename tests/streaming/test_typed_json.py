"""JSON into dataclasses: what fits comes out as it was, all else is told by its place, shortly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming import typed_json
from streaming.errors import ModelError, SettingsError
from streaming.old_names import OldNameWarning
from streaming.typed_json import from_plain, parse_json, read_json, shown, to_plain


@dataclass(frozen=True, slots=True)
class Wheel:
    OLD_NAMES: ClassVar[Mapping[str, str | None]] = {"width": "radius_m", "hub": None}

    radius_m: float = 0.3
    tyre: Literal["winter", "summer"] = "summer"

    def __post_init__(self) -> None:
        if not 0 < self.radius_m < 2:
            raise SettingsError(f"radius_m {self.radius_m}", expected="0 to 2")


class Trip(NamedTuple):
    where: str
    km: float


@dataclass(frozen=True, slots=True)
class Cart:
    name: str
    wheels: tuple[Wheel, ...] = ()
    axles: tuple[int, int] = (1, 2)
    load: Mapping[str, float] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    trips: tuple[Trip, ...] = ()
    spare: Wheel | None = None
    by_place: Mapping[str, Wheel] = field(default_factory=dict)
    sold: bool = False


CART = Cart(
    *("a", (Wheel(), Wheel(1.0, "winter")), (3, 4), {"hay": 1.5}, Counter(x=2), (Trip("field", 2.0),)),
    *(Wheel(0.5), {"front": Wheel()}, True),
)


def test_what_is_written_is_read():
    assert from_plain(json.loads(json.dumps(to_plain(CART))), Cart) == CART
    assert isinstance(from_plain(to_plain(CART), Cart).seen, Counter)
    assert from_plain({"name": "b"}, Cart) == Cart("b")


def test_numpys_numbers_are_written_as_pythons():
    data = to_plain({"share": np.float64(0.1), "count": np.int64(3), "all": np.bool_(True)})
    assert json.dumps(data) == '{"share": 0.1, "count": 3, "all": true}'


def test_old_names_are_read_at_any_depth():
    old = {
        "name": "c",
        "wheels": [{"width": 0.4, "hub": 3}],
        "spare": {"width": 0.5},
        "by_place": {"left": {"width": 1}},
    }
    with pytest.warns(OldNameWarning, match="width is now radius_m, hub is ignored") as told:
        read = from_plain(old, Cart)
    assert len(told) == 1
    assert (read.wheels[0].radius_m, read.spare, read.by_place["left"].radius_m) == (0.4, Wheel(0.5), 1.0)


def test_a_file_with_old_names_is_read_and_told_once(tmp_path):
    path = tmp_path / "cart.json"
    path.write_text('{"name": "c", "wheels": [{"width": 0.4}, {"width": 0.5}]}')
    with pytest.warns(OldNameWarning) as told:
        assert read_json(path, Cart, expected="a cart").wheels == (Wheel(0.4), Wheel(0.5))
    (line,) = [str(each.message) for each in told]
    assert line.startswith(f"{path}: width is now radius_m;") and told[0].filename == __file__


@pytest.mark.parametrize("names", ['"width": 0.4, "radius_m": 0.5', '"radius_m": 0.5, "width": 0.4'])
def test_a_field_with_its_old_name_too_is_refused(names, tmp_path):
    path = tmp_path / "cart.json"
    path.write_text(f'{{"name": "c", "spare": {{{names}}}}}')
    with pytest.raises(ModelError, match=r"spare: width and radius_m; expected radius_m alone"):
        read_json(path, Cart, expected="a cart")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": 3}, "name: 3; expected text"),
        ({"name": None}, "name: None; expected text"),
        ({"sold": "yes"}, "sold: 'yes'; expected true or false"),
        ({"sold": 1}, "sold: 1; expected true or false"),
        ({"axles": [1, True]}, "axles[1]: True; expected a whole number"),
        ({"axles": [1, 2.5]}, "axles[1]: 2.5; expected a whole number"),
        ({"axles": [1]}, "axles: [1]; expected a list of length 2"),
        ({"wheels": {}}, "wheels: {}; expected a list"),
        ({"wheels": [{}, {"tyre": "bald"}]}, "wheels[1].tyre: 'bald'; expected winter or summer"),
        ({"wheels": [{}, {"radius_m": 3}]}, "radius_m 3.0; expected 0 to 2"),
        (
            {"wheels": [{}, {"spokes": 3}]},
            "wheels[1]: unknown 'spokes'; expected names out of radius_m, tyre",
        ),
        ({"spare": {"rim": 1}}, "spare: unknown 'rim'; expected names out of radius_m, tyre"),
        ({"spare": []}, "spare: []; expected an object or null"),
        ({"by_place": {"left": {"rim": 1}}}, "by_place['left']: unknown 'rim'"),
        ({"load": {"hay": "much"}}, "load[...]: {'hay': 'much'}; expected a number"),
        ({"trips": [["town"]]}, "trips[0]: ['town']; expected a list of length 2"),
        ({"trips": [["town", 10**400]]}, "trips[0][1]: Number out of range"),
        ({"seen": {"x": "twice"}}, "expected a whole number"),
        ({"x" * 100: 1}, f"unknown '{'x' * 27}...{'x' * 28}'; expected names out of name, wheels"),
        ({"a\nb": 1}, r"unknown 'a\nb'"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_with_its_place(change: dict[str, Any], said: str):
    with pytest.raises(SettingsError) as error:
        from_plain({**to_plain(CART), **change}, Cart)
    assert said in str(error.value) and "\n" not in str(error.value)


def test_what_is_missing_is_told():
    with pytest.raises(SettingsError, match=r"^name is missing$"):
        from_plain({}, Cart)
    with pytest.raises(SettingsError, match=r"^\[\]; expected an object$"):
        from_plain([], Cart)


def written(path: Path, content: bytes) -> ModelError:
    path.write_bytes(content)
    with pytest.raises(ModelError) as error:
        read_json(path, Cart, version=2, expected="a cart", remedy="Build it anew")
    assert "\n" not in str(error.value)
    return error.value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ", line 1, column 1: no JSON (Expecting value); expected a cart. Build it anew"),
        (b'{"format": 2,\n "name": }', ", line 2, column 10: no JSON (Expecting value); expected a cart"),
        (b"\xff\xfe\x00", ": no JSON ("),
        (b"[" * 100_000, ": no JSON of ours (nested"),
        (b'{"format": 2, "name": ' + b'{"a":' * 100_000, ": no JSON of ours (nested"),
        (b"1" * 10_000, ": no JSON ("),
        (b'{"format": 2, "spare": {"a": 1, "a": 2}}', ": no JSON ('a' twice in one object); expected a cart"),
        (b"[]", ": []; expected an object with its format, 2. Build it anew"),
        (b'{"name": "a"}', "expected an object with its format, 2. Build it anew"),
        (b'{"format": 3}', ": format 3; expected format 2. Build it anew"),
        (b'{"format": 2, "name": 1}', ", name: 1; expected text. Build it anew"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_a_file_that_is_none(tmp_path, content: bytes, said: str):
    path = tmp_path / "cart.json"
    error = written(path, content)
    assert str(error).startswith(str(path)) and said in str(error)


def test_a_file_is_read_up_to_a_size(tmp_path, monkeypatch):
    monkeypatch.setattr(typed_json, "LARGEST_BYTES", 2 * 1024**2)
    path = tmp_path / "cart.json"
    path.write_bytes(b'{"format": 2, "name": "a"}' + b" " * (2 * 1024**2))
    with pytest.raises(ModelError, match="more than 2 MiB"):
        read_json(path, Cart, version=2, expected="a cart")
    path.write_bytes(b'{"format": 2, "name": "a"}' + b" " * 1024**2)
    assert read_json(path, Cart, version=2, expected="a cart") == Cart("a")


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(ModelError, match="cannot be read"):
            read_json(path, Cart, expected="a cart")


@pytest.mark.parametrize("name", ["\udcff.skeleton", "é", "\u0000"])
def test_names_of_files_come_back_whatever_they_hold(name: str):
    assert from_plain(parse_json(json.dumps(to_plain(Cart(name)))), Cart).name == name


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(list(to_plain(CART))), value=_anything)
def test_whatever_stands_there_it_is_read_or_refused(name: str, value: object):
    try:
        read = from_plain({**to_plain(CART), name: value}, Cart)
    except SettingsError as error:
        assert len(str(error)) < 300 and "\n" not in str(error)
    else:
        assert set(to_plain(read)) == set(to_plain(CART))


def test_what_is_long_or_deep_is_shown_shortly():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for value in ("x" * 500_000, list(range(500_000)), {f"k{i}": "v" for i in range(1000)}, deep):
        for data in ({"name": "a", "sold": value}, {"name": "a", "load": {"hay": value}}):
            with pytest.raises(SettingsError) as error:
                from_plain(data, Cart)
            assert len(str(error.value)) < 300 and len(shown(value)) < 200
    long = "x" * 500_000
    for data in ({"name": "a", long: 1}, {"name": "a", "by_place": {long: {long: 1}}}):
        with pytest.raises(SettingsError) as error:
            from_plain(data, Cart)
        assert len(str(error.value)) < 300


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "", "{", "1" * 10_000])
def test_what_is_no_json_of_ours(text):
    with pytest.raises(SettingsError, match="no JSON"):
        parse_json(text)
