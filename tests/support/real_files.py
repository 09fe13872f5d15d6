"""A few members of the archives of other people's recordings, unpacked once per session."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from .small_files import SHARED


def unpack_first(archive: str, to: Path, enough: Callable[[list[Path]], bool]) -> list[Path]:
    """Unpack an archive member by member until there are enough; skip the test where it is missing.

    Whole archives would take ten seconds and more.
    """
    source = SHARED / archive
    if not source.is_file():
        pytest.skip(f"no recordings at {source}")
    unpacked: list[Path] = []
    with tarfile.open(source, "r|xz") as archive_file:
        for member in archive_file:
            if not member.isfile():
                continue
            content = archive_file.extractfile(member)
            assert content is not None and ".." not in Path(member.name).parts
            path = to / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())
            unpacked.append(path)
            if enough(unpacked):
                break
    return unpacked
