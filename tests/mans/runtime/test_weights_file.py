"""Weights are read alike without the library that writes them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

from mans.bundled import MODEL
from mans.runtime.weights_file import read_arrays
from streaming.errors import ModelError


def test_the_bundled_weights_are_those_of_the_library():
    ours, theirs = read_arrays(MODEL), load_file(MODEL)
    assert ours.keys() == theirs.keys() and len(ours) > 20
    for name, array in theirs.items():
        assert ours[name].dtype == array.dtype
        np.testing.assert_array_equal(ours[name], array)


def test_types_that_numpy_lacks_are_bytes(tmp_path):
    whole = {
        "a": torch.arange(6).reshape(2, 3),
        "b": torch.ones(4, dtype=torch.bfloat16),
        "c": torch.zeros(()),
    }
    save_file(whole, tmp_path / "a.safetensors", {"made": "by a test"})
    found = read_arrays(tmp_path / "a.safetensors")
    assert found["a"].tolist() == [[0, 1, 2], [3, 4, 5]] and found["c"].shape == ()
    assert found["b"].dtype == np.uint8 and found["b"].shape == (8,)


def test_damage_of_any_kind_is_told(tmp_path):
    path = tmp_path / "a.safetensors"
    save_file({"a": torch.arange(6), "b": torch.ones(3)}, path)
    whole = path.read_bytes()
    damaged = [whole[:cut] for cut in range(len(whole))]
    for old, new in (
        (b"[6]", b"[7]"),
        (b"[0,48]", b"[0,-8]"),
        (b"I64", b"I32"),
        (b"shape", b"shape\\"),
        (b'"a"', b"[1]"),
    ):
        assert old in whole
        damaged.append(whole.replace(old, new))
    numbers = b'{"a": {"dtype": "F32", "shape": %b, "data_offsets": %b}}'
    headers = [b"[]", numbers % (b"[1]", b"[0, 1e999]"), numbers % (b"[1e999]", b"[0, 4]"), b"[" * 10**5]
    headers += [numbers % (b"[1]", b"[]"), numbers % (b"[1]", b"[NaN, 4]")]
    damaged += [len(each).to_bytes(8, "little") + each + bytes(4) for each in headers]
    for each in damaged:
        path.write_bytes(each)
        with pytest.raises(ModelError, match=r"a\.safetensors.*cannot be read as safetensors"):
            read_arrays(path)
