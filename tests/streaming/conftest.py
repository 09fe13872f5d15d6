"""Fixtures of the tests of streaming/."""

from __future__ import annotations

from pathlib import Path

import pytest

from .small_files import SHARED


@pytest.fixture
def shared_data() -> Path:
    """The folder of other people's recordings; a test that needs it is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"no recordings at {SHARED}")
    return SHARED
