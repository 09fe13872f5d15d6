"""Safe reader of NumPy's file format (``.npy``): checks sizes, and never unpickles.

``numpy.load`` allocates the size claimed in the header; here it is checked against the size of the file. An
array of Python objects is a pickle, which can execute code: it is never opened.
"""

from __future__ import annotations

import math
from tokenize import TokenError
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from streaming.printable import counted
from streaming.readers.support.unseen import as_float64

MAGIC = b"\x93NUMPY"
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
# What NumPy's parser lets through of a header that is none.
_NO_HEADER = (SyntaxError, TokenError, RecursionError, MemoryError, TypeError, KeyError)


class PickledError(ValueError):
    """The array holds Python objects."""


def read_npy(file: IO[bytes], size: int, allowed: int) -> npt.NDArray[Any]:
    """Read a numeric array; floating-point numbers are converted to float64.

    Args:
        file: file, at its start.
        size: its size in bytes.
        allowed: maximum size of the array as float64, in bytes.

    Raises:
        PickledError: its elements are Python objects.
        ValueError: it is damaged, or too large.
    """
    version = npy.read_magic(file)
    if version not in _HEADERS:
        raise ValueError(f"version {version[0]}.{version[1]} of the format")
    try:
        shape, fortran_order, dtype = _HEADERS[version](file)
    except _NO_HEADER as error:
        raise ValueError(f"no header: {error}") from None
    if dtype.hasobject:
        raise PickledError("Python objects")
    if dtype.kind not in "fiubU":
        raise ValueError(f"elements of type {dtype}")
    count, left = math.prod(shape), size - file.tell()
    if count < 0 or count * dtype.itemsize != left:
        raise ValueError(
            f"{counted(left, 'byte')} for {' x '.join(map(str, shape[:4]))} elements of {dtype.itemsize}"
        )
    if 8 * count > allowed or left > allowed:
        raise ValueError(f"{counted(count, 'element')}, more than a file of its size can mean")
    data = file.read(left)
    if len(data) < left:
        raise ValueError(f"the file ends early, {counted(left - len(data), 'byte')} of {left} are missing")
    array: npt.NDArray[Any] = np.ndarray(shape, dtype, data, order="F" if fortran_order else "C")
    return as_float64(array) if dtype.kind == "f" else array
