"""What reaches the terminal: visible characters, a line a message."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

import main
from cli.terminal import Terminal, print_warnings
from streaming.printable import printable
from streaming.writers.mcap import write_mcap

from ..support.small_files import person, recording

ROOT = Path(__file__).resolve().parents[2]
NASTY = "a\x1b[2Jb\nerror: c\r\x07\x9b31md\u202ee\udc80f"
SHOWN = r"a\x1b[2Jb\nerror: c\r\x07\x9b31md\u202ee\udc80f"


def _shown(what: object, **options: object) -> str:
    file = io.StringIO()
    Terminal(file=file, width=200, **options).print(what)
    return file.getvalue()


def test_only_visible_characters_come_through() -> None:
    assert printable(NASTY) == SHOWN
    assert printable("Grüße, 日本\u00a0語 [bold]x[/bold]") == "Grüße, 日本\u00a0語 [bold]x[/bold]"


@pytest.mark.parametrize("made", [str, Text, lambda text: Text(text, "bold")])
def test_a_string_is_a_line_without_mark_up(made: Callable[[str], object]) -> None:
    lost = "" if made is str else r"\r\x07"  # rich's Text takes these away by itself
    assert _shown(made(NASTY)) == SHOWN.replace(lost, "") + "\n"
    assert _shown(made("[/red][bold]x")) == "[/red][bold]x\n"


def test_what_is_inside_a_table_cannot_command_the_terminal() -> None:
    table = Table("n", show_header=False, box=None)
    table.add_row(Text(NASTY))
    for coloured in (False, True):
        shown = _shown(table, force_terminal=coloured)
        assert not {"\x1b", "\r", "\x07", "\x9b", "\u202e", "\udc80"} & set(shown)


def test_own_colours_remain() -> None:
    file = io.StringIO()
    print_warnings(Terminal(file=file, force_terminal=True, color_system="standard"), [NASTY])
    assert file.getvalue() == f"\x1b[1;33mwarning: {SHOWN}\x1b[0m\n"


def test_what_is_lost_of_a_recording_is_said_before_its_window(tmp_path, capsys):
    path = tmp_path / "a.mcap"
    write_mcap(replace(recording([[person()]]), warnings=("Half of it is gone.",)), path)
    assert main.main(["replay", str(path), "--model", str(tmp_path / "none")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "warning: Half of it is gone." and said[1].startswith("error: ")
