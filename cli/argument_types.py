"""Types of arguments: numbers within bounds, and files whose ending may be left out."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable
from pathlib import Path


def at_least(least: int) -> Callable[[str], int]:
    """Return an argparse type for integers with a lower bound."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number of {least} or above")
        return int(text)

    return read


def above(least: float) -> Callable[[str], float]:
    """Return an argparse type for finite numbers above a bound."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least < number < math.inf:
            raise argparse.ArgumentTypeError(f"{text!r} is no number above {least:g}")
        return number

    return read


def model_file(text: str) -> Path:
    """Return the path of a model file, adding ``.safetensors`` if it is missing.

    Raises:
        argparse.ArgumentTypeError: there is no file name.
    """
    return _with_ending(text, ".safetensors")


def onnx_file_name(text: str) -> Path:
    """Return the path of an exported network, adding ``.onnx`` if it is missing; errors as above."""
    return _with_ending(text, ".onnx")


def _with_ending(text: str, ending: str) -> Path:
    name = text.replace(os.sep, "/").rpartition("/")[2]
    if name.removesuffix(ending) in ("", ".", ".."):
        raise argparse.ArgumentTypeError(f"{text!r} names no file")
    return Path(text if text.endswith(ending) else f"{text}{ending}")
