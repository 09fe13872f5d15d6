"""Everything that can be done from the keyboard and the menus, in one table.

The window makes its actions from it, and the sheet of shortcuts shows it. Texts are in English here: whoever
shows one asks ``app.model.language.tr`` for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.model.language import later


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do.

    Attributes:
        name: of the window's method that does it.
        menu: where it is found; empty for the keyboard only.
        text: what it is called.
        keys: shortcuts, the first one shown.
        repeats: whether holding the key down does it again and again.
        checkable: whether it switches something on and off.
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...]
    repeats: bool = False
    checkable: bool = False


FILE, LIVE, PLAYBACK = later("File"), later("Live"), later("Playback")
VIEW, HELP = later("View"), later("Help")

COMMANDS = (
    Command("choose_recording", FILE, later("Open recording or video …"), ("Ctrl+O",)),
    Command("choose_model", FILE, later("Open model …"), ("Ctrl+M",)),
    Command("save_picture", FILE, later("Save a picture of the window"), ("Ctrl+S",)),
    Command("export_attention", FILE, later("Export F_A as picture and numbers"), ("Ctrl+E",)),
    Command("export_window_clip", FILE, later("Export the window as a clip"), ("Ctrl+Alt+E",)),
    Command(
        "export_clip",
        FILE,
        later("Export what is marked, or all, as a clip"),
        ("Ctrl+Shift+E",),
    ),
    Command("save_report", FILE, later("Save a report of the actions …"), ("Ctrl+Shift+S",)),
    Command("undo", FILE, later("Undo: marks removed, or another file opened"), ("Ctrl+Z",)),
    Command("show_settings", FILE, later("Settings …"), ("Ctrl+,",)),
    Command("quit", FILE, later("Quit"), ("Ctrl+Q",)),
    Command("start_camera", LIVE, later("Start camera"), ("Ctrl+L",)),
    Command("toggle_recording", LIVE, later("Record, or stop recording"), ("Ctrl+R",)),
    Command("record_images", LIVE, later("Record the images too"), ("Ctrl+I",), checkable=True),
    Command("show_health", LIVE, later("Health: rates, delays, drops"), ("H",), checkable=True),
    Command("close_live", LIVE, later("Close camera or video"), ("Ctrl+W",)),
    Command("toggle_play", PLAYBACK, later("Play or pause"), ("Space",)),
    Command("step_back", PLAYBACK, later("One frame back"), ("Left",), repeats=True),
    Command("step_on", PLAYBACK, later("One frame on"), ("Right",), repeats=True),
    Command("second_back", PLAYBACK, later("One second back"), ("Shift+Left",), repeats=True),
    Command("second_on", PLAYBACK, later("One second on"), ("Shift+Right",), repeats=True),
    Command("go_to_start", PLAYBACK, later("To the start"), ("Home",)),
    Command("go_to_end", PLAYBACK, later("To the end"), ("End",)),
    Command("previous_action", PLAYBACK, later("Start of the previous action"), ("P",), repeats=True),
    Command("next_action", PLAYBACK, later("Start of the next action"), ("N",), repeats=True),
    Command("mark_start", PLAYBACK, later("Mark the start of a clip"), ("I",)),
    Command("mark_end", PLAYBACK, later("Mark the end of a clip"), ("O",)),
    Command("unmark", PLAYBACK, later("Remove the marks"), ("X",)),
    Command("slower", PLAYBACK, later("Slower"), ("[", "-"), repeats=True),
    Command("faster", PLAYBACK, later("Faster"), ("]", "+", "="), repeats=True),
    Command("follow_next", VIEW, later("Follow the next person"), ("W",), repeats=True),
    Command("show_video", VIEW, later("Video with the pose over it"), ("1",)),
    Command("show_skeleton", VIEW, later("Skeleton in the room"), ("2",)),
    Command("show_both", VIEW, later("Both"), ("3",)),
    Command("next_colouring", VIEW, later("Colours: sides, tracking, attention"), ("C",)),
    Command("toggle_trail", VIEW, later("Trails of hands and feet"), ("Y",)),
    Command("mirror", VIEW, later("Show the video as in a mirror"), ("M",), checkable=True),
    Command("study", VIEW, later("Study: F_A as wide as the stage"), ("A",)),
    Command("present", VIEW, later("Present: stage and answer only"), ("F11",)),
    Command("view_home", VIEW, later("Reset view"), ("R",)),
    Command("view_front", VIEW, later("From the front"), ("F",)),
    Command("view_side", VIEW, later("From the side"), ("S",)),
    Command("view_top", VIEW, later("From above"), ("T",)),
    Command("nearer", VIEW, later("Nearer"), ("Ctrl++", "Ctrl+="), repeats=True),
    Command("farther", VIEW, later("Farther"), ("Ctrl+-",), repeats=True),
    Command("zoom_attention", VIEW, later("Zoom F_A to its range"), ("Z",), checkable=True),
    Command("next_measure", VIEW, later("Plot F_A, its deviation, or saliency"), ("D",)),
    Command("attention_back", VIEW, later("Earlier frame of the window"), (",",), repeats=True),
    Command("attention_on", VIEW, later("Later frame of the window"), (".",), repeats=True),
    Command("leave", VIEW, later("Back to the current frame; dismiss message"), ("Escape",)),
    Command("show_shortcuts", HELP, later("Keyboard shortcuts"), ("?", "F1")),
)
