"""Names of new files: free, possible on every system, and telling what they are of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streaming.writers.files import dated_path, free_path, plain_name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("squat", "squat"),
        ("", ""),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("line\nend\x1b[2J\0", "line_end_[2J_"),
        (" .hidden. ", "hidden"),
        ("Größe 例", "Größe 例"),
        (os.fsdecode(b"caf\xe9"), "caf_"),
        ("例" * 200, "例" * 40),
        ("../../etc/passwd", "_.._etc_passwd"),
    ],
)
def test_a_name_is_possible_everywhere(tmp_path: Path, text: str, plain: str) -> None:
    assert plain_name(text) == plain
    path = dated_path(tmp_path, ".skeleton", of=text)
    path.touch()
    assert list(tmp_path.iterdir()) == [path] and path.name.startswith(f"{plain} 20" if plain else "20")


def test_a_name_is_free_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    assert free_path(tmp_path, "a", ".png", ".csv") == tmp_path / "a.png"
    (tmp_path / "a.csv").touch()
    (tmp_path / "a-2.png").touch()
    assert free_path(tmp_path, "a", ".png", ".csv") == tmp_path / "a-3.png"
    assert free_path(tmp_path, "a", ".png") == tmp_path / "a.png"
