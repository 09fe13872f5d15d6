"""Fixtures of the tests of streaming/."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..support.real_files import unpack_first
from ..support.small_files import SHARED


@pytest.fixture
def shared_data() -> Path:
    """The folder of other people's recordings; a test that needs it is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"no recordings at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def msrc12_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Some 40 recordings of MSRC-12, with some of their tag streams."""
    folder = tmp_path_factory.mktemp("msrc12")
    files = unpack_first("msrc-12.tar.xz", folder, lambda files: len(files) == 80)
    return [file for file in files if file.suffix == ".csv"]


@pytest.fixture(scope="session")
def nw_ucla_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """400 recordings of NW-UCLA."""
    folder = tmp_path_factory.mktemp("nw_ucla")
    return unpack_first("nw-ucla.tar.xz", folder, lambda files: len(files) == 400)


@pytest.fixture(scope="session")
def hdm05_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The motions of some classes of HDM05, each with its actor's skeleton and some with its joints."""
    folder = tmp_path_factory.mktemp("hdm05")
    files = unpack_first("hdm05.tar.xz", folder, lambda files: len(files) == 110)
    skeletons = {(file.parent, file.stem) for file in files if file.suffix == ".asf"}
    motions = [file for file in files if file.suffix == ".amc"]
    return [file for file in motions if (file.parent, "_".join(file.stem.split("_")[:2])) in skeletons]
