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
_COLOURS, _FROM, _F_A = later("Colours of the skeleton"), later("Point of view"), later("Frame attention F_A")


class _Entry(NamedTuple):
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    repeats: bool = False
    apart: bool = False
    under: str = ""


class Command(Enum):
    """Command, in menu order."""

    CHOOSE_RECORDING = _Entry(FILE, later("Open recording or video …"), ("Ctrl+O",))
    OPEN_SAMPLE = _Entry(FILE, later("Try the sample recording"))
    CLOSE = _Entry(FILE, later("Close recording, video or camera"), ("Ctrl+W",))
    CHOOSE_MODEL = _Entry(FILE, later("Open model …"), ("Ctrl+M",), apart=True)
    NEW_PROJECT = _Entry(FILE, later("New project of custom actions"), ("Ctrl+N",), apart=True)
    OPEN_PROJECT = _Entry(FILE, later("Open project …"), ("Ctrl+Shift+O",))
    SAVE_PROJECT = _Entry(FILE, later("Save project as …"), ("Ctrl+Alt+S",))
    MERGE_PROJECT = _Entry(FILE, later("Merge another project …"), ("Ctrl+Alt+O",))
    SAVE_PICTURE = _Entry(FILE, later("Save a picture of the window"), ("Ctrl+S",), apart=True)
    EXPORT_ATTENTION = _Entry(FILE, later("Export F_A as picture and numbers"), ("Ctrl+E",))
    EXPORT_WINDOW_CLIP = _Entry(FILE, later("Export the window as a clip"), ("Ctrl+Alt+E",))
    EXPORT_CLIP = _Entry(
        FILE,
        later("Export what is marked, or all, as a clip"),
        ("Ctrl+Shift+E",),
    )
    SAVE_REPORT = _Entry(FILE, later("Save a report of the actions …"), ("Ctrl+Shift+S",), apart=True)
    UNDO = _Entry(FILE, later("Undo: an example, marks, a file opened"), ("Ctrl+Z",), apart=True)
    REDO = _Entry(FILE, later("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"))
    SHOW_SETTINGS = _Entry(FILE, later("Settings …"), ("Ctrl+,",), apart=True)
    QUIT = _Entry(FILE, later("Quit"), ("Ctrl+Q",), apart=True)
    START_CAMERA = _Entry(LIVE, later("Start camera"), ("Ctrl+L",))
    TOGGLE_RECORDING = _Entry(LIVE, later("Record, or stop recording"), ("Ctrl+R",), apart=True)
    RECORD_IMAGES = _Entry(LIVE, later("Record the images too"), ("Ctrl+I",))
    SHOW_HEALTH = _Entry(LIVE, later("Health: rates, delays, drops"), ("H",), apart=True)
    TOGGLE_PLAY = _Entry(PLAYBACK, later("Play or pause"), ("Space",))
    STEP_BACK = _Entry(PLAYBACK, later("One frame back"), ("Left",), repeats=True, apart=True)
    STEP_ON = _Entry(PLAYBACK, later("One frame on"), ("Right",), repeats=True)
    SECOND_BACK = _Entry(PLAYBACK, later("One second back"), ("Shift+Left",), repeats=True)
    SECOND_ON = _Entry(PLAYBACK, later("One second on"), ("Shift+Right",), repeats=True)
    GO_TO_START = _Entry(PLAYBACK, later("To the start"), ("Home",), apart=True)
    GO_TO_END = _Entry(PLAYBACK, later("To the end"), ("End",))
    PREVIOUS_ACTION = _Entry(PLAYBACK, later("Start of the previous action"), ("P",), repeats=True)
    NEXT_ACTION = _Entry(PLAYBACK, later("Start of the next action"), ("N",), repeats=True)
    MARK_START = _Entry(PLAYBACK, later("Mark the start of a clip"), ("I",), apart=True)
    MARK_END = _Entry(PLAYBACK, later("Mark the end of a clip"), ("O",))
    UNMARK = _Entry(PLAYBACK, later("Remove the marks"), ("X",))
    TOGGLE_LOOP = _Entry(PLAYBACK, later("Repeat"), apart=True)
    SLOWER = _Entry(PLAYBACK, later("Slower"), ("[", "-"), repeats=True)
    FASTER = _Entry(PLAYBACK, later("Faster"), ("]", "+", "="), repeats=True)
    FOLLOW_NEXT = _Entry(VIEW, later("Follow the next person"), ("W",), repeats=True)
    SHOW_VIDEO = _Entry(VIEW, later("Video with the pose over it"), ("1",), apart=True)
    SHOW_SKELETON = _Entry(VIEW, later("Skeleton in the room"), ("2",))
    SHOW_BOTH = _Entry(VIEW, later("Both"), ("3",))
    COLOUR_SIDES = _Entry(VIEW, later("Left and right"), apart=True, under=_COLOURS)
    COLOUR_TRACKING = _Entry(VIEW, later("How sure the sensor is"), under=_COLOURS)
    COLOUR_ATTENTION = _Entry(VIEW, later("Attention"), under=_COLOURS)
    NEXT_COLOURING = _Entry(VIEW, later("Next colouring"), ("C",), apart=True, under=_COLOURS)
    TOGGLE_TRAIL = _Entry(VIEW, later("Trails of hands and feet"), ("Y",))
    MIRROR = _Entry(VIEW, later("Show the video as in a mirror"), ("M",))
    VIEW_HOME = _Entry(VIEW, later("Reset view"), ("R",), apart=True, under=_FROM)
    VIEW_FRONT = _Entry(VIEW, later("From the front"), ("F",), under=_FROM)
    VIEW_SIDE = _Entry(VIEW, later("From the side"), ("S",), under=_FROM)
    VIEW_TOP = _Entry(VIEW, later("From above"), ("T",), under=_FROM)
    NEARER = _Entry(VIEW, later("Nearer"), ("Ctrl++", "Ctrl+="), repeats=True, apart=True, under=_FROM)
    FARTHER = _Entry(VIEW, later("Farther"), ("Ctrl+-",), repeats=True, under=_FROM)
    ZOOM_ATTENTION = _Entry(VIEW, later("Zoom F_A to its range"), ("Z",), under=_F_A)
    NEXT_MEASURE = _Entry(VIEW, later("Plot F_A, its deviation, or saliency"), ("D",), under=_F_A)
    ATTENTION_BACK = _Entry(
        VIEW, later("Earlier frame of the window"), (",",), repeats=True, apart=True, under=_F_A
    )
    ATTENTION_ON = _Entry(VIEW, later("Later frame of the window"), (".",), repeats=True, under=_F_A)
    STUDY = _Entry(VIEW, later("Study: F_A as wide as the stage"), ("A",), apart=True)
    SHOW_MOVEMENT = _Entry(VIEW, later("Movement: angles, speeds"), ("G",))
    PRESENT = _Entry(VIEW, later("Present: stage and answer only"), ("F11",))
    LEAVE = _Entry(VIEW, later("Back to the current frame; dismiss message"), ("Escape",), apart=True)
    SHOW_TEACHING = _Entry(OWN, later("Custom actions: mark and teach"), ("Ctrl+T",))
    BEGIN_EXAMPLE = _Entry(OWN, later("Begin an example"), ("B",), apart=True)
    END_EXAMPLE = _Entry(OWN, later("End the example"), ("E",))
    NAME_EXAMPLE = _Entry(OWN, later("Name the action"), ("L",))
    PREVIOUS_EXAMPLE = _Entry(OWN, later("Previous example"), ("J",), repeats=True, apart=True)
    NEXT_EXAMPLE = _Entry(OWN, later("Next example"), ("K",), repeats=True)
    MOVE_START = _Entry(OWN, later("Let the example begin here"), ("Shift+B",), apart=True)
    MOVE_END = _Entry(OWN, later("Let the example end here"), ("Shift+E",))
    REMOVE_EXAMPLE = _Entry(OWN, later("Remove the example"), ("Del", "Backspace"))
    TAKE_LABELS = _Entry(OWN, later("Take the recording's labels"), ("Ctrl+Shift+L",), apart=True)
    TEACH = _Entry(OWN, later("Teach the actions"), ("Ctrl+Return",), apart=True)
    USE_TAUGHT = _Entry(OWN, later("Use the taught actions here"), ("Ctrl+U",))
    GO_LIVE = _Entry(OWN, later("Go live with the taught actions"), ("Ctrl+Shift+Return",))
    SHOW_DOCUMENTATION = _Entry(HELP, later("Documentation"), ("F1",))
    SHOW_SHORTCUTS = _Entry(HELP, later("Keyboard shortcuts"), ("?", "Shift+F1"))
    CHECK_COMPUTER = _Entry(HELP, later("Check this computer …"), apart=True)
    ABOUT = _Entry(HELP, later("About this program"), apart=True)

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

    @property
    def apart(self) -> bool:
        """Whether it begins another group of its menu; the first of a submenu: whether that does."""
        return self.value.apart

    @property
    def under(self) -> str:
        """The submenu it is in; empty for none."""
        return self.value.under


def is_character_key(keys: str) -> bool:
    """Whether a shortcut is nothing but a character, as WCAG 2.1.4 has it: with or without Shift."""
    return len(keys.removeprefix("Shift+")) == 1
