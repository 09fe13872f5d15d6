"""Reader of MATLAB ``.mat`` files (Level 5), limited to real numeric arrays.

Source: The MathWorks, "MAT-File Format", the Level 5 part. After a header of 128 bytes the file is a row of
data elements: a tag (data type and length in bytes, or both in one word for up to four bytes of data) and
the data. A variable is an element of type 14, or one of type 15 that is such an element compressed by zlib.
It holds elements itself: flags with the array's class, dimensions, name, and the numbers in column order,
possibly stored in a smaller type than the array's.

Data is decompressed only after its claimed length was checked against the compressed length.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.frame_store import numbers_allowed
from streaming.readers.support.text import check_file, shown
from streaming.readers.support.unseen import as_float64

MAGIC = b"MATLAB"
_LEVEL_5 = b"MATLAB 5.0 MAT-file"
_HEADER_BYTES, _TAG_BYTES = 128, 8
_BYTE_ORDERS = {b"IM": "<", b"MI": ">"}
_MATRIX, _COMPRESSED = 14, 15
_TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_CLASSES = {1: "cell", 2: "struct", 3: "object", 4: "char", 5: "sparse"}
_NUMERIC_CLASSES = range(6, 16)
_COMPLEX = 0x0800
_MOST_DIMENSIONS, _LONGEST_NAME = 32, 63
# Enough for flags, dimensions and name.
_PREFIX_BYTES = 16 + 8 + 4 * _MOST_DIMENSIONS + 8 + 64
_MOST_VARIABLES = 1000


def read_numeric_array(path: Path, name: str) -> npt.NDArray[np.float64]:
    """Read one variable of a ``.mat`` file.

    Args:
        path: the file.
        name: the variable.

    Returns:
        The array in MATLAB's shape, as float64.

    Raises:
        RecordingError: the file is damaged or of another version, or the variable is missing or has another
            type.
    """
    check_file(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordingError(f"cannot be read: {error.strerror}", path=path) from None
    return _MatFile(path, content).array(name)


def first_variable(start: bytes) -> str | None:
    """Return the name of a ``.mat`` file's first variable, from its first bytes; None if there is none."""
    try:
        return _MatFile(Path(), start).first_name()
    except RecordingError:
        return None


class _MatFile:
    """Bytes of a file, with the current position for error messages."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path, self._content = path, content
        self._place = "header"
        if not content.startswith(_LEVEL_5):
            self._fail(
                f'"{shown(content[:19])}"',
                "a MATLAB 5.0 MAT-file",
                "Load it in MATLAB and save it with the option -v7.",
            )
        order = _BYTE_ORDERS.get(content[_HEADER_BYTES - 2 : _HEADER_BYTES])
        if order is None:
            self._fail("no byte order", '"IM" or "MI" in bytes 126 and 127', _COPY_AGAIN)
        self._order = order

    def array(self, name: str) -> npt.NDArray[np.float64]:
        """Find a variable and decode it."""
        others: list[str] = []
        at = _HEADER_BYTES
        while at < len(self._content):
            self._place = f"byte {at}"
            if len(others) == _MOST_VARIABLES:
                self._fail(f"more than {_MOST_VARIABLES} variables", f'an array "{name}" among the first')
            kind, length, data_at = self._tag(self._content, at)
            data = memoryview(self._content)[data_at : data_at + length]
            if len(data) < length:
                self._fail(
                    f"the file ends early, {counted(length - len(data), 'byte')} of {length} are missing",
                    remedy=_COPY_AGAIN,
                )
            found = self._variable_name(kind, data)
            if found == name:
                return self._numbers(self._whole(kind, data))
            others.append(found)
            at = data_at + length
        self._place = f"variable {name}"
        has = ", ".join(f'"{shown(other.encode())}"' for other in others[:5]) or "nothing"
        self._fail("missing", f'an array "{name}"', f"The file holds {has}: it is another kind of recording.")

    def first_name(self) -> str:
        """Return the name of the first variable, which may be truncated."""
        kind, length, data_at = self._tag(self._content, _HEADER_BYTES)
        return self._variable_name(kind, memoryview(self._content)[data_at : data_at + length])

    def _variable_name(self, kind: int, data: memoryview) -> str:
        """Return the name of the variable in a top-level element."""
        if kind == _COMPRESSED:
            inflated = self._inflate(data, _TAG_BYTES + _PREFIX_BYTES)[0]
            kind, _, at = self._tag(inflated, 0)
            prefix = inflated[at:]
        else:
            prefix = bytes(data[:_PREFIX_BYTES])
        if kind != _MATRIX:
            self._fail(f"a data element of type {kind}", "a variable", _COPY_AGAIN)
        elements = self._elements(prefix)
        for _ in range(2):  # flags and dimensions
            next(elements)
        return bytes(next(elements)[1][:_LONGEST_NAME]).decode("ascii", "replace")

    def _whole(self, kind: int, data: memoryview) -> bytes:
        """Return the decompressed body of a variable's element."""
        if kind != _COMPRESSED:
            return bytes(data)
        start, _ = self._inflate(data, _TAG_BYTES)
        _, length, _ = self._tag(start, 0)
        self._check_size(length)
        inflated, ended = self._inflate(data, _TAG_BYTES + length)
        if len(inflated) < _TAG_BYTES + length or not ended:
            self._fail(
                "compressed data of another length than they claim", f"{counted(length, 'byte')}", _COPY_AGAIN
            )
        return inflated[_TAG_BYTES:]

    def _check_size(self, size: int) -> None:
        """Reject data that would take many times the size of the file."""
        allowed = numbers_allowed(len(self._content))
        if size > allowed:
            self._fail(
                f"{counted(size, 'byte')} when decompressed",
                f"at most {allowed} of a file of {len(self._content)}",
                _COPY_AGAIN,
            )

    def _inflate(self, data: memoryview, most: int) -> tuple[bytes, bool]:
        """Decompress up to ``most`` bytes; return whether these are all."""
        stream = zlib.decompressobj()
        try:
            inflated = stream.decompress(data, most)
            # The checksum behind the data is only looked at when more is asked for.
            ended = not stream.decompress(stream.unconsumed_tail, 1) and stream.eof
        except zlib.error:
            self._fail("compressed data that cannot be decompressed", remedy=_COPY_AGAIN)
        return inflated, ended

    def _tag(self, data: bytes | memoryview, at: int) -> tuple[int, int, int]:
        """Return data type, length in bytes and data offset of the element at this offset."""
        tag = bytes(data[at : at + _TAG_BYTES])
        if len(tag) < _TAG_BYTES:
            self._fail("the tag of a data element is cut off", remedy=_COPY_AGAIN)
        first, second = struct.unpack(f"{self._order}II", tag)
        if first >> 16:  # a small element: the length is in the upper half, the data are in the second word
            return first & 0xFFFF, first >> 16, at + 4
        return first, second, at + _TAG_BYTES

    def _elements(self, body: bytes) -> Iterator[tuple[int, memoryview]]:
        """Yield data type and data of the elements in a variable, at least the required number."""
        view, at = memoryview(body), 0
        while True:
            kind, length, data_at = self._tag(view, at)
            is_small = data_at == at + 4
            if is_small and length > 4:
                self._fail(f"a small data element of {counted(length, 'byte')}", "at most 4", _COPY_AGAIN)
            if data_at + length > len(view):
                self._fail(f"a data element of {counted(length, 'byte')} that is cut off", remedy=_COPY_AGAIN)
            yield kind, view[data_at : data_at + length]
            at = at + _TAG_BYTES if is_small else data_at + -(-length // 8) * 8

    def _numbers(self, body: bytes) -> npt.NDArray[np.float64]:
        """Decode the body of a variable."""
        elements = self._elements(body)
        flags = self._values(*next(elements))
        if len(flags) != 2:
            self._fail(f"{len(flags)} array flags", "2", _COPY_AGAIN)
        array_class = int(flags[0]) & 0xFF
        if array_class not in _NUMERIC_CLASSES or int(flags[0]) & _COMPLEX:
            what = "complex numbers" if array_class in _NUMERIC_CLASSES else _CLASSES.get(array_class, "?")
            self._fail(f"an array of class {what}", "real numbers")
        dimensions = [int(n) for n in self._values(*next(elements))]
        next(elements)  # the name
        values = self._values(*next(elements))
        self._check_size(8 * len(values))  # they may be stored as single bytes
        size = 1
        for n in dimensions:
            size *= n
        if not 2 <= len(dimensions) <= _MOST_DIMENSIONS or min(dimensions) < 0 or size != len(values):
            shape = " x ".join(map(str, dimensions[:4])) or "none"
            self._fail(f"{counted(len(values), 'number')}", f"the claimed {shape}", _COPY_AGAIN)
        return as_float64(values).reshape(dimensions, order="F")

    def _values(self, kind: int, data: memoryview) -> npt.NDArray[np.generic]:
        """Return the numbers of an element."""
        if kind not in _TYPES:
            self._fail(f"a data element of type {kind}", "numbers", _COPY_AGAIN)
        dtype = np.dtype(self._order + _TYPES[kind])
        if len(data) % dtype.itemsize:
            self._fail(f"{counted(len(data), 'byte')}", f"a multiple of {dtype.itemsize}", _COPY_AGAIN)
        return np.frombuffer(data, dtype=dtype)

    def _fail(self, found: str, expected: str | None = None, remedy: str | None = None) -> NoReturn:
        """Raise a RecordingError that names the file and the current place."""
        raise RecordingError(found, path=self._path, place=self._place, expected=expected, remedy=remedy)


_COPY_AGAIN = "It is cut off or damaged: copy or download it again."
