"""BORIS projects (``.boris``), JSON: state events of observations as labels.

BORIS (Friard and Gamba 2016, https://www.boris.unito.it) keeps an event as a list of the moment, the subject,
the behaviour, its modifiers and a comment. A state event begins with the first of two alike and ends with the
second.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from streaming.annotations.table import NOBODY, left_out_points
from streaming.annotations.types import Annotation, Annotations, annotation, bounds
from streaming.errors import AnnotationError, SettingsError
from streaming.typed_json import parse_json, shown

FORMAT = "BORIS project"
_SHORTEST_S = 0.001  # moments are written to the millisecond
_VERSION = "7.0"
_DATE = "2000-01-01T00:00:00"  # when an observation was made is not known


def read_boris(data: bytes, path: Path) -> Annotations:
    """Read a project.

    Raises:
        AnnotationError: it is none, or an event makes no label.
    """
    try:
        project = parse_json(data.decode("utf-8-sig", "surrogateescape"))
    except SettingsError as error:
        raise AnnotationError(error.found, path=path, place=error.place, expected=f"a {FORMAT}") from None
    observations = _member(project, "observations", dict, path, "")
    kinds = {
        str(each.get("code")): str(each.get("type"))
        for each in _member(project, "behaviors_conf", dict, path, "").values()
        if isinstance(each, dict)
    }
    found: list[Annotation] = []
    points = 0
    for name, observation in observations.items():
        place = f"observation {shown(name)}"
        events = _member(observation, "events", list, path, place)
        file = _media(observation)
        began: dict[tuple[str, str, str], float] = {}
        for number, event in enumerate(events, 1):
            where = f"{place}, event {number}"
            moment_s, *what = _event(event, path, where)
            if kinds.get(what[1], "State event").lower().startswith("point"):
                points += 1
            elif (key := (what[0], what[1], what[2])) in began:
                person = "" if what[0] == NOBODY else what[0]
                try:
                    found.append(annotation(path, 0, what[1], began.pop(key), moment_s, file, person))
                except AnnotationError as error:
                    raise AnnotationError(
                        error.found, path=path, place=where, expected=error.expected
                    ) from None
            else:
                began[key] = moment_s
        if began:
            (_, behaviour, _), moment_s = next(iter(began.items()))
            raise AnnotationError(
                f"{shown(behaviour)} of {moment_s} s does not end",
                path=path,
                place=place,
                expected="a second event for each state event",
                remedy='"Check state events" in BORIS finds them',
            )
    return Annotations(tuple(found), FORMAT, left_out_points(points))


def boris_text(rows: Sequence[Annotation], path: Path) -> str:
    """Return labels as a project with an observation for each recording.

    Raises:
        AnnotationError: one has no start or end.
    """
    observations: dict[str, Any] = {}
    for file in dict.fromkeys(row.file for row in rows):
        events: list[list[Any]] = []
        for row in (row for row in rows if row.file == file):
            start_s, end_s = bounds(row, path, "BORIS")
            end_s = max(end_s, start_s + _SHORTEST_S)
            # Two alike that overlap would be taken for others: each has its own modifier.
            modifier = _free_modifier(events, row, start_s, end_s)
            for moment_s in (start_s, end_s):
                events.append([round(moment_s, 3), row.person, row.label, modifier, ""])
        stem = Path(file.replace("\\", "/")).stem or "observation"
        name = stem
        for number in range(2, len(observations) + 3):
            if name not in observations:
                break
            name = f"{stem} {number}"
        observations[name] = {
            "file": {"1": [file] if file else []},
            "type": "MEDIA",
            "date": _DATE,
            "description": "",
            "time offset": 0.0,
            "events": sorted(events, key=lambda event: event[0]),
            "independent_variables": {},
            "media_info": {"length": {}, "fps": {}},
        }
    behaviours = dict.fromkeys(row.label for row in rows)
    people = dict.fromkeys(row.person for row in rows if row.person)
    project = {
        "time_format": "s",
        "project_date": _DATE,
        "project_name": path.stem,
        "project_description": "",
        "project_format_version": _VERSION,
        "subjects_conf": {
            str(i): {"key": "", "name": name, "description": ""} for i, name in enumerate(people)
        },
        "behaviors_conf": {str(i): _behaviour(label) for i, label in enumerate(behaviours)},
        "observations": observations,
        "behavioral_categories": [],
        "independent_variables": {},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
    }
    return json.dumps(project, indent=1) + "\n"


def _behaviour(label: str) -> dict[str, str]:
    empty = dict.fromkeys(("key", "description", "category", "modifiers", "excluded", "coding map"), "")
    return {"type": "State event", "code": label, **empty}


def _free_modifier(events: Sequence[Sequence[Any]], row: Annotation, start_s: float, end_s: float) -> str:
    """Return a modifier under which nothing alike overlaps: none, mostly."""
    taken: dict[str, list[float]] = {}
    for moment_s, person, label, modifier, _ in events:
        if (person, label) == (row.person, row.label):
            taken.setdefault(modifier, []).append(moment_s)
    for number in range(len(taken) + 1):
        modifier = str(number + 1) if number else ""
        moments = taken.get(modifier, [])
        pairs = zip(moments[::2], moments[1::2], strict=True)
        if all(round(end_s, 3) < begin or end < round(start_s, 3) for begin, end in pairs):
            return modifier
    raise AssertionError("one more than there are is free")


def _member(data: object, name: str, kind: type, path: Path, place: str) -> Any:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, kind):
        raise AnnotationError(
            f"{name}: {shown(value)}" if isinstance(data, dict) else shown(data),
            path=path,
            place=place or None,
            expected=f"a {FORMAT} with its {name}",
        )
    return value


def _event(event: object, path: Path, where: str) -> tuple[float, str, str, str]:
    if (
        not isinstance(event, list)
        or len(event) < 3
        or isinstance(event[0], bool)
        or not isinstance(event[0], int | float)
        or not all(isinstance(each, str) for each in event[1:3])
    ):
        raise AnnotationError(shown(event), path=path, place=where, expected="moment, subject, behaviour")
    try:
        moment_s = float(event[0])
    except OverflowError:
        raise AnnotationError("a moment too large", path=path, place=where, expected="seconds") from None
    return moment_s, event[1], event[2], str(event[3]) if len(event) > 3 else ""


def _media(observation: dict[str, Any]) -> str:
    """Return the first media file of the first player."""
    players = observation.get("file")
    for files in players.values() if isinstance(players, dict) else ():
        if isinstance(files, list) and files and isinstance(files[0], str):
            return str(files[0])
    return ""
