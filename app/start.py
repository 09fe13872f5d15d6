"""Start of the GUI; creates the ``QApplication``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from app.doctor.display import forget_opencv_plugins, require_display
from app.drawing.theme import Scheme, apply_theme, follow_system
from app.model.analysis import TrainedRecogniser
from app.model.film import Images
from app.model.language import AUTO, tr, use_language
from app.model.live_session import OpenChain
from app.model.preferences import PreferenceStore, announcing_at, live_settings
from app.model.session import Session
from app.model.wording import feed_name, number
from app.window.main_window import MainWindow
from mans.bundled import SAMPLE
from streaming.errors import MansError, UnknownFormatError
from streaming.events.broadcast import Broadcast
from streaming.interrupts import interrupts_wait
from streaming.paths import is_file
from streaming.pipeline.arenas import limit_arenas
from streaming.pipeline.chain import Chain
from streaming.pipeline.live import Feed, VideoFeed, open_chain, parse_camera
from streaming.pipeline.signals import heeding_signals
from streaming.read_as import RECOGNISED, ReadAs
from streaming.recognition.assignment import Assignment
from streaming.skeleton.frames import Recording
from streaming.sources.pose_models import find_pose_model
from streaming.sources.source import Image
from streaming.sources.unscanned_imports import unscanned_imports

_log = logging.getLogger(__name__)

NAME = "Action recognition"

_TURN_S = 0.0005
_LONG_BYTES = 32 * 1024**2  # of a recording, some seconds' reading


def application(theme: Scheme = "auto", language: str = AUTO) -> QApplication:
    """Return the process's ``QApplication``, made if need be, dressed in a theme.

    Args:
        theme: ``"auto"`` to be as the system is, now and when it changes.
        language: of all windows made from now on; see ``app.model.language.use_language``.

    Raises:
        DisplayError: there is no display.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        require_display()
        limit_arenas()
        forget_opencv_plugins()
        app = QApplication(sys.argv[:1])
        app.setApplicationName(NAME)
        follow_system(app)
    apply_theme(app, theme)
    use_language(app, language)
    if missing := missing_fonts():
        _log.warning(missing)
    return app


def take_short_turns() -> None:
    """Reduce Python's thread switch interval from the default of 5 ms.

    While a chain runs, several threads want Python's lock. Qt gives it back and takes it again many times in
    a repaint, and waits each time for as long as another thread's turn lasts.
    """
    sys.setswitchinterval(_TURN_S)


def missing_fonts() -> str:
    """Return a one-line error if there are no fonts; empty otherwise."""
    # Qt lists its generic families even where nothing stands behind them.
    if QFontMetrics(QFont()).inFont("A"):
        return ""
    return "no fonts found, text will not show: install one (Debian: apt-get install fonts-dejavu-core)"


@dataclass(frozen=True, slots=True)
class Options:
    """Window options of the command line.

    Attributes:
        bundled: the model to use unless the user has chosen another one.
        device: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        chosen: preferences that hold for this run, whatever is remembered; see :class:`Preferences`.
        fov_deg: the camera's field of view along the long side of the image, in degrees; None for the
            chosen one.
        mirrored: whether images are mirror images.
        slow_motion: how many times slower than life the file plays that the command line names.
        preferences: the file that remembers choices; None remembers nothing.
        warn: told what is lost of the recording that the command line names, a sentence each.
        broadcast: receivers of events; None to send none.
        sample: the recording to try the program with; None for none.
        tour: whether the file that the command line names is played again and again, with the tour.
        read_as: how to read that file; all empty to recognise it.
    """

    bundled: Path
    device: str = "auto"
    chosen: dict[str, Any] = field(default_factory=dict)
    fov_deg: float | None = None
    mirrored: bool = False
    slow_motion: float = 1.0
    preferences: Path | None = None
    warn: Callable[[Sequence[str]], None] = lambda _: None
    broadcast: Broadcast | None = None
    sample: Path | None = SAMPLE
    tour: bool = False
    read_as: ReadAs = RECOGNISED


def _read(path: Path, slow_motion: float, read_as: ReadAs) -> Recording | VideoFeed:
    """Read a recording, or say that it is a video; imported here, to show the window sooner."""
    from streaming.readers import read_recording
    from streaming.skeleton.frame_rate import at_true_speed
    from streaming.sources.video import is_video

    try:
        return at_true_speed(read_recording(path, *read_as), slow_motion)
    except UnknownFormatError:
        if is_video(path):
            return VideoFeed(path, slow_motion=slow_motion)
        raise  # what it is not as a recording says more than what it is not as a video


def _is_long(path: Path) -> bool:
    """Whether a file is a recording that takes more than a second or two to read."""
    from streaming.readers import is_recognised

    return is_file(path) and path.stat().st_size > _LONG_BYTES and is_recognised(path)


def _chain_opener(store: PreferenceStore, options: Options) -> OpenChain:
    """Return what makes the chain of a feed; the pose model is found, or downloaded, first."""

    def open_it(feed: Feed, recogniser: TrainedRecogniser, tell: Callable[[str], None]) -> Chain[Image]:
        def progress(done: int, total: int) -> None:
            tell(
                tr("Downloading the pose model … {done} of {total} MB").format(
                    done=number(done / 1e6, ".1f"), total=number(total / 1e6, ".1f")
                )
            )

        chosen = store.current
        own = Path(chosen.pose_model) if chosen.pose_model else None
        pose_model = find_pose_model(chosen.pose, own, progress=progress)
        tell(tr("Opening {name} …").format(name=feed_name(feed)))
        work = Assignment.of(recogniser, chosen.people)
        return open_chain(feed, work, pose_model, live_settings(chosen, options.fov_deg, options.mirrored))

    return open_it


def _images(options: Options, slow_motion: Callable[[Path], float]) -> Callable[[Path], Images]:
    """Return what opens a video for single images; it is told how slow each one's motion is."""

    def open_them(path: Path) -> Images:
        from streaming.sources.footage import Footage

        return Footage(path, mirrored=options.mirrored, slow_motion=slow_motion(path))

    return open_them


def _loader(store: PreferenceStore, device: str) -> Callable[[Path], TrainedRecogniser]:
    """Return what loads a model for a device; torch is imported on the loading thread."""

    def load(path: Path) -> TrainedRecogniser:
        with unscanned_imports():
            from mans.device import use_one_thread
            from mans.recogniser import Recogniser

        use_one_thread()
        recogniser = Recogniser.load(path, device)
        if span_s := store.current.window_s:
            least_s = min(span_s, recogniser.window.min_span_s)
            recogniser.window = replace(recogniser.window, span_s=span_s, min_span_s=least_s)
        recogniser.decision = announcing_at(recogniser.decision, store.current.threshold)
        return recogniser

    return load


def run_window(options: Options, file: Path | None = None, *, live: bool = False) -> int:
    """Show the window until it is closed.

    Args:
        options: see there.
        file: a recording or a video to open and play, or None.
        live: start the camera.

    Returns:
        The exit code: 0, or 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP.

    Raises:
        DisplayError: there is no display.
        MansError: the recording cannot be read, or there is no such model. Once the window is up, trouble
            is told there.
    """

    def slow_motion(path: Path) -> float:
        return options.slow_motion if path == file else 1.0

    def read_as(path: Path) -> ReadAs:
        return options.read_as if path == file else ReadAs()

    take_short_turns()
    store = PreferenceStore(options.preferences, options.chosen)
    live_settings(
        store.current, options.fov_deg, options.mirrored
    )  # what is out of range is told in the terminal
    model = Path(store.current.model) if store.current.model else options.bundled
    # Named on the command line, a file that cannot be read is told there, before any window; one that takes
    # its time is read behind the window, which says how far it is.
    at_hand = (
        {} if file is None or _is_long(file) else {file: _read(file, options.slow_motion, options.read_as)}
    )
    for found in at_hand.values():
        if isinstance(found, Recording):
            options.warn(found.warnings)  # the window says them again
    # One that is remembered may be gone since: then the bundled one is used, and the window says so.
    named = None if store.current.model and "model" not in options.chosen else model
    for path, what in ((named, "model"), (options.chosen.get("pose_model"), "pose model")):
        if path and not is_file(Path(path)):
            raise MansError(f"no such {what}", path=path, remedy="Check the path")
    with ExitStack() as stack:
        with interrupts_wait():
            app = application(cast(Scheme, store.current.theme), store.current.language)
            session = Session(
                lambda path: at_hand.pop(path, None) or _read(path, slow_motion(path), read_as(path)),
                _loader(store, options.device),
                open_chain=_chain_opener(store, options),
                open_images=_images(options, slow_motion),
                broadcast=options.broadcast,
            )
            window = MainWindow(session, store, options.bundled, options.sample)
            stack.callback(window.close)
            session.open_model(model)
            if live:
                session.open_feed(parse_camera(store.current.camera, options.slow_motion))
            if file is not None and options.tour:
                window.sample.play(file)
            elif file is not None:
                session.open_recording(file, play=True)
            window.show()
        return _until_closed(app, window)


def _until_closed(app: QApplication, window: MainWindow) -> int:
    """Run the window; Ctrl-C, SIGTERM and SIGHUP close it and finish recordings."""
    # Python runs its handlers between two byte codes: the window's timer sees to it that there are some. They
    # may be those of a paint event, so the window is closed after it.
    with heeding_signals(lambda: QTimer.singleShot(0, window.close)) as signals:
        try:
            code = app.exec()
        finally:
            window.close()
    return signals.exit_code or code
