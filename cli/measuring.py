"""Options and steps that the commands for measures share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.options import overwrite_option
from cli.tables import csv_style_option
from cli.videos import read_watched, video_options
from streaming.errors import SettingsError
from streaming.program import COMMAND

if TYPE_CHECKING:
    from streaming.measures.course import Course


def measuring_options(sub: argparse.ArgumentParser) -> None:
    """Add what is measured: the file, the person and the span; and how the table is written."""
    sub.add_argument("file", type=Path, metavar="FILE", help="recording or video to measure")
    sub.add_argument(
        "--span",
        type=float,
        nargs=2,
        metavar=("FROM", "TO"),
        help="part to measure, in seconds from the start of the recording (default: all of it)",
    )
    sub.add_argument(
        "--person",
        type=int,
        metavar="N",
        help=f"number of the person to measure, as listed by: {COMMAND} info (default: the nearest at first)",
    )
    csv_style_option(sub)
    video_options(sub)
    overwrite_option(sub)


def course_in(args: argparse.Namespace) -> tuple[Course, float]:
    """Read the person's course in the span; returns it with the time stamp of the recording's start.

    Raises:
        RecordingError: the recording cannot be read, or the person is not in it.
        SettingsError: the span is empty, or nobody is in view in it.
    """
    from cli.terminal import warn_in_terminal
    from streaming.measures.course import course_of

    if args.span is not None and not 0 <= args.span[0] < args.span[1]:
        raise SettingsError(
            f"--span {args.span[0]:g} {args.span[1]:g}", expected="seconds from 0 on, the beginning first"
        )
    recording = read_watched(args, args.file)
    warn_in_terminal(recording.warnings)
    course = course_of(recording, args.person)
    if args.span is not None:
        course = course.between(*(recording.start_s + moment for moment in args.span))
        if not len(course.times_s):
            raise SettingsError(
                f"nobody is in view in --span {args.span[0]:g} {args.span[1]:g}",
                expected=f"a span within the recording's {recording.duration_s:.2f} s",
            )
    return course, recording.start_s
