"""Peak memory of a process: its own, not that of the one that started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tools.peak_memory import peak_bytes

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system tells no better")
def test_a_small_process_of_a_large_one_is_small():
    large = np.ones(300_000_000, np.uint8)
    code = "from tools.peak_memory import peak_bytes; print(peak_bytes())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert peak_bytes() > large.nbytes > 2 * int(told.stdout)
