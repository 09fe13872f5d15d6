"""Measures of movement as columns of tables, each headed with its unit."""

from __future__ import annotations

import numpy as np

from streaming.measures.angles import joint_angles
from streaming.measures.course import Course, Values
from streaming.measures.motion import distances, speeds
from streaming.skeleton.layouts import KINECT_V2


def angle_columns(course: Course | None = None) -> dict[str, Values]:
    """Return angles, distances and speeds (F,) by their headings; NaN where nothing is known.

    Args:
        course: one person's joints; None for the headings alone, without values.
    """
    if course is None:
        blank = np.zeros((0, KINECT_V2.size, 3))
        course = Course(np.zeros(0), blank, np.zeros(blank.shape[:2], np.uint8))
    seen = course.seen()
    columns = {f"{name} (deg)": values for name, values in joint_angles(seen).items()}
    columns |= {f"{name} (m)": values for name, values in distances(seen).items()}
    return columns | {f"speed of {name} (m/s)": values for name, values in speeds(course).items()}
