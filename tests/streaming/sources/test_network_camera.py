"""Cameras in the network: a real server of images, which goes and comes back."""

from __future__ import annotations

import http.server
import socket
import threading
import time

import numpy as np
import pytest

from streaming.errors import CameraError
from streaming.pipeline.live import CameraFeed, parse_camera
from streaming.sources import camera as camera_module
from streaming.sources.camera import Camera
from streaming.sources.network_camera import is_address, without_password
from streaming.sources.opencv import import_cv2

pytestmark = pytest.mark.usefixtures("no_thread_left")


def jpeg(grey: int) -> bytes:
    cv2 = import_cv2()
    done, data = cv2.imencode(".jpg", np.full((48, 64, 3), grey, np.uint8))
    assert done
    return bytes(data.tobytes())


class Server:
    """A camera that streams JPEG images, as many network cameras do, until it is switched off."""

    def __init__(self, port: int = 0):
        off = self._off = threading.Event()
        image = jpeg(200)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
                self.end_headers()
                head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(image)}\r\n\r\n"
                try:
                    while not off.wait(0.01):
                        self.wfile.write(head.encode() + image + b"\r\n")
                except OSError:
                    return

            def log_message(self, *_) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def switch_off(self) -> None:
        self._off.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_images_come_and_come_again_after_it_was_switched_off(monkeypatch):
    monkeypatch.setattr(camera_module, "_BACK_OFF_S", (0.05,))
    server = Server()
    camera = Camera(f"http://user:secret@127.0.0.1:{server.port}/video", mirrored=True)
    images = iter(camera)
    try:
        first = next(images)
        assert first.rgb.shape == (48, 64, 3) and abs(int(first.rgb.mean()) - 200) < 4
        assert camera.name == f"camera http://127.0.0.1:{server.port}/video" and "secret" not in camera.name
        server.switch_off()
        again: list[Server] = []

        def come_back() -> None:
            end = time.monotonic() + 60
            while not camera.status and time.monotonic() < end:
                threading.Event().wait(0.01)
            told.append(camera.status)
            again.append(Server(server.port))

        told: list[str] = []
        helper = threading.Thread(target=come_back)
        helper.start()
        # What was on its way still comes; then it is gone, and comes back.
        number, last_s = first.number, first.time_s
        while camera.reconnects == 0:
            image = next(images)
            assert image.number == number + 1 and image.time_s > last_s
            number, last_s = image.number, image.time_s
        helper.join()
        assert "is gone. Check it and the network" in told[0] and "secret" not in told[0]
        assert camera.status == ""
    finally:
        camera.close()
        images.close()
        for each in again:
            each.switch_off()


def test_an_address_that_does_not_answer_is_told_without_its_password():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(CameraError) as error:
        next(iter(Camera(f"rtsp://user:secret@127.0.0.1:{port}/stream")))
    assert f"camera rtsp://127.0.0.1:{port}/stream does not answer" in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("rtsp://192.168.1.20/stream1", True),
        ("HTTPS://camera.local/video?x=1", True),
        ("http://", False),
        ("0", False),
        ("Logitech", False),
        ("file:///etc/passwd", False),
        ("http:clip.mp4", False),
    ],
)
def test_what_is_an_address(text, address):
    assert is_address(text) is address


def test_feeds_of_addresses_are_named_without_passwords():
    feed = parse_camera("rtsp://me:secret@studio:8554/left?token=abc")
    assert isinstance(feed, CameraFeed) and feed.name == "Camera rtsp://studio:8554/left"
    assert feed.which == "rtsp://me:secret@studio:8554/left?token=abc"
    assert without_password("http://[::1") == "http://..."
