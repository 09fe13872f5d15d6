"""One input after the other: what counts as a failure, and how the first input of each is kept.

A failure is an error other than the reader's refusals, a warning or another text on the standard streams,
five seconds of processor time, memory beyond the bound, or a result that is not sound.
"""

from __future__ import annotations

import io
import logging
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import FrameType

from streaming.old_names import OldNameWarning
from tools.fuzzing.shrink import shrunk
from tools.fuzzing.target import Target, UnsoundError, check_refusal

HANG_S = 5.0
MEMORY_BYTES = 512 * 2**20
"""How much an input of at most 64 KiB may take: what docs/recordings.md grants, several times over."""
_ROOT = Path(__file__).resolve().parents[2]
_SHRINK_S = 20.0
_TOLD_EVERY_S = 0.5
_BOUND_EVERY = 500


class HangError(BaseException):
    """A reader took too long; no reader's own handlers catch this."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What an input did.

    Attributes:
        kind: in a few words, the same for the same fault: the error and where it came from.
        details: the traceback.
    """

    kind: str
    details: str

    @property
    def key(self) -> str:
        """Name of its files."""
        return sha256(self.kind.encode()).hexdigest()[:12]


class Runner:
    """Gives inputs to a target, and keeps those that fail.

    Attributes:
        inputs: number of inputs.
        kinds: distinct failures so far, the kept ones among them.
    """

    def __init__(
        self, target: Target, work: Path, kept: Path, tell: Callable[[int, int], None] = lambda i, f: None
    ) -> None:
        """Prepare a target.

        Args:
            target: what to fuzz.
            work: an empty folder, for the input and what lies beside it.
            kept: folder of inputs that fail.
            tell: is told the number of inputs and of distinct failures, now and then.
        """
        self.inputs = 0
        self.kinds = {path.stem for path in kept.glob("*.txt")}
        self._target, self._kept, self._tell = target, kept, tell
        self._run = target.prepare(work)
        self._path = work / target.file
        self._told = 0.0

    def __call__(self, content: bytes) -> None:
        """Run one input."""
        if self.inputs % _BOUND_EVERY == 0:
            _bound_memory()
        self.inputs += 1
        failure = self.failure_of(content)
        if failure is not None and failure.key not in self.kinds:
            self.kinds.add(failure.key)
            self._keep(failure, content)
        now_s = time.monotonic()
        if now_s > self._told + _TOLD_EVERY_S:
            self._told = now_s
            self._tell(self.inputs, len(self.kinds))

    def failure_of(self, content: bytes) -> Failure | None:
        """Run an input; return what is wrong, None if nothing is."""
        self._path.write_bytes(content)
        said = io.StringIO()
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = said
        failure = None
        try:
            # It repeats, as a loop of pure Python does not notice a signal that another thread receives.
            signal.setitimer(signal.ITIMER_PROF, HANG_S, HANG_S)
            self._run(self._path)
        except self._target.refusals as error:
            failure = _refused(error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  whatever it is, the input is wanted
            failure = _failure(error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            sys.stdout, sys.stderr = streams
        if failure is None and (text := said.getvalue()):
            kind = f"says {text.splitlines()[0][:80]!r}"
            failure = Failure(kind, f"{kind}\n{text}")
        return failure

    def _keep(self, failure: Failure, content: bytes) -> None:
        """Write an input that fails, and its smallest part that still fails alike."""
        self._kept.mkdir(parents=True, exist_ok=True)
        (self._kept / f"{failure.key}.whole").write_bytes(content)
        if not failure.kind.startswith("HangError"):

            def fails(part: bytes) -> bool:
                found = self.failure_of(part)
                return found is not None and found.key == failure.key

            content = shrunk(content, fails, _SHRINK_S)
        (self._kept / f"{failure.key}.small").write_bytes(content)
        (self._kept / f"{failure.key}.txt").write_text(failure.details, "utf-8")


@contextmanager
def watched() -> Iterator[None]:
    """While inputs run: warnings are errors, log messages go nowhere, time and memory have a bound."""

    def hang(number: int, frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        raise HangError(f"more than {HANG_S:g} s")

    before, last_resort = signal.signal(signal.SIGPROF, hang), logging.lastResort
    memory = resource.getrlimit(resource.RLIMIT_AS)
    logging.lastResort = logging.NullHandler()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", OldNameWarning)  # its reader is to say so
            yield
    finally:
        signal.signal(signal.SIGPROF, before)
        logging.lastResort = last_resort
        resource.setrlimit(resource.RLIMIT_AS, memory)


def _refused(error: Exception) -> Failure | None:
    try:
        check_refusal(error)
    except UnsoundError as unsound:
        return _failure(unsound, error)
    return None


def _failure(error: BaseException, raised: BaseException | None = None) -> Failure:
    """Describe an error by its type and the innermost place in the project's own code."""
    trace = traceback.extract_tb((raised or error).__traceback__)
    places = [
        f"{Path(frame.filename).relative_to(_ROOT).as_posix()}, {frame.name}"
        for frame in trace
        if Path(frame.filename).is_relative_to(_ROOT)
        and not Path(frame.filename).is_relative_to(_ROOT / "tools")
        and ".venv" not in frame.filename
    ]
    kind = type(error).__name__ + (f" {error}" if isinstance(error, UnsoundError) else "")
    if places and not isinstance(error, HangError):
        kind += f" in {places[-1]}"
    whole = "".join(traceback.format_exception(raised or error))
    return Failure(kind, f"{kind}\n{whole}")


def _bound_memory() -> None:
    """Let this process take so much more than it has now."""
    if not Path("/proc/self/statm").is_file():
        return
    now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY_BYTES, most))
