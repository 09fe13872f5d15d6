"""Everything has its room in every mode, from the smallest window up, in both themes and languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.drawing.theme import apply_theme
from app.model.findings import Cost, Findings, Place
from app.model.language import use_language
from app.model.messages import Message, Offer
from app.model.preferences import PreferenceStore
from app.window.main_window import MainWindow
from app.window.sizes import MIN_SIZE, first_size
from mans.teaching.edits import remove
from streaming.pipeline.live import CameraFeed

from ...support.layout_check import below, faults
from .test_live import WAIT_MS, begin, make_live, studio

__all__ = ["make_live", "studio"]

SIZES = (MIN_SIZE, (1024, 700), (1366, 768))
# The longest names that data sets have, one of a single word, and what comes of files with long names.
LONG = (
    "take something out of a bag and put it into another one",
    "Feinmechanikerhandwerk",
    "jump",
    "sit down",
    "bow",
    "no action",
)
LOST = Message(
    "Camera 0 could not be opened. There is no lite pose model (MediaPipe's, revision 1), and nobody answers "
    "at https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_lite.task.",
    "\n".join(f"Try again, or fetch it elsewhere, way {i}" for i in range(30)),
    report="all of it",
    offers=(Offer("Choose another file …", lambda: None), Offer("Try once more", lambda: None)),
)


# A theme moves nothing, a language everything: each theme is seen in one language.
@pytest.fixture(params=[("en", "light"), ("de", "dark")], ids="-".join)
def dress(request, qapp, make_window) -> Iterator[None]:
    """Windows speak a language and have a theme, which costs less before they are made than after it."""
    language, theme = request.param
    use_language(qapp, language)
    apply_theme(qapp, theme)
    yield
    use_language(qapp, "en")


class Walk:
    """Looks at a window in every size, and collects what is wrong."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self._monkeypatch = window, monkeypatch
        self.found: list[str] = []

    def look(self, mode: str) -> None:
        """Look at a mode in every size."""
        window = self.window
        for size in SIZES:
            window.setUpdatesEnabled(False)  # until everything has its place: painting takes the most time
            window.resize(*size)
            window.timeline.redraw()
            for _ in range(3):
                window.refresh()
                QApplication.processEvents()
            window.setUpdatesEnabled(True)
            assert (window.width(), window.height()) == size
            self._keep(window, f"{mode}, {size[0]} x {size[1]}")
            if not window.presenting:
                corner = below(window, window.parts.bar_stack)
                assert corner.x() < size[0] and corner.y() < size[1]

    def look_at_presentation(self) -> None:
        """Look at the presentation in every size: offscreen, a full screen has but one."""
        self.window.present()
        assert self.window.presenting
        self._monkeypatch.setattr(MainWindow, "presenting", True)
        self.window.setWindowState(Qt.WindowState.WindowNoState)
        self.look("presentation")

    def look_at(self, dialog: QWidget, mode: str) -> None:
        """Look at a dialog, which has a size of its own."""
        QApplication.processEvents()
        assert dialog.width() <= MIN_SIZE[0]
        self._keep(dialog, mode)

    def _keep(self, window: QWidget, mode: str) -> None:
        self.found += [f"{mode}: {fault}" for fault in faults(window, self._monkeypatch)]

    def look_with(self, mode: str, message: Message) -> None:
        """Look at a mode with a message in it."""
        self.window.session.messages.tell("test", message)
        self.look(mode)
        self.window.session.messages.settle("test")


def test_the_start(dress, make_window, monkeypatch):
    walk = Walk(make_window(), monkeypatch)
    walk.look("start")
    walk.look_with("a short message", Message("All is well."))
    walk.look_with("a long message", LOST)
    walk.window.choices.show_settings()
    walk.look_at(walk.window.choices.panel, "settings")
    walk.window.help.show_shortcuts()
    walk.look_at(walk.window.help.sheet, "shortcuts")
    assert "\n".join(walk.found) == ""


def test_a_replay(dress, make_window, make_recording, make_recogniser, monkeypatch):
    path = str(Path("a folder") / ("a recording of somebody who lifts a hand, " * 4 + ".skeleton"))
    window = make_window(make_recording(path=path), make_recogniser())
    walk = Walk(window, monkeypatch)
    playback = window.session.playback
    for seconds, mode in ((0.0, "nothing yet"), (1.0, "an action"), (2.1, "not sure"), (3.0, "another one")):
        playback.seek(seconds)
        walk.look(mode)
    walk.look_with("replay with a long message", LOST)
    window.session.preview = 24
    walk.look("a frame of the window")
    window.choices.next_colouring()
    walk.look("coloured by tracking")
    window.choices.next_colouring()
    window.clip_bar.show_share(0.4)
    monkeypatch.setattr(window.clip_bar, "show_share", lambda _: None)
    walk.look("a clip being written")
    window.toggles.show_movement.trigger()
    for name in (
        "hip flexion left",
        "hip flexion right",
        "shoulder elevation left",
        "trunk inclination forward",
    ):
        window.parts.movement_panel.curve_toggled.emit(name)
    walk.look("movement beside F_A")
    window.study()
    walk.look("study beside movement")
    window.toggles.show_movement.trigger()
    walk.look("study")
    walk.look_with("study with a clip and a long message", LOST)
    window.study()
    window.toggles.zoom_attention.trigger()
    walk.look("zoomed")
    for measure in ("deviation", "saliency"):
        window.controls.show_measure(measure)
        walk.look(measure)
    window.toggles.show_health.setChecked(True)
    walk.look("health beside a replay")
    assert "\n".join(walk.found) == ""


def test_marking(dress, make_window, make_recording, make_recogniser, tmp_path, monkeypatch):
    store = PreferenceStore(None, {"recordings": str(tmp_path)})
    window = make_window(make_recording(), make_recogniser(labels=LONG), store)
    walk = Walk(window, monkeypatch)
    window.toggles.teach.setChecked(True)
    walk.look("no example yet")
    window.session.playback.seek(1.0)
    window.tools.begin()
    window.session.playback.seek(2.0)
    walk.look("an example under way")
    window.tools.end()
    walk.look("the first example is named")
    for label in (LONG[0], "W" * 60):
        window.tools.marking.relabel(label)
        walk.look("a long label")
    window.study()
    walk.look("study")
    assert "\n".join(walk.found) == ""


def test_teaching(dress, make_window, make_recording, make_recogniser, tmp_path, monkeypatch):
    store = PreferenceStore(None, {"recordings": str(tmp_path)})
    window = make_window(make_recording(), make_recogniser(), store)
    walk, panel = Walk(window, monkeypatch), window.parts.teach_panel
    for number, label in enumerate((LONG[0], LONG[0], "bow", LONG[1])):
        window.tools.marking.add(label, number, number + 0.8)
    window.toggles.teach.setChecked(True)
    walk.look("marked")
    labels = (LONG[0], "bow", *(f"action {i}" for i in range(10)))
    counts = np.eye(len(labels), len(labels) + 1, dtype=np.int64) * 12
    counts[0, 1] = counts[1, -1] = 3
    costs = {label: [Cost(i / 20, i / 20, 1.0) for i in range(1, 20)] for label in labels}
    places = tuple(Place("a very long line about a recording of somebody, " * 3, i) for i in range(20))
    alike = tuple(f"{a} and {b} are hard to tell apart" for a, b in pairwise(labels))
    thresholds = dict.fromkeys(labels, 0.5)
    panel.show_findings(
        Findings(
            "12 of 13",
            "12 of 13",
            "",
            labels,
            counts,
            places,
            alike,
            "In 10.2 minutes",
            places,
            costs,
            thresholds,
        )
    )
    walk.look("taught")
    window.own.change("removed", lambda project: remove(project, [project.examples[0].key]))
    walk.look("stale")
    show_step = panel.show_step
    monkeypatch.setattr(panel, "show_step", lambda *_: show_step("Watching " + LONG[0] * 3, 0.4))
    walk.look("teaching")
    walk.look_with("teaching with a long message", LOST)
    assert "\n".join(walk.found) == ""


@pytest.mark.parametrize("labels", [None, LONG], ids=["short", "long"])
def test_evidence_below_the_curves(dress, labels, make_window, make_recording, make_evident, monkeypatch):
    recogniser = make_evident() if labels is None else make_evident(labels=labels)
    window = make_window(make_recording(), recogniser)
    walk = Walk(window, monkeypatch)
    for seconds, mode in ((0.0, "nothing yet"), (3.0, "announced"), (2.2, "not announced")):
        window.session.playback.seek(seconds)
        walk.look(mode)
    window.session.preview = 24
    walk.look("a frame of the window")
    window.study()
    walk.look("study")
    window.study()
    window.toggles.show_health.setChecked(True)
    walk.look("health beside it")
    assert "\n".join(walk.found) == ""


def test_f_a_that_is_mostly_position(dress, make_window, make_recording, make_recogniser, monkeypatch):
    window = make_window(make_recording(), make_recogniser(f_a_mean=np.full((3, 50), 0.5, np.float32)))
    walk = Walk(window, monkeypatch)
    window.session.playback.seek(3.0)
    for measure in ("f_a", "deviation", "saliency"):
        window.controls.show_measure(measure)
        walk.look(measure)
    window.study()
    walk.look("study")
    assert "\n".join(walk.found) == ""


def test_names_that_are_long(dress, make_window, make_recording, make_recogniser, monkeypatch):
    window = make_window(make_recording(), make_recogniser(labels=LONG))
    walk = Walk(window, monkeypatch)
    for seconds in (1.0, 2.1, 3.0, 5.0):
        window.session.playback.seek(seconds)
        walk.look(f"at {seconds} s")
    walk.look_at_presentation()
    assert "\n".join(walk.found) == ""


@pytest.mark.parametrize("people", [1, 2])
def test_a_camera(dress, people, make_live, qtbot, studio, monkeypatch):
    studio.people = people
    window = make_live()
    window.store.change(people=people)
    walk = Walk(window, monkeypatch)
    window.session.open_feed(CameraFeed())
    walk.look("opening")
    stream, _ = begin(window, qtbot, studio, CameraFeed(), images=40)
    qtbot.waitUntil(lambda: len(stream.results) == people, timeout=WAIT_MS)
    walk.look("live")
    window.toggles.show_movement.setChecked(True)
    walk.look("live with movement")
    window.toggles.show_health.setChecked(True)
    walk.look("live with movement and health")
    window.toggles.show_movement.setChecked(False)
    window.health_panel.drops.setText("Dropped so far: " + ", ".join(f"{i}000 pose busy" for i in range(4)))
    walk.look("live with health")
    walk.look_with("live with health and a long message", LOST)
    window.choices.show_both()
    walk.look("both with health")
    window.toggles.show_health.setChecked(False)
    window.answer_panel.show_caution("6 frames a second")
    monkeypatch.setattr(window.answer_panel, "show_caution", lambda _: None)
    walk.look("both, at a low rate")
    window.controls.toggle_recording()
    qtbot.waitUntil(lambda: window.session.live.recording is not None)
    walk.look("recording")
    window.study()
    walk.look("both, study")
    window.choices.show_video()
    walk.look("video, study")
    window.study()
    walk.look_at_presentation()
    assert "\n".join(walk.found) == ""


def test_people_at_the_edge_of_the_image(dress, make_live, qtbot, studio, monkeypatch):
    """A hint, and what each is doing, stay inside of the image, however small that is."""
    window = make_live()
    walk = Walk(window, monkeypatch)
    monkeypatch.setattr(
        "app.window.live_mode.framing_hint", lambda *_: "Step back, or tilt the camera up: " * 2
    )
    begin(window, qtbot, studio, CameraFeed(), images=30)
    window.choices.show_both()
    walk.look("a hint")
    assert "\n".join(walk.found) == ""


def test_a_message_of_any_length_is_shown(make_window, qtbot):
    window = make_window()
    window.session.messages.tell("test", Message("a" * 500_000, "b\n" * 500_000))
    qtbot.waitUntil(window.banner.isVisible)
    assert len(window.banner.headline.text()) < 5_000
    assert window.banner.height() < window.height() / 3


def test_a_new_window_fits_its_screen():
    assert first_size((1366, 728)) == (1280, 680)  # below a panel
    assert first_size((1280, 720)) == (1264, 672)  # 1920 x 1080 at 150 %
    assert first_size((2560, 1440)) == (1280, 800)
    assert first_size((800, 600)) == MIN_SIZE


def test_a_window_keeps_to_its_smallest_size(make_window):
    window = make_window()
    window.resize(10, 10)
    assert (window.width(), window.height()) == MIN_SIZE
    assert window.centralWidget().minimumSizeHint().width() <= MIN_SIZE[0]
    assert window.windowState() == Qt.WindowState.WindowNoState or window.isActiveWindow()
