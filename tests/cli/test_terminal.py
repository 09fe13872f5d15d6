"""What reaches the terminal: visible characters, a line a message."""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

import main
from cli.terminal import Terminal, print_warnings
from streaming.errors import MansError
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


def test_a_terminal_of_unknown_width_gets_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "0")
    (table := Table("frames")).add_row("213")
    Terminal(file=(file := io.StringIO())).print(table)
    assert "frames" in file.getvalue() and "213" in file.getvalue()


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


@pytest.mark.parametrize("layer", ["main.py", "cli", "mans", "streaming", "app"])
def test_nothing_is_printed_past_it(layer: str) -> None:
    """Consoles of rich's own take mark-up and control characters; print takes anything."""
    found = []
    for file in [ROOT / layer] if layer.endswith(".py") else sorted((ROOT / layer).rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or name.startswith(("mans/gpu", "cli/terminal.py")):
                continue
            called = ast.unparse(node.func)
            quiet = any(keyword.arg == "quiet" for keyword in node.keywords)
            shown = [argument for argument in node.args if not isinstance(argument, ast.Constant)]
            is_error = [ast.unparse(argument) for argument in shown] in (["f'error: {error}'"], ["error"])
            if (called == "Console" and not quiet) or (called == "print" and shown and not is_error):
                found.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert found == []


def test_a_log_and_a_stream_take_any_text(tmp_path: Path) -> None:
    code = (
        "import logging; from streaming.printable import make_streams_printable as make; make(); make()\n"
        "logging.getLogger('x').warning('%s is bad', 'a\\x1b[2J\\nb\\udc80')\n"
        "print('ä\\udc80')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        stdin=subprocess.DEVNULL,
    )
    assert done.stderr == rb"a\x1b[2J\nb\udc80 is bad" + os.linesep.encode(), done.stderr
    assert done.stdout == rb"\xe4\udc80" + os.linesep.encode()


def test_an_error_is_one_line_and_not_too_long(capsys: pytest.CaptureFixture[str]) -> None:
    error = MansError(NASTY, path=Path(NASTY), place=NASTY, expected=NASTY, remedy=NASTY)
    assert str(error) == f"{SHOWN}, {SHOWN}: {SHOWN}; expected {SHOWN}. {SHOWN}"
    assert error.found == error.remedy == SHOWN
    assert main.main(["info", NASTY]) == 2
    assert capsys.readouterr().err == f"error: {SHOWN}: no such file. Check the path.\n"
    with pytest.raises(SystemExit):
        main.main(["info", "x", NASTY])
    assert capsys.readouterr().err.endswith(f"unrecognized arguments: {SHOWN}\n")
