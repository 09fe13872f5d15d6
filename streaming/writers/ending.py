"""What is being written goes away where SIGTERM or the end of the terminal ends the process.

By default these end it at once, so that nothing else would remove the temporary files.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from streaming.end_signals import handled

_IN_WORK: dict[int, Sequence[Path]] = {}


@contextmanager
def removed_at_the_end_of_the_process(temporaries: Sequence[Path]) -> Iterator[None]:
    """Context manager in which these signals first remove temporary files and folders.

    Signals that are ignored stay so, and those that are heeded in another way, as by an exception. In other
    threads than the main one it does what it can: it is of use while that one is within such a block, too.

    Args:
        temporaries: what is removed; it may grow.
    """
    _IN_WORK[id(temporaries)] = temporaries
    try:
        with handled(_remove_and_end):
            yield
    finally:
        del _IN_WORK[id(temporaries)]


def _remove_and_end(number: int, _: FrameType | None) -> None:
    for temporary in [path for temporaries in list(_IN_WORK.values()) for path in temporaries]:
        try:
            temporary.unlink(missing_ok=True)
        except OSError:  # a folder
            shutil.rmtree(temporary, ignore_errors=True)
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
