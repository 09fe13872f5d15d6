"""Typed JSON: strict conversion to and from dataclasses with msgspec.

Errors state the place, the value found and the expected type. All JSON files of the program are read here:
model cards with their recipes, results, preferences, the index of a cache. Value ranges are checked in the
dataclass's ``__post_init__``. JSON recordings of other programs have separate readers
(:mod:`streaming.readers.support.json_file`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from reprlib import Repr
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import numpy as np

from streaming.errors import MansError, ModelError, SettingsError
from streaming.old_names import warn_of_old_names
from streaming.paths import read_up_to

LARGEST_BYTES = 64 * 2**20
"""Maximum size of a JSON file, in bytes."""

T = TypeVar("T")
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60
# msgspec's words for what JSON holds, in words for the user.
_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_WRONG_KIND = re.compile(r"Expected (.+), got [^,]+")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def read_json(
    path: Path, kind: type[T], *, version: int | None = None, expected: str, remedy: str | None = None
) -> T:
    """Read a JSON file as a dataclass.

    Missing members keep their defaults. A dataclass may have a class variable ``OLD_NAMES``: a
    mapping from names that older files have to the fields they are now, or None for what is ignored. Whoever
    reads a file with such names is told the new ones, by one :class:`streaming.old_names.OldNameWarning`.

    Args:
        path: the file.
        kind: the dataclass.
        version: required value of the member ``format``; None for files without it.
        expected: description of the expected file, for general errors.
        remedy: remedy for general errors.

    Raises:
        ModelError: the file cannot be read, is too large, not JSON, of another version, or does not match
            ``kind``.
    """
    try:
        data = parse_json(_text_of(path))
        if version is not None:
            data = _without_format(data, version)
        result, old = _read(data, kind)
    except SettingsError as error:
        raise ModelError(
            error.found,
            path=path,
            place=error.place,
            expected=error.expected or expected,
            remedy=error.remedy or remedy,
        ) from error
    if old:
        warn_of_old_names(str(path), old)
    return result


def parse_json(text: str | bytes) -> Any:
    """Parse JSON.

    NaN and non-UTF-8 text (e.g. file names) are accepted.

    Raises:
        SettingsError: it is not JSON, nested too deeply, or has duplicate names in an object.
    """
    try:
        return json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise SettingsError(f"no JSON ({error.msg})", place=place) from None
    except RecursionError:
        raise SettingsError("no JSON of ours (nested too deeply)") from None
    except ValueError as error:
        raise SettingsError(f"no JSON ({error})") from None


def from_plain(data: object, kind: type[T]) -> T:
    """Convert parsed JSON to a dataclass.

    Args:
        data: of the file; old names are told as :func:`read_json` tells them.
        kind: the dataclass; fields that have defaults may be missing.

    Raises:
        SettingsError: a value is missing, unknown, of the wrong type, or rejected by its dataclass.
    """
    result, old = _read(data, kind)
    if old:
        warn_of_old_names(kind.__name__, old)
    return result


def _read(data: object, kind: type[T]) -> tuple[T, dict[str, str | None]]:
    """Return a dataclass of plain data, and the old names in it with the new ones."""
    old: dict[str, str | None] = {}
    try:
        data = _with_new_names(data, kind, "", old)
        return msgspec.convert(data, kind, dec_hook=_counter), old
    except msgspec.ValidationError as error:
        raise _in_our_words(str(error), data, kind) from error
    except SettingsError:
        raise
    except MansError as error:
        raise SettingsError(error.found, expected=error.expected, remedy=error.remedy) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise SettingsError(f"cannot be read ({shown(error)})") from error


def to_plain(value: object) -> Any:
    """Convert a dataclass to dictionaries and lists for ``json``, and numpy numbers to Python's."""
    return msgspec.to_builtins(value, enc_hook=_plain)


def shown(value: object) -> str:
    """Format a value for a message, shortened to less than a line."""
    return _SHORT.repr(value)


class TwiceError(ValueError):
    """A name is in an object twice.

    Attributes:
        name: that name.
    """

    def __init__(self, name: str) -> None:
        """Say which one."""
        super().__init__(f"{shown(name)} twice in one object")
        self.name = name


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object of its members, for ``json``'s ``object_pairs_hook``.

    Raises:
        TwiceError: a name is there twice.
    """
    members = dict(pairs)
    if len(members) < len(pairs):
        count = Counter(name for name, _ in pairs)
        raise TwiceError(next(name for name in members if count[name] > 1))
    return members


def _text_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            text = read_up_to(file, LARGEST_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})") from error
    if len(text) > LARGEST_BYTES:
        raise SettingsError(f"more than {LARGEST_BYTES // 2**20} MiB")
    return text


def _without_format(data: Any, version: int) -> dict[str, Any]:
    if not isinstance(data, dict) or "format" not in data:
        raise SettingsError(shown(data), expected=f"an object with its format, {version}")
    if data["format"] != version:
        raise SettingsError(f"format {shown(data['format'])}", expected=f"format {version}")
    return {name: value for name, value in data.items() if name != "format"}


def _with_new_names(data: Any, kind: Any, place: str, found: dict[str, str | None]) -> Any:
    """Return data with today's names in place of old ones, which ``found`` collects.

    What no field is called is refused, and so is a field that has both its names.

    msgspec itself passes over unknown names. Here one may be a setting of a newer version, without which the
    rest means something else.
    """
    kind = _required(kind)
    if isinstance(data, dict) and (hints := _fields(kind)):
        old = getattr(kind, "OLD_NAMES", {})
        result = {}
        for given, value in data.items():
            name = given if given in hints else old.get(given, given)
            if name != given:
                found[given] = name
            if name is None:
                continue
            if name not in hints:
                names = f"names out of {', '.join(hints)}"
                raise SettingsError(f"unknown {shown(given)}", place=place or None, expected=names)
            if name in result or (name != given and name in data):
                both = f"{given} and {name}" if name != given else f"{name} and its old name"
                raise SettingsError(both, place=place or None, expected=f"{name} alone")
            result[name] = _with_new_names(value, hints[name], f"{place}.{name}" if place else name, found)
        return result
    if isinstance(data, list | tuple) and (inner := get_args(kind)[:1]) and _fields(inner[0]):
        return [_with_new_names(part, inner[0], f"{place}[{i}]", found) for i, part in enumerate(data)]
    if isinstance(data, dict) and (inner := get_args(kind)[1:]) and _fields(inner[0]):
        places = {name: f"{place}[{shown(name)}]" for name in data}
        return {name: _with_new_names(part, inner[0], places[name], found) for name, part in data.items()}
    return data


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """Return a dataclass's fields with their types; none of another type."""
    hints = get_type_hints(kind) if is_dataclass(kind) else {}
    return {field.name: hints[field.name] for field in fields(kind)} if hints else {}


def _required(kind: Any) -> Any:
    """Return the type without "or None"."""
    if get_origin(kind) in (Union, UnionType):
        return next(each for each in get_args(kind) if each is not NoneType)
    return kind


def _in_our_words(text: str, data: object, kind: type) -> SettingsError:
    """Convert an msgspec error to an error with place, value found and expected type."""
    said, _, at = text.partition(" - at `$")
    at = at.removesuffix("`")
    steps = list(_steps(at))
    place = at.removeprefix(".") or None
    if missing := _MISSING.fullmatch(said):
        return SettingsError(f"{missing[1]} is missing", place=place)
    for step in steps:
        data = data[step]  # type: ignore[index]
    if wrong := _WRONG_KIND.fullmatch(said):
        return SettingsError(shown(data), place=place, expected=_in_words(wrong[1]))
    if words := _words_of(kind, steps):
        return SettingsError(shown(data), place=place, expected=" or ".join(words))
    return SettingsError(said, place=place)


def _steps(at: str) -> Iterator[str | int]:
    """Follow msgspec's path to a value."""
    end = 0
    for step in _STEP.finditer(at):
        if step.start() != end:
            return
        yield step[1] or int(step[2])
        end = step.end()


def _words_of(kind: Any, steps: list[str | int]) -> tuple[str, ...]:
    """Return the allowed words at a place; empty if there are none."""
    for step in steps:
        kind = _required(_fields(kind).get(str(step)) or next(iter(get_args(kind)), None))
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


def _in_words(kinds: str) -> str:
    """Describe a type expected by msgspec, e.g. "`int | null`", in words."""
    _, names, rest = kinds.split("`")
    return " or ".join(_WORDS.get(name, name) for name in names.split(" | ")) + rest


def _counter(kind: type, value: Any) -> Any:
    """Make what msgspec does not know of itself: a counter of names."""
    if get_origin(kind) is Counter or kind is Counter:
        return Counter(msgspec.convert(value, dict[str, int]))
    raise NotImplementedError(kind)


def _plain(value: object) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} in JSON")
