"""Large libraries are not scanned by the garbage collector again and again."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from streaming.sources.unscanned_imports import unscanned_imports

before = gc.get_freeze_count()  # Python 3.12 begins with some
with unscanned_imports():
    assert not gc.isenabled()
    import numpy.testing
assert gc.isenabled()
frozen = gc.get_freeze_count()
later = [[] for _ in range(1000)]
with unscanned_imports():
    import numpy.testing  # nothing new: what was made since goes on being scanned
after = gc.get_freeze_count()
gc.disable()
try:
    with unscanned_imports():
        raise ImportError
except ImportError:
    assert not gc.isenabled()  # as it was
print(frozen - before > 10_000, after <= frozen)
"""


def test_what_is_imported_is_scanned_no_more():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["True", "True"]), done.stderr
