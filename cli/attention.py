"""``attention``: export F_A of a recording or video as a figure and as CSV."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import Add, model_options, overwrite_option
from cli.videos import read_watched, video_options
from streaming.errors import ModelError, RecordingError, SettingsError
from streaming.printable import counted

if TYPE_CHECKING:
    from mans.attribution.measures import Measure
    from streaming.skeleton.frames import Recording


_ENDINGS = (".png", ".svg")


def add_command(add: Add) -> None:
    """Add the command's parser."""
    sub = add("attention", _run, "Plot F_A over a recording or video: film strip, curves and a CSV table.")
    sub.add_argument("file", type=Path, metavar="FILE", help="recording or video to analyse")
    sub.add_argument(
        "-o",
        "--out",
        type=Path,
        required=True,
        metavar="OUT",
        help="output figure OUT.png or OUT.svg; OUT.csv is written too",
    )
    sub.add_argument(
        "--at",
        type=float,
        metavar="S",
        help="end of the window to draw, in seconds (default: the most confident one of an action)",
    )
    sub.add_argument(
        "--measure",
        choices=("f_a", "deviation", "saliency"),
        default="f_a",
        help="measure to plot; saliency is added to the CSV too (default: %(default)s)",
    )
    video_options(sub)
    overwrite_option(sub)
    model_options(sub)


def _run(args: argparse.Namespace) -> int:
    from cli.terminal import Terminal

    terminal = Terminal(highlight=False)

    def announce(line: str) -> None:
        terminal.print(line, soft_wrap=True)

    done = run_attention(
        args.file,
        args.model,
        args.device,
        args.out,
        args.at,
        args.measure,
        overwrite=args.overwrite,
        announce=announce,
        read=lambda file: read_watched(args, file),
        pose_model=args.pose_model,
    )
    for line in done:
        announce(line)
    return 0


def run_attention(
    file: Path,
    model: Path,
    device: str,
    out: Path,
    at_s: float | None = None,
    measure: Measure = "f_a",
    *,
    overwrite: bool = False,
    announce: Callable[[str], None] = lambda _: None,
    read: Callable[[Path], Recording] | None = None,
    pose_model: Path | None = None,
) -> list[str]:
    """Write F_A of one window of a recording to ``out`` (PNG or SVG) and of all windows to its CSV.

    Args:
        file: path of the recording.
        model: weights file.
        device: ``auto``, ``cpu`` or ``cuda``.
        out: path of the figure; the CSV is written beside it under the same name.
        at_s: end of the plotted window, in seconds from the start of the recording; None for the window
            predicted with the highest confidence, background excluded where possible.
        measure: the measure to plot; saliency is also written to the CSV if selected.
        overwrite: whether existing files are replaced; never the recording or the model.
        announce: called with the files to be written, before anything is computed.
        read: reads the recording, or the poses in a video; None for recordings alone.
        pose_model: a file that is read, too, and never replaced.

    Returns:
        One sentence per file written.

    Raises:
        MansError: the recording or model cannot be used, or the figure's file extension is unknown.
        WriteError: an output exists already, is one of the inputs, or cannot be written.
    """
    from rich.progress import track

    from cli.terminal import Terminal, print_warnings
    from mans.attribution.figure import About, Plotted, choose_answer, export, numbers_beside
    from mans.attribution.measures import is_f_a
    from mans.model_card import model_files
    from mans.recogniser import Recogniser
    from streaming.printable import printable
    from streaming.readers import read_recording
    from streaming.recognition.replay import replay
    from streaming.writers.outputs import check_outputs

    if out.suffix.lower() not in _ENDINGS:
        raise SettingsError(f"picture name {out.name!r}", expected=f"an ending of {' or '.join(_ENDINGS)}")
    numbers = numbers_beside(out)
    check_outputs(
        [out, numbers], [file, pose_model, *model_files(model)], overwrite=overwrite, make_folders=True
    )
    announce(f"Writes {out} and {numbers}")
    recogniser, recording = Recogniser.load(model, device), (read or read_recording)(file)
    print_warnings(Terminal(stderr=True), recording.warnings)
    if not is_f_a(recogniser.attention):
        raise ModelError(
            f"{recogniser.name} has no F_A",
            path=model,
            expected="a MANs with its own attention",
            remedy="Give another --model",
        )
    steps = replay(recording, recogniser, recogniser.window, recogniser.decision)
    shown = track(steps, "Recognising", total=len(recording.frames), transient=True)
    answers = [answer for _, answer in shown if answer is not None]
    if not answers:
        raise RecordingError(
            f"no window of {recogniser.window.min_span_s} s with a person in it",
            path=file,
            expected="a longer recording",
        )
    chosen = choose_answer(answers, at_s, recording.start_s)
    name = printable(recording.path.name if recording.path else recording.format)
    title = f"{name} ({recogniser.name})"
    saliency = recogniser.saliency if measure == "saliency" else None
    about = About(title, printable(str(recording.path or recording.format)), recording.start_s)
    export(
        chosen,
        answers,
        about,
        out,
        Plotted(measure, saliency, recogniser.f_a_mean, recogniser.attention),
        overwrite=overwrite,
        watched=iter if saliency is None else partial(track, description="Finding saliency", transient=True),
    )
    label, probability = chosen.prediction.top(1)[0]
    return [
        f"Window ending at {chosen.time_s - recording.start_s:.2f} s: {label}, {probability:.1%}",
        f"Wrote {out} and {numbers} ({counted(len(answers), 'window')} "
        f"of {counted(recogniser.window.frames, 'frame')})",
    ]
