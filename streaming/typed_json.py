"""JSON into dataclasses, by msgspec: every value is of the kind that its field says, or it is refused.

What is refused is told by its place, what it is and what it should be, however large or deep the file is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from reprlib import Repr
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from streaming.errors import SettingsError

T = TypeVar("T")
LARGEST_BYTES = 64 * 2**20
"""No file of settings or results comes near it."""

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_WORDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false", type(None): "null"}


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON, or none that any program of ours has written: too large, or too deep.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise ValueError(f"more than {LARGEST_BYTES // 2**20} MiB")
    return parse_json(path.read_text(encoding="utf-8"))


def parse_json(text: str) -> Any:
    """Parse JSON.

    Raises:
        ValueError: it is none, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def from_plain(data: object, kind: type[T]) -> T:
    """Make a dataclass of what JSON holds: dictionaries, lists, texts and numbers.

    Args:
        data: of the file; parts of it may be made already.
        kind: the dataclass; fields that have defaults may be missing.

    Raises:
        SettingsError: a value is missing, unknown, of the wrong kind, or refused by its dataclass.
    """
    try:
        made = msgspec.convert(data, kind, dec_hook=_counted)
    except msgspec.ValidationError as error:
        said, _, path = str(error).rpartition(" - at `$")
        raise _refused(said or str(error), path.rstrip("`") if said else "", data, kind) from None
    if unknown := _unknown(data, made):
        raise SettingsError(f"unknown value {shown(unknown)}", expected="a file of this version")
    return made


def shown(value: object) -> str:
    """Show a value in a message, in less than a line whatever it is."""
    return _SHORT.repr(value)


def _counted(kind: Any, data: Any) -> Any:
    """Make what msgspec does not know of itself: counts by name."""
    if get_origin(kind) is not Counter or not isinstance(data, Mapping):
        raise TypeError(f"a value for {kind}")
    if not all(type(count) is int for count in data.values()):
        raise TypeError("counts that are no whole numbers")
    return Counter(data)


def _refused(said: str, path: str, data: Any, kind: Any) -> SettingsError:
    """Say where a value is, what it is and what it should be."""
    place = []
    for name, index in _STEP.findall(path):
        try:
            data = data[name] if name else data[int(index)]
            kind = _kind_of(kind, name)
        except (KeyError, IndexError, TypeError, ValueError):
            return SettingsError(f"{path.lstrip('.')}: {said}")
        place.append(name or index)
    where = ".".join(place)
    if said.startswith(("Expected", "Invalid")):
        return SettingsError(f"{where} {shown(data)}".strip(), expected=_described(kind) or said.lower())
    return SettingsError(f"{where}: {said}" if where else said)


def _kind_of(kind: Any, name: str) -> Any:
    """The kind of a field of a dataclass, or of an item of a tuple."""
    options = [each for each in _options(kind) if each is not type(None)]
    if not name:
        return get_args(options[0])[0]
    return get_type_hints(next(each for each in options if is_dataclass(each)))[name]


def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _described(kind: Any) -> str:
    """Say in words what a field holds; nothing where there are none for it."""
    words: list[str] = []
    for each in _options(kind):
        args = get_args(each)
        if get_origin(each) is Literal:
            words += map(str, args)
        elif get_origin(each) is tuple:
            inner = _described(args[0])
            words.append(f"a list of {inner}" if args[-1] is ... else f"{len(args)} values, each {inner}")
        elif is_dataclass(each):
            words.append("named values")
        else:
            words.append(_WORDS.get(each, ""))
    return " or ".join(words) if all(words) else ""


def _unknown(data: Any, made: Any) -> str:
    """Return the place of a value in the JSON that no field has taken; empty for none."""
    if is_dataclass(made) and isinstance(data, Mapping):
        known = {field.name for field in fields(made)}
        for name, value in data.items():
            if name not in known:
                return str(name)
            if inner := _unknown(value, getattr(made, name)):
                return f"{name}.{inner}"
    if isinstance(made, tuple | list) and isinstance(data, tuple | list):
        for value, part in zip(data, made, strict=True):
            if inner := _unknown(value, part):
                return inner
    return ""
