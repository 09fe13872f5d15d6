"""Settings for all tests: Qt draws offscreen unless QT_QPA_PLATFORM says otherwise; prepared data sets go to
a folder of their own; Hypothesis takes the time that it needs; slow files come first; a guard on threads."""

import atexit
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from .support.waiting import threads_left

# How fast examples run says something about the machine, not about the program.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["MANS_LIVE_CACHE"] = tempfile.mkdtemp(prefix="mans-live-tests-")
atexit.register(shutil.rmtree, os.environ["MANS_LIVE_CACHE"], ignore_errors=True)

# What the tests start heeds a closed terminal, also where they are run by ``nohup``.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with slow tests first: begun last, one keeps a worker busy when all others end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def no_thread_left() -> Iterator[None]:
    """Fails a test that leaves a thread running; Rich, for one, tells its own to end and does not wait."""
    before = set(threading.enumerate())
    yield
    assert threads_left(before) == [], "threads left running"
