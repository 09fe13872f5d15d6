"""Passwords, tokens and keys in addresses, which no message shows."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import main
from app.doctor.storage import check_preferences
from app.model.messages import describe
from streaming.credentials import masked, masked_address
from streaming.errors import CameraError, RecordingError, SendError
from streaming.events.address import parse_address
from streaming.events.broadcast import Broadcast
from streaming.pipeline.live import CameraFeed, parse_camera
from streaming.printable import make_streams_printable
from streaming.sources.camera import Camera
from streaming.sources.camera_list import CameraInfo, choose_camera

SCHEMES = (
    "osc",
    "ws",
    "mqtt",
    "mqtts",
    "lsl",
    "rerun",
    "jsonl",
    "http",
    "https",
    "rtsp",
    "rtsps",
    "rtmp",
    "MQTT",
)
WRONG = (  # what may follow the scheme, with something wrong everywhere
    "://me:s3cret@",
    "://me:s3cret@host:0/lab",
    "://me:s3cret@host:99999/lab",
    "://me:s3cret@host:9000/lab?x=1",
    "://me:s3cret/@host:9000",
    "://me:a/s3cret@host:9000",
    "://me:a#s3cret@host:9000",
    "://me:12#s3cret@host:9000",
    "://me:a?s3cret@host:9000",
    "://me:a@s3cret@host:0",
    "://me:my s3cret@host:0",
    "://[me:s3cret@host:9000",
    "://:s3cret@host:0",
    ":/me:s3cret@host",
    ":me:s3cret@host",
    "://host:9000/lab?token=s3cret&x=1",
    "://host:9000?x=1&api_key=s3cret",
    "://host:9000?token=s3cret&token=s3cret",
    "://host:9000?x&token=s3cret",
    "://host:9000?s3cret",
    "://host:9000?s3cret==",
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mqtt://me:s3cret@host:1883/lab", "mqtt://me:***@host:1883/lab"),
        ("mqtt://:s3cret@host", "mqtt://:***@host"),
        ("rtsp:/me:s3cret@host/left", "rtsp:/me:***@host/left"),
        ("rtsp://me:a/b@c@host/left", "rtsp://me:***@host/left"),
        ("ws://:8765?token=s3cret", "ws://:8765?token=***"),
        ("http://cam/v.cgi?loginuse=me&loginpas=s3cret&rate=0", "http://cam/v.cgi?loginuse=me&loginpas=***&rate=0"),
        ("mqtt://host:1883/me@home", "mqtt://host:1883/me@home"),
        ("mqtt://me@host/lab", "mqtt://me@host/lab"),
        ("C:\\Users\\me@home\\a.skeleton", "C:\\Users\\me@home\\a.skeleton"),
        ("/data/a:b@c/a.skeleton", "/data/a:b@c/a.skeleton"),
        ("osc://127.0.0.1:9000", "osc://127.0.0.1:9000"),
    ],
)  # fmt: skip
def test_what_is_shown_of_a_text_with_an_address(text, shown):
    assert masked(text) == shown
    assert masked(f"it is '{text}': no answer") == f"it is '{shown}': no answer"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mqtt://me:my s3cret@host", "mqtt://me:***@host"),
        ("mqtt:me:s3cret@host", "mqtt:***@host"),
        ("me:s3cret@host:1883", "me:***@host:1883"),
        ("ws://:8765?token=s3;cr et", "ws://:8765?token=***"),
        ("Logitech", "Logitech"),
        ("http://cam/live?s3cret&x=1", "http://cam/live?***&x=1"),
    ],
)
def test_what_is_shown_of_an_address_as_it_is_typed(text, shown):
    assert masked_address(text) == shown


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_error_and_no_name_of_an_address_shows_a_secret(scheme):
    said = []
    for text in (scheme + wrong for wrong in WRONG):
        try:
            said.append(parse_address(text).text if scheme not in ("jsonl", "lsl") else "")
        except SendError as error:
            said += [str(error), describe(error, "Events cannot be sent").headline]
        said += [parse_camera(text).name, Camera(text).name]
        for known in (None, [CameraInfo(0, "Webcam")]):
            try:
                choose_camera(text, known)
            except CameraError as error:
                said.append(str(error))
    assert len(said) > 4 * len(WRONG) and [each for each in said if "s3cret" in each] == []


@settings(max_examples=30)
@given(st.text(alphabet="s3cret/:@?#&= ", min_size=1), st.text(max_size=20))
def test_a_password_never_shows(tail, before):
    """Whatever it holds, up to the last ``@``."""
    password = f"hunter{tail}two"
    shown = masked_address(f"mqtt://me:{password}@host:1883/lab")
    assert shown == "mqtt://me:***@host:1883/lab"
    assert "hunter" not in masked(f"{before} mqtt://me:hunter{tail.replace(' ', '')}two@host")


def test_secrets_stay_out_of_usage_errors_logs_reports_and_the_doctor(capsys, caplog, tmp_path):
    address = "mqtt://me:s3cret@host"
    with pytest.raises(SystemExit):
        main.main(["doctor", address])
    error = capsys.readouterr().err
    assert "mqtt://me:***@host" in error and "s3cret" not in error
    path = tmp_path / "preferences.json"
    path.write_text(f'{{"model": "{address}"}}', encoding="utf-8")
    assert "mqtt://me:***@host" in " ".join(each.found for each in check_preferences(path))
    message = describe(ValueError(f"{address} is bad"), "Failed")
    assert "s3cret" not in message.headline + message.report and "me:***@host" in message.report
    message = describe(RecordingError("is no file", path="rtsp:/me:s3cret@host"), "Failed")
    assert "s3cret" not in message.headline and "me:***@host" in message.headline
    assert logging.lastResort is not None
    before = list(logging.lastResort.filters)
    make_streams_printable()
    try:
        record = logging.makeLogRecord({"msg": "gone: %s", "args": (address,)})
        assert logging.lastResort.filter(record)
    finally:
        logging.lastResort.filters = before
    assert record.getMessage() == "gone: mqtt://me:***@host"


def test_trouble_of_a_receiver_is_told_without_its_password():
    with pytest.raises(SendError) as error:
        Broadcast(["mqtt://me:s3cret@127.0.0.1:1/lab"])
    assert "s3cret" not in str(error.value) and "127.0.0.1:1/lab" in str(error.value)


def test_cameras_that_are_no_addresses_are_named_without_passwords():
    assert CameraFeed("rtmp://me:s3cret@host/live").name == "Camera rtmp://me:***@host/live"
    assert CameraFeed("rtsp://me:a/s3cret@host/left").name == "Camera rtsp://host/left"
    assert CameraFeed("rtsp://me:a#s3cret@host/left").name == "Camera rtsp://host/left"
