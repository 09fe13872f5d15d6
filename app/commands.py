"""Everything that can be done from the keyboard and the menus, in one table.

The window makes its actions from it, and the sheet of shortcuts shows it.
"""

from __future__ import annotations

from dataclasses import dataclass


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


COMMANDS = (
    Command("choose_recording", "File", "Open recording or video …", ("Ctrl+O",)),
    Command("choose_model", "File", "Open model …", ("Ctrl+M",)),
    Command("save_picture", "File", "Save a picture of the window", ("Ctrl+S",)),
    Command("export_attention", "File", "Export F_A as picture and numbers …", ("Ctrl+E",)),
    Command("export_window_clip", "File", "Export the window as a clip", ("Ctrl+Alt+E",)),
    Command("export_clip", "File", "Export the recording, or what is marked, as a clip", ("Ctrl+Shift+E",)),
    Command("save_report", "File", "Save a report of the actions …", ("Ctrl+Shift+S",)),
    Command("show_settings", "File", "Settings …", ("Ctrl+,",)),
    Command("quit", "File", "Quit", ("Ctrl+Q",)),
    Command("start_camera", "Live", "Start camera", ("Ctrl+L",)),
    Command("toggle_recording", "Live", "Record, or stop recording", ("Ctrl+R",)),
    Command("record_images", "Live", "Record the images too", ("Ctrl+I",), checkable=True),
    Command("show_health", "Live", "Health: rates, delays, drops", ("H",), checkable=True),
    Command("close_live", "Live", "Close camera or video", ("Ctrl+W",)),
    Command("toggle_play", "Playback", "Play or pause", ("Space",)),
    Command("step_back", "Playback", "One frame back", ("Left",), repeats=True),
    Command("step_on", "Playback", "One frame on", ("Right",), repeats=True),
    Command("second_back", "Playback", "One second back", ("Shift+Left",), repeats=True),
    Command("second_on", "Playback", "One second on", ("Shift+Right",), repeats=True),
    Command("go_to_start", "Playback", "To the start", ("Home",)),
    Command("go_to_end", "Playback", "To the end", ("End",)),
    Command("previous_action", "Playback", "Start of the previous action", ("P",), repeats=True),
    Command("next_action", "Playback", "Start of the next action", ("N",), repeats=True),
    Command("mark_start", "Playback", "Mark the start of a clip", ("I",)),
    Command("mark_end", "Playback", "Mark the end of a clip", ("O",)),
    Command("unmark", "Playback", "Remove the marks", ("X",)),
    Command("slower", "Playback", "Slower", ("[", "-"), repeats=True),
    Command("faster", "Playback", "Faster", ("]", "+", "="), repeats=True),
    Command("follow_next", "View", "Follow the next person", ("W",), repeats=True),
    Command("show_video", "View", "Video with the pose over it", ("1",)),
    Command("show_skeleton", "View", "Skeleton in the room", ("2",)),
    Command("show_both", "View", "Both", ("3",)),
    Command("next_colouring", "View", "Colours: sides, tracking, attention", ("C",)),
    Command("toggle_trail", "View", "Trails of hands and feet", ("Y",)),
    Command("mirror", "View", "Show the video as in a mirror", ("M",), checkable=True),
    Command("study", "View", "Study: F_A as wide as the stage", ("A",)),
    Command("present", "View", "Present: stage and answer only", ("F11",)),
    Command("view_home", "View", "Reset view", ("R",)),
    Command("view_front", "View", "From the front", ("F",)),
    Command("view_side", "View", "From the side", ("S",)),
    Command("view_top", "View", "From above", ("T",)),
    Command("nearer", "View", "Nearer", ("Ctrl++", "Ctrl+="), repeats=True),
    Command("farther", "View", "Farther", ("Ctrl+-",), repeats=True),
    Command("zoom_attention", "View", "Zoom F_A to its range", ("Z",), checkable=True),
    Command("next_measure", "View", "Plot F_A, its deviation, or saliency", ("D",)),
    Command("attention_back", "View", "Earlier frame of the window", (",",), repeats=True),
    Command("attention_on", "View", "Later frame of the window", (".",), repeats=True),
    Command("leave", "View", "Back to the current frame; dismiss message", ("Escape",)),
    Command("show_shortcuts", "Help", "Keyboard shortcuts", ("?", "F1")),
)
