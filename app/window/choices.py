"""Application of preferences as soon as they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.drawing.theme import Scheme, apply_theme
from app.model.commands import Command
from app.model.joint_emphasis import Colouring
from app.model.language import tr
from app.model.messages import describe
from app.model.preferences import CHOICES, PreferenceStore
from app.model.session import Session
from app.widgets.settings_panel import SettingsPanel
from app.widgets.stage_area import Arrangement
from app.window.menus import Does
from app.window.parts import Parts
from streaming.pipeline.live import parse_camera

# A stream has to be opened anew to take these.
_OF_A_CAMERA = frozenset({"camera", "size", "rate_hz"})
_OF_ANY_STREAM = frozenset({"pose", "pose_model", "people", "smoothing", "fov_deg"})


class Choices:
    """Applier of a store's preferences to the window and its session."""

    def __init__(
        self, session: Session, store: PreferenceStore, parts: Parts, bundled: Path | None, window: QWidget
    ) -> None:
        """Serve a window.

        Args:
            session: is opened anew where a choice asks for it.
            store: whose preferences are applied.
            parts: the widgets that they concern.
            bundled: the model that is used unless another one is chosen.
            window: the dialogs belong to it.
        """
        self._session, self._store, self._parts = session, store, parts
        self._bundled, self._window = bundled, window
        self._panel: SettingsPanel | None = None
        self._store.changed = self.apply
        self.use_character_keys: Callable[[bool], None] = lambda on: None
        """Turns shortcuts that are a single character on or off."""
        self._model = self._store.current.model  # the one in use, or that is to be
        session.live.choose_pose_model = self.choose_pose_model
        session.models.loaded = self._take_model

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {
            Command.SHOW_SETTINGS: self.show_settings,
            Command.START_CAMERA: self.start_camera,
            Command.SHOW_VIDEO: self.show_video,
            Command.SHOW_SKELETON: self.show_skeleton,
            Command.SHOW_BOTH: self.show_both,
            **self._colourings(),
            Command.NEXT_COLOURING: self.next_colouring,
            Command.TOGGLE_TRAIL: self.toggle_trail,
        }

    def apply_all(self) -> None:
        """Apply what concerns the window; session and program were made by the preferences already."""
        self.apply(
            frozenset(
                {"arrangement", "colouring", "trail", "recordings", "with_images", "send", "character_keys"}
            )
        )

    def apply(self, names: frozenset[str]) -> None:
        """Apply what has changed, by the names of the preferences."""
        parts, session, chosen = self._parts, self._session, self._store.current
        if "theme" in names:
            app = QApplication.instance()
            if isinstance(app, QApplication):
                apply_theme(app, cast(Scheme, chosen.theme))
        if "arrangement" in names:
            parts.area.arrange(cast(Arrangement, chosen.arrangement))
        if "colouring" in names:
            parts.stage.colour_by(cast(Colouring, chosen.colouring))
        if "trail" in names:
            parts.stage.show_trails(chosen.trail)
        if "character_keys" in names:
            self.use_character_keys(chosen.character_keys)
        if "mirror" in names and session.live.stream is not None and session.live.stream.feed.is_camera:
            parts.toggles.mirror.setChecked(chosen.mirror)
        if "recordings" in names:
            session.live.folder = chosen.folder
        if "with_images" in names:
            session.live.with_images = chosen.with_images
            parts.toggles.record_images.setChecked(chosen.with_images)
        if names & {"model", "window_s", "threshold"}:
            model = Path(chosen.model) if chosen.model else self._bundled
            if model is not None:
                session.open_model(model)
        if names & {"send", "send_include"}:
            session.sending.use(chosen.send, chosen.send_include)
        feed = session.live.feed
        if feed is not None and not feed.ends and names & _OF_A_CAMERA:
            self.start_camera()
        elif feed is not None and names & _OF_ANY_STREAM:
            session.open_feed(feed)
        if self._panel is not None:
            self._panel.show_preferences()

    def _take_model(self, path: Path, error: Exception | None) -> None:
        """Remember a model that could be loaded; go back to the one in use from one that could not.

        Where there is none in use, as at the start, the one that came with the program is.
        """
        store, session = self._store, self._session
        if error is None:
            self._model = store.current.model
            store.worked("model")
            if self._model:
                session.messages.settle("start")
            return
        bundled = self._bundled if "model" not in store.for_this_run else None
        if session.recogniser is None and bundled not in (None, path):
            assert bundled is not None
            doing = tr("The model chosen last cannot be used, the bundled one is used instead")
            session.messages.settle("model")
            session.messages.tell("start", describe(error, doing))
            session.open_model(bundled)
            self._model = ""
        store.put_back(model=self._model)
        if self._panel is not None:
            self._panel.show_preferences()

    # ---- what the user does ----

    def start_camera(self) -> None:
        """Play the camera that is chosen."""
        self._session.open_feed(parse_camera(self._store.current.camera))

    def choose_pose_model(self) -> bool:
        """Ask for the file of a pose model; whether one was chosen."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Choose a pose model"), "", tr("Pose models (*.task)")
        )
        if name:
            self._store.change(pose_model=name)
        return bool(name)

    def set_mirror(self, mirror: bool) -> None:
        """Remember whether a camera is to be shown as in a mirror; a video or a recording is for now only."""
        stream = self._session.live.stream
        if stream is not None and stream.feed.is_camera:
            self._store.change(mirror=mirror)

    def set_record_images(self, images: bool) -> None:
        """Whether recordings hold the images too."""
        self._store.change(with_images=images)

    def show_video(self) -> None:
        """Show the video with the pose over it."""
        self._store.change(arrangement="video")

    def show_skeleton(self) -> None:
        """Show the skeleton in the room."""
        self._store.change(arrangement="skeleton")

    def show_both(self) -> None:
        """Show video and skeleton side by side."""
        self._store.change(arrangement="both")

    def _colourings(self) -> Mapping[Command, Callable[[], None]]:
        """Return what each command does that chooses a colouring."""
        commands = (Command.COLOUR_SIDES, Command.COLOUR_TRACKING, Command.COLOUR_ATTENTION)
        return {
            command: partial(self._store.change, colouring=colouring)
            for command, colouring in zip(commands, CHOICES["colouring"], strict=True)
        }

    def next_colouring(self) -> None:
        """Switch to the next colouring."""
        every = CHOICES["colouring"]
        after = every[(every.index(self._store.current.colouring) + 1) % len(every)]
        self._store.change(colouring=after)

    def toggle_trail(self) -> None:
        """Show or hide the trails of hands and feet."""
        self._store.change(trail=not self._store.current.trail)

    def show_settings(self) -> None:
        """Show the settings panel."""
        if self._panel is None:
            self._panel = SettingsPanel(self._store, self._window)
        self._panel.show()
        self._panel.raise_()
        self._panel.activateWindow()

    @property
    def panel(self) -> SettingsPanel | None:
        """The settings panel, once it has been shown."""
        return self._panel
