"""User preferences, persisted in a JSON file."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import platformdirs

from app.model import preferences_file
from app.model.background import Task
from streaming.errors import SettingsError, WriteError
from streaming.pipeline.live import LiveSettings, parse_size
from streaming.recognition.decision import DecisionSettings
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
from streaming.typed_json import from_plain

_log = logging.getLogger(__name__)

RECENT = preferences_file.RECENT

CHOICES: dict[str, tuple[object, ...]] = {
    "theme": ("auto", "light", "dark"),
    "language": ("auto", "de", "en"),
    "pose": ("lite", "full", "heavy"),
    "size": ("320x240", "640x480", "1280x720", "1920x1080"),
    "rate_hz": (15.0, 30.0, 60.0),
    "people": (1, 2, 3, 4, 5, 6),
    "window_s": (0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0),
    "threshold": (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "fov_deg": (45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 90.0, 100.0, 110.0, 120.0),
    "arrangement": ("video", "skeleton", "both"),
    "colouring": ("sides", "tracking", "attention"),
}
"""What can be chosen, where not everything can be."""

TRIED_FIRST = frozenset({"model"})
"""What is remembered once it has worked: without it the program can do nothing."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """User preferences.

    Attributes:
        theme: ``auto`` to follow the system, ``light`` or ``dark``.
        language: ``auto`` for the system's, or two letters; from the next start on.
        camera: index, or a part of its name.
        size: of the images to ask a camera for, e.g. ``640x480`` pixels.
        rate_hz: images per second to ask a camera for.
        fov_deg: the camera's field of view along the long side of the image, in degrees.
        pose: name of the pose model.
        pose_model: a pose model's file in place of a download; empty for none.
        people: maximum number of people to track in images.
        smoothing: whether One-Euro smoothing is applied to joints from images.
        mirror: whether a camera is shown as a mirror.
        model: a trained model's file; empty for the bundled one.
        window_s: seconds that the network looks back; 0 for what its model was trained for.
        threshold: probability from which an action is announced; 0 for what its model was trained for.
        arrangement: what is shown of a source with images: ``video``, ``skeleton`` or ``both``.
        colouring: meaning of the colours of the 3D skeleton.
        movement: whether angles, distances or speeds are plotted.
        curves: which ones, by their names, separated by semicolons.
        trail: whether hands and feet leave a trail of the last second.
        recordings: folder for recordings and pictures; empty for one among the user's documents.
        with_images: whether recordings hold the camera's images.
        send: addresses of receivers of events, separated by semicolons; empty for none.
        send_include: samples to send with every frame or prediction, too, separated by blanks.
        character_keys: whether single letters, digits and signs are shortcuts.
        recent: recently opened files, newest first.
        project: the project of custom actions that is open, and will be at the next start; empty for none.
    """

    theme: str = "auto"
    language: str = "auto"
    camera: str = "0"
    size: str = "640x480"
    rate_hz: float = 30.0
    fov_deg: float = DEFAULT_FOV_DEG
    pose: str = "lite"
    pose_model: str = ""
    people: int = 1
    smoothing: bool = True
    mirror: bool = True
    model: str = ""
    window_s: float = 0.0
    threshold: float = 0.0
    arrangement: str = "video"
    colouring: str = "sides"
    movement: bool = False
    curves: str = "knee flexion left; knee flexion right"
    trail: bool = True
    recordings: str = ""
    with_images: bool = False
    send: str = ""
    send_include: str = ""
    character_keys: bool = True
    recent: tuple[str, ...] = ()
    project: str = ""

    @property
    def folder(self) -> Path:
        """Folder of recordings and pictures."""
        if self.recordings:
            return Path(self.recordings)
        return Path(platformdirs.user_documents_dir()) / "Skeleton recordings"

    def opened(self, path: Path) -> Preferences:
        """Return the same with a file as the one opened last."""
        name = os.path.realpath(path)  # in contrast to Path's own it follows a link to itself nowhere
        others = [other for other in self.recent if other != name]
        return replace(self, recent=(name, *others)[:RECENT])


def announcing_at(decision: DecisionSettings, threshold: float) -> DecisionSettings:
    """Return a decision that announces an action from another probability on.

    Args:
        decision: as the model was trained; the thresholds of single actions stay.
        threshold: 0..1; 0 for the decision as it is.
    """
    if not threshold:
        return decision
    return replace(
        decision,
        enter=threshold,
        leave=min(decision.leave, threshold),
        early=max(decision.early, threshold),
        provisional_enter=max(decision.provisional_enter, threshold),
    )


def live_settings(preferences: Preferences, fov_deg: float | None, mirrored: bool) -> LiveSettings:
    """Return how images are taken and people found, as chosen.

    Args:
        preferences: the choices.
        fov_deg: the camera's field of view along the long side of the image, in degrees; None for the
            one that is chosen.
        mirrored: whether images are mirror images.

    Raises:
        SettingsError: a number is out of its range.
    """
    return LiveSettings(
        people=preferences.people,
        size=parse_size(preferences.size),
        rate_hz=preferences.rate_hz,
        mirrored=mirrored,
        fov_deg=preferences.fov_deg if fov_deg is None else fov_deg,
        smoothing=preferences.smoothing,
    )


def usual_file() -> Path:
    """Return the default path of the preferences file."""
    return Path(platformdirs.user_config_dir("mans-live", appauthor=False)) / "preferences.json"


def from_dict(data: object) -> Preferences:
    """Build preferences from what a JSON holds; what is unknown or makes no sense is left at its default."""
    given = data if isinstance(data, dict) else {}
    known: dict[str, Any] = {}
    for name, kind in get_type_hints(Preferences).items():
        value = given.get(name)
        if name == "recent" and isinstance(value, list):
            value = [each for each in value if isinstance(each, str) and preferences_file.can_be_kept(each)]
        try:
            value = from_plain(value, kind)
        except SettingsError:
            continue
        if isinstance(value, str) and not preferences_file.can_be_kept(value):
            continue
        if value in CHOICES.get(name, (value,)):
            known[name] = value[:RECENT] if name == "recent" else value
    return Preferences(**known)


class PreferenceStore:
    """Store of the current preferences; notifies of changes and saves them."""

    def __init__(self, path: Path | None, overrides: dict[str, Any] | None = None) -> None:
        """Read the file, if there is one.

        Args:
            path: of the file; None keeps nothing.
            overrides: what holds for this run only, e.g. from the command line.
        """
        self._path = path
        self._saving: Task[None] | None = None
        self._trouble: WriteError | None = None
        self._told = False
        self._untried: set[str] = set()
        remembered = from_dict(preferences_file.read(path))
        self.for_this_run = frozenset(overrides or ())
        """Names of what was chosen for this run only."""
        self.current = replace(remembered, **(overrides or {}))
        self.changed: Callable[[frozenset[str]], None] = lambda names: None
        """Is told the names of what has changed."""

    def folder_of(self, name: str) -> Path | None:
        """Return a folder beside the file, for what is remembered apart; None if nothing is kept."""
        return None if self._path is None else self._path.parent / name

    def change(self, **values: object) -> None:
        """Choose something else, and tell; save it, unless it must have worked first: see :meth:`worked`."""
        before = self.current
        names = frozenset(name for name, value in values.items() if getattr(before, name) != value)
        if not names:
            return
        chosen: dict[str, Any] = {name: values[name] for name in names}
        self.current = replace(before, **chosen)
        self._untried |= names & TRIED_FIRST
        self._save({name: value for name, value in chosen.items() if name not in TRIED_FIRST}, before.recent)
        self.changed(names)

    def worked(self, name: str) -> None:
        """Remember what was chosen: it can be used."""
        if name in self._untried:
            self._untried.remove(name)
            self._save({name: getattr(self.current, name)})

    def put_back(self, **values: Any) -> None:
        """Choose something else for now: what was chosen cannot be used. What is remembered stays."""
        self._untried -= values.keys()
        self.current = replace(self.current, **values)

    def _save(self, chosen: dict[str, Any], recent_before: Sequence[str] = ()) -> None:
        """Write what was chosen, on a thread of its own: a disk may take its time."""
        path, before = self._path, self._saving
        if path is None or not chosen:
            return

        def work() -> None:
            if before is not None:
                before.join()
            try:
                preferences_file.write(path, chosen, recent_before)
            except WriteError as error:
                if self._trouble is None:  # once is enough: it is going to be the same with every choice
                    _log.warning("preferences are not kept: %s", error)
                    self._trouble = error
            else:
                self._trouble, self._told = None, False

        self._saving = Task("save preferences", work)

    def trouble(self) -> WriteError | None:
        """Return, once, why nothing that is chosen can be saved; None if it can."""
        if self._told or self._trouble is None:
            return None
        self._told = True
        return self._trouble

    def close(self) -> None:
        """Wait until everything is saved."""
        if self._saving is not None:
            self._saving.join()
