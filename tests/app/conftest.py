"""What the tests of the window share: a person made of numbers, a recogniser that can be reckoned by hand,
a clock to be set, and a guard against threads and timers that outlive their test."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.drawing.theme import apply_theme
from app.model import takes
from app.model.language import use_language
from app.model.preferences import PreferenceStore
from app.model.session import Session
from app.window.main_window import MainWindow
from streaming.errors import ModelError, RecordingError
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import Prediction
from streaming.recognition.window import Window, WindowSettings
from streaming.skeleton.frames import Body, Frame, LabelledSpan, Recording
from streaming.skeleton.layouts import KINECT_V2

from ..support.waiting import threads_left

J = KINECT_V2.index
RATE_HZ = 30.0

# Far more than anything takes on a slow machine: only a hang gets there.
QtBot.waitUntil.__kwdefaults__["timeout"] = 60_000  # type: ignore[index]


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """Windows speak English, whatever the system does."""
    use_language(qapp, "en")


@pytest.fixture(scope="session", autouse=True)
def no_collection_by_chance() -> Iterator[None]:
    """Windows that nobody refers to any more go between two tests, on the thread that made them.

    Python collects garbage on whichever thread happens to allocate. If that is one of a window's own threads,
    it destroys the widgets of tests before, and Qt crashes.
    """
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def libraries_looked_through_once(no_collection_by_chance: None) -> None:
    """What files before have loaded need not be looked through after every test: 0.2 s, with torch.

    Without their last window: what it keeps would be there for good, and dressed with each theme.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_left_over(libraries_looked_through_once: None) -> Iterator[None]:
    """Fail a test that leaves a thread running or a timer ticking."""
    before = set(threading.enumerate())
    yield
    assert threads_left(before) == [], "threads left running"
    app = QApplication.instance()
    if isinstance(app, QApplication):
        timers = [
            timer
            for widget in app.topLevelWidgets()
            for timer in widget.findChildren(QTimer)
            if timer.isActive() and type(timer) is QTimer and timer.parent() is widget
        ]
        assert timers == [], "timers left ticking"
    gc.collect()


def standing_person(right_hand_m: float = -0.6, left_hand_m: float = -0.6, x: float = 0.0) -> np.ndarray:
    """(25, 3) metres: a person 3 m away who faces the sensor; hands so far above the shoulders."""
    p = np.zeros((KINECT_V2.size, 3), dtype=np.float32)
    p[:, 2] = 3.0
    heights = {"SpineBase": 0.0, "SpineMid": 0.3, "SpineShoulder": 0.55, "Neck": 0.62, "Head": 0.75}
    for name, y in heights.items():
        p[J[name], 1] = y
    # A person who faces the sensor has their left side at negative x.
    for side, sign, hand in (("Left", -1, left_hand_m), ("Right", 1, right_hand_m)):
        arm = {"Shoulder": (0.18, 0.52), "Elbow": (0.3, 0.52 + hand / 2), "Wrist": (0.32, 0.53 + hand * 0.9)}
        arm |= {"Hand": (0.32, 0.55 + hand), "HandTip": (0.33, 0.62 + hand), "Thumb": (0.28, 0.57 + hand)}
        leg = {"Hip": (0.09, 0.0), "Knee": (0.1, -0.42), "Ankle": (0.11, -0.82), "Foot": (0.12, -0.88)}
        for name, (out, y) in (arm | leg).items():
            p[J[name + side], :2] = (sign * out, y)
        p[J["Foot" + side], 2] = 2.9
    p[:, 0] += x
    return p


def body(positions: np.ndarray, identity: int = 1, state: int = 2) -> Body:
    return Body(identity, positions.astype(np.float32), np.full(KINECT_V2.size, state, np.uint8))


def waving_recording(seconds: float = 6.0, path: str = "wave.skeleton", people: int = 1) -> Recording:
    """Hands down, then from a third to two thirds of the time the right hand up, then down again."""
    frames = []
    count = round(seconds * RATE_HZ) + 1
    down, up = (standing_person(right_hand_m=hand) for hand in (-0.6, 0.4))
    other = standing_person(x=-1.2) + np.array([0, 0, 1])
    for i in range(count):
        share = i / (count - 1)
        bodies = [body(up if 1 / 3 <= share < 2 / 3 else down)]
        bodies += [body(other, identity=2)] * (people - 1)
        frames.append(Frame(i, i / RATE_HZ, tuple(bodies)))
    labels = (LabelledSpan("handUp", seconds / 3, 2 * seconds / 3),)
    return Recording(frames, RATE_HZ, "made by hand", Path(path), labels, ("One thing was derived.",))


@dataclass
class HandHeight:
    """Says "hand up" while a hand is above the shoulders at the end of the window."""

    labels: tuple[str, ...] = ("hand up", "hand down", "jump", "sit down", "bow", "no action")
    window: WindowSettings = field(default_factory=WindowSettings)
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    name: str = "By hand height"
    device: str = "CPU, 1 thread"
    attention: str = "F_A"
    f_a_mean: np.ndarray | None = None
    upper_body: int = 0
    pause_s: float = 0.0
    fails_at_s: float = np.inf
    saliency_fails: bool = False
    calls: int = 0

    def __call__(self, window: Window) -> Prediction:
        self.calls += 1
        if self.pause_s:
            threading.Event().wait(self.pause_s)
        if window.end_s >= self.fails_at_s:
            raise ValueError("the network is on fire")
        joints = window.positions[:, 0]
        height = joints[:, J["HandRight"], 1] - joints[:, J["SpineShoulder"], 1]
        up = float(1 / (1 + np.exp(-8 * height[-5:].mean())))
        probabilities = np.array([up, 0.9 * (1 - up), 0, 0, 0, 0.1 * (1 - up)], dtype=np.float32)
        time = np.linspace(0, 1, len(window.times_s), dtype=np.float32)
        f_a = np.stack([0.5 + 0.1 * time, 0.6 - 0.1 * time, 0.55 + 0 * time]).astype(np.float32)
        return Prediction(window, self.labels, probabilities, f_a)

    def saliency(self, window: Window) -> np.ndarray:
        """All in y, rising from -4 to 8: with the largest in the newest frame."""
        if self.saliency_fails:
            raise ValueError("no gradient")
        values = np.zeros((3, len(window.times_s)), np.float32)
        values[1] = np.linspace(-4, 8, len(window.times_s))
        return values


@dataclass
class HandEvidence(HandHeight):
    """Gives each frame with a hand above the shoulder attention, and evidence for "hand up"."""

    def __call__(self, window: Window) -> Prediction:
        joints = window.positions[:, 0]
        up = joints[:, J["HandRight"], 1] > joints[:, J["SpineShoulder"], 1]
        # The highest hand of a plateau is told from the others by a little: a peak has one frame.
        ramp = np.linspace(0, 0.1, len(up), dtype=np.float32)
        f_a = np.stack([np.where(up, high, 0.2) for high in (0.7, 0.8, 0.75)]).astype(np.float32) + ramp
        evidence = np.zeros((len(up), len(self.labels)), np.float32)
        evidence[:, 0], evidence[:, 1] = np.where(up, 9.0, -3.0), np.where(up, -6.0, 4.0)
        evidence[:, 5] = 1.0
        share = f_a.mean(axis=0) / f_a.mean(axis=0).sum()
        logits = share @ evidence
        weights = np.exp(logits - logits.max())
        probabilities = (weights / weights.sum()).astype(np.float32)
        return Prediction(window, self.labels, probabilities, f_a, evidence=evidence)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def time_to_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine gets the time it needs to follow somebody through a recording of seconds."""
    monkeypatch.setattr(takes, "PATIENCE_S", 60.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def person() -> Callable[..., np.ndarray]:
    return standing_person


@pytest.fixture
def make_recording() -> Callable[..., Recording]:
    return waving_recording


@pytest.fixture
def make_recogniser() -> Callable[..., HandHeight]:
    return HandHeight


@pytest.fixture
def make_evident() -> Callable[..., HandEvidence]:
    return HandEvidence


@pytest.fixture
def make_session(clock: Clock) -> Iterator[Callable[..., Session]]:
    """Sessions whose files are read by name: wave, pair, short and bad; models: hand and broken."""
    made: list[Session] = []

    def read(path: Path) -> Recording:
        if path.stem == "bad":
            raise RecordingError(
                "joint count 24", path=path, place="line 17", expected="25", remedy="Convert it first"
            )
        if path.stem == "bug":
            raise KeyError("oops")
        people = 2 if path.stem == "pair" else 1
        return waving_recording(2.0 if path.stem == "short" else 6.0, str(path), people)

    def load(path: Path) -> HandHeight:
        if path.stem == "broken":
            raise ModelError("no such file", path=path, remedy="Give another one")
        return HandHeight(window=WindowSettings(bodies=2 if path.stem == "two" else 1))

    def make(**options) -> Session:
        made.append(Session(read, load, clock, **options))
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def make_window(qtbot, make_session) -> Iterator[Callable[..., MainWindow]]:
    """Shown windows: empty, or with a recording that is analysed by hand height."""
    apply_theme(QApplication.instance(), "light")
    made: list[MainWindow] = []

    def make(
        recording: Recording | None = None,
        recogniser: HandHeight | None = None,
        store: PreferenceStore | None = None,
        bundled: Path | None = None,
    ) -> MainWindow:
        session = make_session()
        if recording is not None:
            session.show(recording)
            if recogniser is not None:
                session.use(recogniser)
                session.analysis.join()
        window = MainWindow(session, store, bundled)
        made.append(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield make
    for window in made:
        window.close()


@pytest.fixture
def window(make_window, make_recording, make_recogniser) -> MainWindow:
    """A window with a recording, analysed to its end, paused on the first frame."""
    return make_window(make_recording(), make_recogniser())
