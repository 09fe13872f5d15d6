"""Incremental JSON parsing in bounded memory, with the location of errors.

A recording in JSON is one long list of frames, or an object that holds one, or one object per line. Frames
are decoded one at a time, so that large files need no more memory than the frames kept.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from streaming.errors import RecordingError
from streaming.readers.support.json_node import Node, name_for_message
from streaming.readers.support.text import check_file
from streaming.reading_progress import ReadingProgress
from streaming.typed_json import TwiceError, unique

# The longest piece, in characters. A frame of six people in the wordiest of the formats is a tenth of it.
_LONGEST_PIECE = 1024 * 1024
_CHUNK = 256 * 1024
_BLANK = re.compile(r"[ \t\r\n]*")
# More digits than any number that means something here; int() of very long ones is slow, or refused.
_MOST_DIGITS = 40


class _UnreadableError(ValueError):
    """Content that the JSON decoder accepts, but this reader does not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One parsed part of the file.

    Attributes:
        node: the value, with its place.
        is_element: whether it is an element of the top-level list or of a requested list; otherwise it is a
            complete top-level object.
        had_lists: for an object, whether requested lists were extracted from it.
    """

    node: Node
    is_element: bool
    had_lists: bool = False


class JsonFile:
    """Iterator over the pieces of a JSON or JSON lines file."""

    def __init__(self, path: Path, lists: frozenset[str] = frozenset()) -> None:
        """Open the file.

        Args:
            path: the file.
            lists: names, in lower case, of lists in a top-level object to yield element by element.

        Raises:
            RecordingError: it cannot be opened, or is empty.
        """
        self._progress = ReadingProgress(check_file(path, max_bytes=None))
        self.path = path
        self._lists = lists
        self._text = ""
        self._at = self._start = 0  # in the text: where reading goes on, and where the last piece began
        self._lines_before = 0  # line ends in what was dropped from the front of the text
        self._top_level_values = 0
        self._to_text = codecs.getincrementaldecoder("utf-8-sig")()
        self._decoder = json.JSONDecoder(
            object_pairs_hook=unique, parse_int=_integer, parse_constant=_no_constant
        )
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise RecordingError(f"cannot be read: {error.strerror}", path=path) from None
        self._at_end = False

    def __enter__(self) -> JsonFile:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the file."""
        self._file.close()

    def __iter__(self) -> Iterator[Piece]:
        """Yield the file's pieces in order.

        Raises:
            RecordingError: the file is not JSON, is truncated, has a duplicate key, NaN, or a piece that is
                too long or nested too deeply.
        """
        while character := self._peek():
            if character == "[":
                yield from self._elements("")
            elif character == "{":
                yield from self._object()
            else:
                self._fail_here(f"{self._shown()}", "a list or an object")
            self._top_level_values += 1

    def fail(
        self, place: str, found: str, expected: str | None = None, remedy: str | None = None
    ) -> NoReturn:
        """Raise a RecordingError that names this file and a place in the current piece."""
        if self._top_level_values or not place:  # JSON lines: the line says more than the path
            line = 1 + self._lines_before + self._text.count("\n", 0, self._start)
            place = f"line {line}, {place}" if place else f"line {line}"
        raise RecordingError(found, path=self.path, place=place, expected=expected, remedy=remedy)

    def _object(self) -> Iterator[Piece]:
        """Parse a top-level object member by member."""
        members: dict[str, Any] = {}
        had_lists = False
        size = 0
        self._at += 1
        if self._peek() == "}":
            self._at += 1
        else:
            while True:
                if self._peek() != '"':
                    self._fail_here(self._shown(), "a name in quotes")
                name = self._value("")
                if name in members:
                    self.fail("", f"{name_for_message(name)} twice in one object")
                if self._peek() != ":":
                    self._fail_here(self._shown(), f"a colon after {name_for_message(name)}")
                self._at += 1
                if name.lower() in self._lists and self._peek() == "[":
                    members[name] = None
                    had_lists = True
                    yield from self._elements(name)
                else:
                    members[name] = self._value(name)
                    size += self._at - self._start + len(name)
                    if size > _LONGEST_PIECE:
                        self.fail(name, f"an object of more than {_LONGEST_PIECE} characters")
                if self._separator("}"):
                    break
        yield Piece(Node(members, self), is_element=False, had_lists=had_lists)

    def _elements(self, name: str) -> Iterator[Piece]:
        """Parse a list element by element."""
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        index = 0
        while True:
            parent = Node(None, self, None, name) if name else Node(None, self)
            yield Piece(Node(self._value(f"{name}[{index}]"), self, parent, index), is_element=True)
            index += 1
            if self._separator("]"):
                return

    def _separator(self, closing: str) -> bool:
        """Consume a comma or the closing bracket; return whether it was the bracket."""
        character = self._peek()
        if character not in (",", closing):
            self._fail_here(self._shown(), f'a comma or "{closing}"')
        self._at += 1
        return character == closing

    def _peek(self) -> str:
        """Return the next non-blank character, or an empty string at the end of the file."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._at_end:
                return ""
            self._start = self._at
            self._fill()

    def _value(self, place: str) -> Any:
        """Decode the value at the current position.

        Args:
            place: its place, for error messages.
        """
        self._peek()
        self._start = self._at
        filled = self._at_end
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if filled:
                    is_open = error.pos > len(self._text) - 64 or error.msg.startswith("Unterminated")
                    if is_open and not self._at_end:
                        self.fail(place, f"a value of more than {_LONGEST_PIECE} characters")
                    self._fail_at(error.pos, self._shown(error.pos), "JSON")
            except TwiceError as error:
                self.fail(place, f"{name_for_message(error.name)} twice in one object")
            except _UnreadableError as error:
                self.fail(place, str(error))
            except RecursionError:
                self.fail(place, "lists or objects nested too deeply")
            else:
                # A number at the end of what was read may go on behind it.
                if filled or end < len(self._text):
                    self._at = end
                    return value
            self._fill()
            filled = True

    def _fill(self) -> None:
        """Discard consumed text, and read ahead by the maximum length of a piece."""
        self._lines_before += self._text.count("\n", 0, self._start)
        parts = [self._text[self._start :]]
        self._at -= self._start
        self._start = 0
        length = len(parts[0])
        while length <= _LONGEST_PIECE and not self._at_end:
            try:
                chunk = self._file.read(_CHUNK)
                self._at_end = not chunk
                parts.append(self._to_text.decode(chunk, final=self._at_end))
            except OSError as error:
                raise RecordingError(f"cannot be read: {error.strerror}", path=self.path) from None
            except UnicodeDecodeError:
                raise RecordingError(
                    "text that is not UTF-8", path=self.path, remedy="Save it again as UTF-8."
                ) from None
            length += len(parts[-1])
            self._progress.at(self._file.tell())
        self._text = "".join(parts)

    def _shown(self, at: int | None = None) -> str:
        """Return an excerpt of the text, for a message."""
        at = self._at if at is None else at
        text = self._text[at : at + 24]
        return name_for_message(text) if text else "the file ends early"

    def _fail_here(self, found: str, expected: str) -> NoReturn:
        """Raise a RecordingError with the current line and column."""
        self._fail_at(self._at, found, expected)

    def _fail_at(self, at: int, found: str, expected: str) -> NoReturn:
        """Raise a RecordingError with a line and column."""
        line = 1 + self._lines_before + self._text.count("\n", 0, at)
        column = at - self._text.rfind("\n", 0, at)
        raise RecordingError(
            found,
            path=self.path,
            place=f"line {line}, column {column}" if line > 1 else f"line {line}",
            expected=expected,
            remedy="It is cut off or damaged: copy or export it again.",
        )


def _integer(digits: str) -> int:
    """Parse an integer of bounded length."""
    if len(digits) > _MOST_DIGITS:
        raise _UnreadableError(f"a number of {len(digits)} digits")
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    """Reject NaN and Infinity, which are not JSON."""
    raise _UnreadableError(f"{name}, which is not JSON (null stands for what is unknown)")
