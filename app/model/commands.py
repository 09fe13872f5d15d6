"""Table of all keyboard and menu commands.

The window makes its actions from it, and the sheet of shortcuts shows it. Texts are in English here: whoever
shows one asks ``app.model.language.tr`` for it.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from app.model.language import later

FILE, LIVE, PLAYBACK = later("File"), later("Live"), later("Playback")
VIEW, OWN, HELP = later("View"), later("Teach"), later("Help")


class _Entry(NamedTuple):
    menu: str
    text: str
    keys: tuple[str, ...]
    repeats: bool = False


class Command(Enum):
    """Command, in menu order."""

    CHOOSE_RECORDING = _Entry(FILE, later("Open recording or video …"), ("Ctrl+O",))
    CHOOSE_MODEL = _Entry(FILE, later("Open model …"), ("Ctrl+M",))
    NEW_PROJECT = _Entry(FILE, later("New project of own actions"), ("Ctrl+N",))
    OPEN_PROJECT = _Entry(FILE, later("Open project …"), ("Ctrl+Shift+O",))
    SAVE_PROJECT = _Entry(FILE, later("Save project as …"), ("Ctrl+Alt+S",))
    MERGE_PROJECT = _Entry(FILE, later("Merge another project …"), ("Ctrl+Alt+O",))
    SAVE_PICTURE = _Entry(FILE, later("Save a picture of the window"), ("Ctrl+S",))
    EXPORT_ATTENTION = _Entry(FILE, later("Export F_A as picture and numbers"), ("Ctrl+E",))
    EXPORT_WINDOW_CLIP = _Entry(FILE, later("Export the window as a clip"), ("Ctrl+Alt+E",))
    EXPORT_CLIP = _Entry(
        FILE,
        later("Export what is marked, or all, as a clip"),
        ("Ctrl+Shift+E",),
    )
    SAVE_REPORT = _Entry(FILE, later("Save a report of the actions …"), ("Ctrl+Shift+S",))
    UNDO = _Entry(FILE, later("Undo: an example, marks, a file opened"), ("Ctrl+Z",))
    REDO = _Entry(FILE, later("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"))
    SHOW_SETTINGS = _Entry(FILE, later("Settings …"), ("Ctrl+,",))
    QUIT = _Entry(FILE, later("Quit"), ("Ctrl+Q",))
    START_CAMERA = _Entry(LIVE, later("Start camera"), ("Ctrl+L",))
    TOGGLE_RECORDING = _Entry(LIVE, later("Record, or stop recording"), ("Ctrl+R",))
    RECORD_IMAGES = _Entry(LIVE, later("Record the images too"), ("Ctrl+I",))
    SHOW_HEALTH = _Entry(LIVE, later("Health: rates, delays, drops"), ("H",))
    CLOSE_LIVE = _Entry(LIVE, later("Close camera or video"), ("Ctrl+W",))
    TOGGLE_PLAY = _Entry(PLAYBACK, later("Play or pause"), ("Space",))
    STEP_BACK = _Entry(PLAYBACK, later("One frame back"), ("Left",), repeats=True)
    STEP_ON = _Entry(PLAYBACK, later("One frame on"), ("Right",), repeats=True)
    SECOND_BACK = _Entry(PLAYBACK, later("One second back"), ("Shift+Left",), repeats=True)
    SECOND_ON = _Entry(PLAYBACK, later("One second on"), ("Shift+Right",), repeats=True)
    GO_TO_START = _Entry(PLAYBACK, later("To the start"), ("Home",))
    GO_TO_END = _Entry(PLAYBACK, later("To the end"), ("End",))
    PREVIOUS_ACTION = _Entry(PLAYBACK, later("Start of the previous action"), ("P",), repeats=True)
    NEXT_ACTION = _Entry(PLAYBACK, later("Start of the next action"), ("N",), repeats=True)
    MARK_START = _Entry(PLAYBACK, later("Mark the start of a clip"), ("I",))
    MARK_END = _Entry(PLAYBACK, later("Mark the end of a clip"), ("O",))
    UNMARK = _Entry(PLAYBACK, later("Remove the marks"), ("X",))
    SLOWER = _Entry(PLAYBACK, later("Slower"), ("[", "-"), repeats=True)
    FASTER = _Entry(PLAYBACK, later("Faster"), ("]", "+", "="), repeats=True)
    FOLLOW_NEXT = _Entry(VIEW, later("Follow the next person"), ("W",), repeats=True)
    SHOW_VIDEO = _Entry(VIEW, later("Video with the pose over it"), ("1",))
    SHOW_SKELETON = _Entry(VIEW, later("Skeleton in the room"), ("2",))
    SHOW_BOTH = _Entry(VIEW, later("Both"), ("3",))
    NEXT_COLOURING = _Entry(VIEW, later("Colours: sides, tracking, attention"), ("C",))
    TOGGLE_TRAIL = _Entry(VIEW, later("Trails of hands and feet"), ("Y",))
    MIRROR = _Entry(VIEW, later("Show the video as in a mirror"), ("M",))
    STUDY = _Entry(VIEW, later("Study: F_A as wide as the stage"), ("A",))
    PRESENT = _Entry(VIEW, later("Present: stage and answer only"), ("F11",))
    VIEW_HOME = _Entry(VIEW, later("Reset view"), ("R",))
    VIEW_FRONT = _Entry(VIEW, later("From the front"), ("F",))
    VIEW_SIDE = _Entry(VIEW, later("From the side"), ("S",))
    VIEW_TOP = _Entry(VIEW, later("From above"), ("T",))
    NEARER = _Entry(VIEW, later("Nearer"), ("Ctrl++", "Ctrl+="), repeats=True)
    FARTHER = _Entry(VIEW, later("Farther"), ("Ctrl+-",), repeats=True)
    ZOOM_ATTENTION = _Entry(VIEW, later("Zoom F_A to its range"), ("Z",))
    NEXT_MEASURE = _Entry(VIEW, later("Plot F_A, its deviation, or saliency"), ("D",))
    ATTENTION_BACK = _Entry(VIEW, later("Earlier frame of the window"), (",",), repeats=True)
    ATTENTION_ON = _Entry(VIEW, later("Later frame of the window"), (".",), repeats=True)
    LEAVE = _Entry(VIEW, later("Back to the current frame; dismiss message"), ("Escape",))
    SHOW_TEACHING = _Entry(OWN, later("Own actions: mark and teach"), ("Ctrl+T",))
    BEGIN_EXAMPLE = _Entry(OWN, later("Begin an example"), ("B",))
    END_EXAMPLE = _Entry(OWN, later("End the example"), ("E",))
    NAME_EXAMPLE = _Entry(OWN, later("Name the action"), ("L",))
    PREVIOUS_EXAMPLE = _Entry(OWN, later("Previous example"), ("J",), repeats=True)
    NEXT_EXAMPLE = _Entry(OWN, later("Next example"), ("K",), repeats=True)
    MOVE_START = _Entry(OWN, later("Let the example begin here"), ("Shift+B",))
    MOVE_END = _Entry(OWN, later("Let the example end here"), ("Shift+E",))
    REMOVE_EXAMPLE = _Entry(OWN, later("Remove the example"), ("Del", "Backspace"))
    TAKE_LABELS = _Entry(OWN, later("Take the recording's labels"), ("Ctrl+Shift+L",))
    TEACH = _Entry(OWN, later("Teach the actions"), ("Ctrl+Return",))
    USE_TAUGHT = _Entry(OWN, later("Use the taught actions here"), ("Ctrl+U",))
    GO_LIVE = _Entry(OWN, later("Go live with the taught actions"), ("Ctrl+Shift+Return",))
    SHOW_SHORTCUTS = _Entry(HELP, later("Keyboard shortcuts"), ("?", "F1"))

    @property
    def menu(self) -> str:
        """Its menu."""
        return self.value.menu

    @property
    def text(self) -> str:
        """Its text."""
        return self.value.text

    @property
    def keys(self) -> tuple[str, ...]:
        """Shortcuts, the first one shown."""
        return self.value.keys

    @property
    def repeats(self) -> bool:
        """Whether holding the key down does it again and again."""
        return self.value.repeats
