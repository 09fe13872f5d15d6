"""A Ray cluster gives each file once, also where one of its workers is killed in the middle."""

from __future__ import annotations

import os
import socket
from collections import Counter
from importlib.util import find_spec

import pytest

from mans.archive.cluster import connected
from mans.archive.recognition import Work, model_digest
from mans.archive.results import Settings
from streaming.errors import DeviceError
from streaming.recordings.listing import list_archive

from ...support.archives import MODEL, Deadly, archive_of

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed"),
    pytest.mark.filterwarnings("default"),  # Ray's own
]


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(tmp_path, monkeypatch):
    if not MODEL.is_file():
        pytest.skip(f"no bundled model at {MODEL}")
    sources = list_archive([str(archive_of(tmp_path / "data", 8, frames=40))]).sources
    bad = sources[4]
    sources[4] = Deadly(bad.path, str(tmp_path / "killed"), bad.size, bad.mtime_ns)
    work = Work(Settings("evidence", model_digest(MODEL)), MODEL, "cpu")
    with connected(None, 2) as cluster:
        assert cluster.cores == 2 and os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
        results = list(cluster(work, sources))
    assert (tmp_path / "killed").exists()
    assert Counter(each.path for each in results) == Counter(str(each.path) for each in sources)
    assert {each.status for each in results} == {"recognised"}


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:99999", "closed"])
def test_a_cluster_that_does_not_answer_is_told(address):
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{taken.getsockname()[1]}" if address == "closed" else address
        with pytest.raises(DeviceError, match=f"no Ray cluster answers at {where}"), connected(where, 1):
            pass
