"""Predictions of a model on clips outside the data sets, for the figure in docs/previous-model.md.

Run it as ``python -m benchmarks.clips MODEL.safetensors OUT.json --pose-model POSE.task "TITLE=CLIP" ...``.
A clip is a video, read through MediaPipe, or a recording of any format; a title that ends in ``(mirrored)``
declares the video mirrored. Only labels and probabilities are stored, nothing of the clip itself.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cli.demo import timeline
from mans.everyday.results import ClipTimeline, ClipTimelines
from mans.recogniser import Recogniser
from streaming.errors import RecordingError
from streaming.readers import read_recording
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.replay import replay
from streaming.recognition.segments import segments
from streaming.skeleton.frames import Recording
from streaming.sources.pose_video import read_video
from streaming.typed_json import to_plain
from streaming.writers.atomic import replace_text

MIRRORED = " (mirrored)"


def read(title: str, path: Path, pose_model: Path) -> Recording:
    """Read a recording, or a video through the pose model."""
    try:
        return read_recording(path)
    except RecordingError:
        return read_video(path, pose_model, mirrored=title.endswith(MIRRORED))


def follow(title: str, recording: Recording, recogniser: Recogniser) -> ClipTimeline:
    """Replay a clip; times are in seconds from its start."""
    replayed = replay(recording, recogniser, recogniser.window, recogniser.decision)
    answers = [answer for _, answer in replayed if answer is not None]
    start_s, found = recording.start_s, segments(answers, recogniser.decision)
    print("\n".join([title, *timeline(found, start_s)]), flush=True)
    best = [next(pair for pair in answer.top(2) if pair[0] != NO_ACTION) for answer in answers]
    return ClipTimeline(
        title.removesuffix(MIRRORED),
        tuple(round(answer.time_s - start_s, 3) for answer in answers),
        tuple(label for label, _ in best),
        tuple(round(share, 3) for _, share in best),
        tuple(
            (part.label, round(part.start_s - start_s, 3), round(part.end_s - start_s, 3)) for part in found
        ),
    )


def main() -> None:
    """Print the timelines and write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("clips", nargs="+", help="TITLE=FILE")
    parser.add_argument("--pose-model", type=Path, required=True, help="pose_landmarker_*.task")
    args = parser.parse_args()
    recogniser = Recogniser.load(args.model, "cpu")
    clips = []
    for clip in args.clips:
        title, _, file = clip.partition("=")
        clips.append(follow(title, read(title, Path(file), args.pose_model), recogniser))
    replace_text(args.out, json.dumps(to_plain(ClipTimelines(args.model.stem, tuple(clips)))) + "\n")


if __name__ == "__main__":
    main()
