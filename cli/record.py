"""``record``: record skeletons, predictions and F_A of a camera or a video, without a window."""

from __future__ import annotations

import argparse
import signal
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.argument_types import above
from cli.convert import INCOMPLETE
from cli.options import (
    Add,
    camera_options,
    chosen_preferences,
    model_options,
    pose_options,
)
from cli.pose_model import get_pose_model
from cli.sending import print_losses, send_options, sending
from cli.tables import csv_style_option
from streaming.errors import RecordingError, WriteError
from streaming.printable import counted, printable

if TYPE_CHECKING:
    from rich.console import Console

    from streaming.events.broadcast import Broadcast
    from streaming.pipeline.chain import Chain
    from streaming.pipeline.live import Feed, LiveSettings
    from streaming.pipeline.results import Result, Sight
    from streaming.pipeline.signals import Signals
    from streaming.pipeline.tap import Tap
    from streaming.recognition.decision import Answer
    from streaming.recordings.recorder import Recorder
    from streaming.reports.columns import CsvStyle
    from streaming.sources.source import Image


_ENDING = ".mcap"
_LOOKS_HZ = 20.0


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add(
        "record", _run, "Record skeletons, predictions and F_A from a camera or video, without a window."
    )
    sub.add_argument(
        "out", type=Path, metavar="OUT", help="output file OUT.mcap; an existing file is never overwritten"
    )
    sub.add_argument("--video", type=Path, metavar="CLIP", help="video file to read instead of the camera")
    sub.add_argument("--images", action="store_true", help="also record the images")
    sub.add_argument(
        "--report",
        type=Path,
        metavar="REPORT",
        help="at the end, also write the actions, their repetitions and the angles: REPORT.xlsx, .csv or "
        ".parquet (a file for each table), .eaf (ELAN) or .boris; an existing file is never overwritten",
    )
    csv_style_option(sub)
    sub.add_argument(
        "--seconds",
        type=above(0),
        metavar="S",
        help="duration in seconds, of a video by its time stamps (default: until Ctrl-C)",
    )
    camera_options(sub)
    pose_options(sub)
    model_options(sub)
    send_options(sub)


def _run(args: argparse.Namespace) -> int:
    from app.model.preferences import Preferences, live_settings
    from streaming.pipeline.live import VideoFeed, parse_camera
    from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG

    # What the window remembers is for the window: a command does the same wherever it is given.
    chosen = replace(Preferences(), **chosen_preferences(args))
    fov_deg = DEFAULT_FOV_DEG if args.fov is None else args.fov
    live = live_settings(chosen, fov_deg, args.mirrored)
    feed = parse_camera(chosen.camera, args.slow_motion)
    if args.video is not None:
        feed = VideoFeed(args.video, slow_motion=args.slow_motion, seconds=args.seconds)
        live = replace(live, speed=None)  # nobody watches: no need to wait
    settings = RecordSettings(
        args.model,
        args.device,
        chosen.pose,
        args.pose_model,
        live,
        args.images,
        args.seconds if args.video is None else None,
        args.report,
        args.csv_style or "comma",
    )
    with sending(args) as (broadcast, terminal):
        code = run_record(terminal, feed, args.out, settings, broadcast)
        broadcast.close()
        print_losses(terminal, broadcast)
        return code


def _default_live_settings() -> LiveSettings:
    from streaming.pipeline.live import LiveSettings

    return LiveSettings()


@dataclass(frozen=True, slots=True)
class RecordSettings:
    """Settings of a recording session.

    Attributes:
        model: the trained model whose predictions are recorded.
        device: ``auto``, ``cpu`` or ``cuda``.
        pose: name of the pose model: ``lite``, ``full`` or ``heavy``.
        pose_model: path of a pose model, instead of a download.
        live: settings of capture and pose estimation.
        images: whether to record the images as well.
        seconds: maximum duration in seconds by the clock; None to record until the feed ends or Ctrl-C.
        report: file of a report to be written at the end; None for none.
        csv_style: of the report.
    """

    model: Path
    device: str = "auto"
    pose: str = "lite"
    pose_model: Path | None = None
    live: LiveSettings = field(default_factory=_default_live_settings)
    images: bool = False
    seconds: float | None = None
    report: Path | None = None
    csv_style: CsvStyle = "comma"


def run_record(
    console: Console,
    feed: Feed,
    out: Path,
    settings: RecordSettings,
    broadcast: Broadcast | None = None,
) -> int:
    """Record a feed until it ends, time is up, or Ctrl-C, SIGTERM or SIGHUP comes.

    Args:
        console: the terminal.
        feed: source of frames.
        out: output file, ending in ``.mcap``.
        settings: model, pose estimation and duration.
        broadcast: receivers of events; None to send none.

    Returns:
        The exit code: 0; ``INCOMPLETE`` if part of a video could not be read; or 128 plus the signal that
        ended it (130 after Ctrl-C). The file is complete in each case; there is none if no frame arrived.

    Raises:
        MansError: a file, a model or the camera cannot be used, or writing fails. What was recorded until
            then is kept.
    """
    from streaming.pipeline.live import VideoFeed
    from streaming.pipeline.signals import heeding_signals
    from streaming.reports.report import report_format, report_paths
    from streaming.writers.mcap import NEVER_REPLACED
    from streaming.writers.outputs import check_outputs

    video = feed.path if isinstance(feed, VideoFeed) else None
    inputs = [video, settings.model, settings.pose_model]
    report = []
    if settings.report is not None:
        report = report_paths(settings.report, report_format(settings.report))
    if out.suffix.lower() != _ENDING:
        raise WriteError(
            f"the ending {out.suffix!r}",
            path=out,
            expected=_ENDING,
            remedy="Convert the recording to other formats afterwards.",
        )
    sent = () if broadcast is None else broadcast.files
    check_outputs([out, *report], inputs, make_folders=True, remedy=NEVER_REPLACED, others=sent)
    with heeding_signals() as signals:
        try:
            whole = _record(console, feed, out, settings, signals, broadcast)
        except KeyboardInterrupt:  # while something was loaded
            signals.note(signal.SIGINT)
            console.print("Stopped before anything was recorded.")
            whole = True
        return signals.exit_code if whole else INCOMPLETE


def _record(
    console: Console,
    feed: Feed,
    out: Path,
    settings: RecordSettings,
    signals: Signals,
    broadcast: Broadcast | None,
) -> bool:
    """Load the models, record and print a summary; return whether all of a video could be read."""
    from rich.text import Text

    from cli.terminal import print_warnings
    from mans.device import use_one_thread
    from mans.recogniser import Recogniser
    from streaming.pipeline.arenas import limit_arenas
    from streaming.pipeline.live import CameraFeed, VideoFeed, open_chain, origin, record
    from streaming.readers import read_recording
    from streaming.recognition.assignment import Assignment
    from streaming.recordings.recorder import Recorder
    from streaming.reports.live_actions import LiveActions
    from streaming.reports.report import PARTS, report_format, write_report
    from streaming.writers.atomic import make_folder

    pose_model = get_pose_model(console, settings.pose, settings.pose_model)
    use_one_thread()
    limit_arenas()
    with console.status(Text(f"Loading {printable(settings.model.name)} ...")):
        recogniser = Recogniser.load(settings.model, settings.device)
    work = Assignment.of(recogniser, settings.live.people)
    chain = open_chain(feed, work, pose_model, settings.live)
    if broadcast is not None:
        broadcast.attach(chain, feed.name, lambda it: (it.name, it.labels))
    make_folder(out.parent)
    with Recorder(out, rate_hz=chain.source.rate_hz, source=origin(feed), model=recogniser.name) as recorder:
        tap = record(chain, recorder, images=settings.images)
        actions = None if settings.report is None else LiveActions(chain, recogniser.decision)
        try:
            with chain:
                _watch(console, chain, recorder, tap, settings.seconds, signals)
        except Exception:
            tap.finish()  # what went wrong first is what is told
            raise
        tap.close()
        if actions is not None:
            actions.close()
    if not recorder.kept:
        if signals.number is None:
            raise RecordingError("nothing was recorded: no image came", remedy="Record for longer.")
        console.print("Stopped before anything was recorded.")
        return True
    drops = ", ".join(f"{count} {cause}" for cause, count in chain.health().drops.items())
    lost = f"; dropped before the pose: {drops}" if drops else ""
    megabytes = out.stat().st_size / 1e6
    text = Text(f"Wrote {out}: {counted(recorder.frames, 'frame')}, {megabytes:.1f} MB{lost}")
    console.print(text, soft_wrap=True)
    if recorder.images_left_out:
        missing = counted(recorder.images_left_out, "image is missing", "images are missing")
        print_warnings(console, [f"{missing}: the disk was too slow. All skeletons are there."])
    if actions is not None and settings.report is not None:
        medium = feed.path if isinstance(feed, VideoFeed) else out
        report = actions.report(read_recording(out), out.name, str(medium.absolute()))
        files = write_report(
            report,
            settings.report,
            report_format(settings.report),
            csv_style=settings.csv_style,
            parts=PARTS if report.progress else PARTS[:-1],
            make_folders=True,
        )
        console.print(Text(f"Wrote {', '.join(map(str, files))}"), soft_wrap=True)
    return isinstance(feed, CameraFeed) or not chain.source.status


def _watch(
    console: Console,
    chain: Chain[Image],
    recorder: Recorder,
    tap: Tap[Sight | Result],
    seconds: float | None,
    signals: Signals,
) -> None:
    """Print status updates until the recording ends or fails."""
    from rich.text import Text

    from cli.terminal import print_warnings
    from streaming.pipeline.arenas import FreedMemory
    from streaming.sources.clock import now_s

    start_s, freed = now_s(), FreedMemory()
    sight: Sight | None = None
    results: tuple[Result, ...] = ()
    warned = False
    try:
        with console.status("Waiting for the first image ...") as status:
            while not chain.finished and (seconds is None or now_s() - start_s < seconds):
                if recorder.error is not None or tap.closed:
                    return
                freed.look(now_s())
                results = chain.results() or results
                sight = chain.sight() or sight
                if sight is None:
                    start_s = now_s()  # time counts from the first image
                else:
                    trouble = chain.source.status
                    status.update(Text(_state(recorder, sight, results, now_s() - start_s, trouble)))
                if chain.rate_warning and not warned:
                    print_warnings(console, [chain.rate_warning])
                    warned = True
                time.sleep(1 / _LOOKS_HZ)
            chain.results()  # what ended the chain comes out here
        if chain.source.status:  # that a video ended early, or that the camera was gone
            print_warnings(console, [chain.source.status])
    except KeyboardInterrupt:
        signals.note(signal.SIGINT)
    except OSError:
        if not signals.hung_up():
            raise
    finally:
        signals.hold()


def _said(answer: Answer) -> str:
    """Format a prediction; an ellipsis marks a provisional one."""
    from mans.everyday.beginnings import provisional_name

    if answer.label is not None and answer.provisional:
        return f"{provisional_name(answer.label, answer.prediction.labels)} … {answer.confidence:.0%}"
    return f"{answer.label or 'no action'} {answer.confidence:.0%}"


def _state(
    recorder: Recorder, sight: Sight, results: tuple[Result, ...], seconds: float, trouble: str
) -> str:
    """Format the recording state as one line."""
    if trouble:
        return trouble
    answers = "; ".join(_said(result.answer) for result in results)
    people = len(sight.frame.bodies)
    return (
        f"Recording {seconds:.0f} s, {counted(recorder.frames, 'frame')}, "
        f"{people} in view. {answers} (Ctrl-C ends it)"
    )
