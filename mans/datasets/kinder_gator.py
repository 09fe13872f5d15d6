"""Kinder-Gator, adults only (Aloba et al., Eurographics short papers 2018): 10 people, 58 motions, once each.

The number in a file name is the motion's position in the session, which differs between people; the label is
read from a column of the file.
"""

from __future__ import annotations

import re
from pathlib import Path

from mans.datasets.files import find_files, one_person, read_whole
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.preprocessing import V1_JOINTS
from streaming.errors import DataSetError
from streaming.readers.kinder_gator import RATE_HZ
from streaming.skeleton.frames import Recording

LABELS = (
    *("raise your hand", "raise your other hand", "wave your hand", "wave your other hand", "bow"),
    *("raise your arm to one side", "raise your arm to the other side"),
    *("bend your knee while raising your leg", "bend your other knee while raising your leg"),
    "put your hands on your hips and lean to the side",
    "put your hands on your hips and lean to the other side",
    *("put your hands on your hips and twist", "touch your toes", "do a forward lunge"),
    *("lift your leg to one side", "lift your leg to the other side"),
    *("walk in place", "walk in place as fast as you can", "run in place"),
    *("run in place as fast as you can", "jump", "jump as high as you can", "do two jumping jacks"),
    *("point at the camera", "signal someone to stop", "signal someone to come here"),
    *("draw a circle", "draw a square", "draw a triangle"),
    *("draw the letter a", "draw the letter c", "draw the letter k", "draw the letter m"),
    *("draw the letter x", "make the letter y", "make the letter m", "make the letter c"),
    *("make the letter a", "make the letter k", "make the letter p", "make the letter t"),
    *("make the letter x", "push an imaginary button in front of you"),
    "swipe across an imaginary screen in front of you from right to left",
    "swipe across an imaginary screen in front of you from left to right",
    *("fly like a bird", "fly like an airplane", "swim"),
    *("kick a ball", "kick a ball as far as you can", "kick a ball with the other leg"),
    "kick a ball as far as you can with the other leg",
    *("throw a ball", "throw a ball as far as you can", "throw a ball with your other arm"),
    "throw a ball as far as you can with the other arm",
    *("punch", "climb and imaginary ladder"),
)
"""What each file's column ``Action`` says, in small letters and with blanks for dashes."""
_NAME = re.compile(r"POSE-(p\d+)_(\d\d)-(.+)-\d+\.csv")


def find(folder: Path) -> Found:
    """List the files ``POSE-p565_01-Raise-your-hand-1469182402284.csv`` ...."""
    remedy = "Give with --data the folder that holds POSE-p565_01-Raise-your-hand-1469182402284.csv ..."
    return find_files(folder, "Kinder-Gator", "POSE-*.csv", _NAME, remedy)


def read(source: RecordingFiles) -> Reading:
    """Read one motion, with the rest pose before and after it."""
    return read_whole(source, _describe, one_person)


def _describe(source: RecordingFiles, recording: Recording) -> Action:
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    said = recording.labels[0].label if recording.labels else ""
    label = " ".join(said.replace("-", " ").lower().split())
    if label not in LABELS:
        raise DataSetError(f"unknown action {said!r}", path=source.path, expected=", ".join(LABELS))
    return Action(label, 0, 0, name[1], source.path.stem, source.path.stem)


KINDER_GATOR = DataSetEntry(
    name="kinder-gator",
    title="Kinder-Gator",
    origin="Aloba, Flores, Woodward, Shaw, Castonguay, Cuba, Dong, Jain, Anthony: Kinder-Gator: The UF "
    "Kinect database of child and adult motion, Eurographics short papers 2018 (the adults)",
    labels=LABELS,
    find=find,
    read=read,
    protocols=(LEAVE_ONE_SUBJECT_OUT,),
    layout="POSE-p565_01-Raise-your-hand-1469182402284.csv ...",
    complete=579,
    bodies=1,
    joints=V1_JOINTS,
    rate_hz=RATE_HZ,
)
