"""Rotations of training samples against scipy's."""

from __future__ import annotations

import numpy as np
import pytest

from mans.transforms.augmentation import about_axes


def test_rotations_about_axes_are_those_of_scipy():
    transform = pytest.importorskip("scipy.spatial.transform")
    rng = np.random.default_rng(0)
    axes = rng.normal(size=(50, 3))
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    angles = rng.uniform(-4, 4, 50)
    expected = transform.Rotation.from_rotvec(axes * angles[:, None]).as_matrix()
    np.testing.assert_allclose(about_axes(axes, angles), expected, atol=1e-6)
