"""Downloading a pose model from a server on this machine: cut off, wrong, endless, refused."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from streaming.errors import PoseModelError, SettingsError
from streaming.sources import pose_models
from streaming.sources.pose_models import POSE_MODELS, PoseModel, download, find_pose_model

pytestmark = pytest.mark.usefixtures("no_thread_left")

CONTENT = np.random.default_rng(0).bytes(300_000)


class Server:
    """A server that gives the model as a test wants it."""

    def __init__(self):
        self.content, self.cut_at, self.status, self.tells_length = CONTENT, None, None, True
        self.asked = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked += 1
                if server.status is not None:
                    self.send_error(server.status)
                    return
                self.send_response(200)
                if server.tells_length:
                    self.send_header("Content-Length", str(len(server.content)))
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # whoever has enough hangs up
                    self.wfile.write(server.content[: server.cut_at])

            def log_message(self, *args):
                return

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        self.model = PoseModel(
            "lite",
            f"http://127.0.0.1:{self._http.server_port}/models/pose_landmarker_lite.task",
            len(CONTENT),
            hashlib.sha256(CONTENT).hexdigest(),
        )

    def stop(self):
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


@pytest.fixture
def server(monkeypatch, no_thread_left):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = Server()
    monkeypatch.setitem(POSE_MODELS, "lite", server.model)
    yield server
    server.stop()


def test_it_is_downloaded_once(server, tmp_path):
    seen = []
    folder = tmp_path / "not" / "there" / "yet"
    path = find_pose_model("lite", folder=folder, progress=lambda done, of: seen.append((done, of)))
    assert path == folder / "pose_landmarker_lite.task" and path.read_bytes() == CONTENT
    assert seen == sorted(seen) and seen[-1] == (len(CONTENT), len(CONTENT)) and len(seen) > 3
    assert find_pose_model("lite", folder=folder) == path
    assert server.asked == 1 and list(folder.iterdir()) == [path]


@pytest.mark.parametrize("tells_length", [True, False])
def test_a_download_that_is_cut_off_leaves_nothing(server, tmp_path, tells_length):
    server.cut_at, server.tells_length = 120_000, tells_length
    with pytest.raises(PoseModelError, match="there is no lite pose model"):
        find_pose_model("lite", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
    server.cut_at = None
    assert find_pose_model("lite", folder=tmp_path).read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [tmp_path / server.model.file]


@pytest.mark.parametrize("content", [b"y" * len(CONTENT), CONTENT + b"more", b"<html>sign in</html>"])
def test_something_else_is_refused_and_not_kept(server, tmp_path, content):
    server.content = content
    with pytest.raises(PoseModelError) as caught:
        find_pose_model("lite", folder=tmp_path)
    target = tmp_path / server.model.file
    assert not target.exists()
    assert server.model.url in caught.value.remedy and f"save it as {target}" in caught.value.remedy
    server.content = CONTENT
    assert find_pose_model("lite", folder=tmp_path).read_bytes() == CONTENT  # and the next attempt is clean


def test_an_endless_reply_is_not_stored(server, tmp_path):
    server.content = CONTENT * 20
    given = []
    with pytest.raises(PoseModelError, match=r"what came from http://127.0.0.1:\d+/\S+ is not this model"):
        find_pose_model("lite", folder=tmp_path, progress=lambda done, of: given.append((done, of)))
    assert len(given) < 8 and max(given) <= (len(CONTENT), len(CONTENT)) and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [403, 404, 503])
def test_a_refusal_says_what_to_do_by_hand(server, tmp_path, status):
    server.status = status
    with pytest.raises(PoseModelError, match=rf"cannot be read \({status} ") as caught:
        find_pose_model("lite", folder=tmp_path)
    assert f"save it as {tmp_path / server.model.file}" in str(caught.value)
    assert "--pose-model PATH" in str(caught.value) and "0.3 MB" in str(caught.value)


def test_without_a_network_it_says_what_to_do_by_hand(tmp_path):
    nowhere = replace(POSE_MODELS["lite"], url="http://127.0.0.1:9/pose_landmarker_lite.task")
    with pytest.raises(PoseModelError, match=r"cannot be read \(.{0,20}Connection refused\)") as caught:
        download(nowhere, tmp_path / nowhere.file)
    assert nowhere.url in str(caught.value) and str(tmp_path / nowhere.file) in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_says_so(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PoseModelError, match="cannot be written"):
        find_pose_model("lite", folder=tmp_path / "file")


@pytest.mark.parametrize("error", [InterruptedError, KeyboardInterrupt, RuntimeError])
def test_whoever_stops_it_hears_their_own_error_and_nothing_stays(server, tmp_path, error):
    def stop(done, of):
        raise error

    with pytest.raises(error):
        find_pose_model("lite", folder=tmp_path, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_the_users_own_file_is_taken_as_it_is(tmp_path):
    own = tmp_path / "mine.task"
    own.write_bytes(b"whatever")
    assert find_pose_model("heavy", own) == own
    with pytest.raises(PoseModelError, match="no such pose model"):
        find_pose_model("heavy", tmp_path / "none.task")


@pytest.mark.parametrize("content", [CONTENT[:500], b"z" * len(CONTENT)])
def test_what_is_not_the_model_is_replaced_or_named(server, tmp_path, content):
    target = tmp_path / server.model.file
    target.write_bytes(content)
    server.status = 503
    with pytest.raises(PoseModelError, match=r"what lies at .* is not the lite pose model"):
        find_pose_model("lite", folder=tmp_path)
    assert target.read_bytes() == content
    server.status = None
    assert find_pose_model("lite", folder=tmp_path).read_bytes() == CONTENT


def test_there_are_three_and_no_others():
    assert list(POSE_MODELS) == ["lite", "full", "heavy"]
    for model in POSE_MODELS.values():
        assert model.url.startswith("https://") and len(model.sha256) == 64 and model.name in model.file
    with pytest.raises(SettingsError, match="one of lite, full, heavy"):
        find_pose_model("huge")
    assert "mans-live" in str(pose_models.cache_folder())
