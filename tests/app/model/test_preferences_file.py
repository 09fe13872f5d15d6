"""The file of preferences: shared by programs, of whatever content, and never a reason not to start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from app.model import preferences_file
from app.model.preferences import RECENT, Preferences, PreferenceStore

ROOT = Path(__file__).resolve().parents[3]


def kept(path: Path, **chosen: object) -> PreferenceStore:
    store = PreferenceStore(path)
    store.change(**chosen)
    store.close()
    return store


# ---- several programs ----


def test_of_two_programs_none_loses_what_the_other_chose_and_nobody_reads_half(tmp_path):
    path, rounds = tmp_path / "p.json", 60
    kept(path, theme="dark")
    script = Path(__file__).parents[2] / "support" / "preferring_process.py"
    programs = [
        subprocess.Popen(
            [sys.executable, str(script), str(path), name, str(rounds)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("camera", "recordings")
    ]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    reads = 0
    while any(program.poll() is None for program in programs):
        assert json.loads(path.read_text())["theme"] == "dark"
        reads += 1
    assert reads > 0
    assert [program.communicate()[0] for program in programs] == ["[]\n", "[]\n"]
    assert [program.returncode for program in programs] == [0, 0]
    found = PreferenceStore(path).current
    assert (found.camera, found.recordings) == (f"camera {rounds - 1}", f"recordings {rounds - 1}")
    assert {file.name for file in tmp_path.iterdir()} <= {"p.json", "p.json.lock"}


def test_files_that_two_programs_have_opened_are_both_remembered(tmp_path):
    path = tmp_path / "p.json"
    kept(path, recent=("old", "gone"))
    one, other = PreferenceStore(path), PreferenceStore(path)
    for store, recent in ((one, ("mine", "old", "gone")), (other, ("theirs", "old"))):  # and one is taken out
        store.change(recent=recent)
        store.close()
    assert PreferenceStore(path).current.recent == ("theirs", "old", "mine")
    for number in range(2 * RECENT):
        one.change(recent=(str(number), *one.current.recent)[:RECENT])
    one.close()
    assert PreferenceStore(path).current.recent == tuple(map(str, range(2 * RECENT - 1, RECENT - 1, -1)))


def test_what_another_version_remembers_is_left_as_it_is(tmp_path):
    path = tmp_path / "p.json"
    newer = {"version": 7, "theme": "sepia", "of the future": {"deep": [1, 2]}, "people": 3}
    path.write_text(json.dumps(newer))
    assert PreferenceStore(path).current == Preferences(people=3)
    kept(path, trail=False)
    assert json.loads(path.read_text()) == {**newer, "trail": False}


def test_a_lock_that_is_never_let_go_does_not_lose_what_is_chosen(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(preferences_file, "_LOCK_S", 0.01)
    with FileLock(tmp_path / "p.json.lock"):
        kept(tmp_path / "p.json", theme="dark")
    assert PreferenceStore(tmp_path / "p.json").current.theme == "dark"
    assert "without a lock" in caplog.text


# ---- whatever the file is ----


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def deep(path: Path) -> None:
    path.write_text('{"theme": "dark", "recent": ' + "[" * 100_000 + "]" * 100_000 + "}")


def just_deep(path: Path) -> None:
    path.write_text('{"theme": "dark", "recent": ' + "[" * 900 + "]" * 900 + "}")


def huge(path: Path) -> None:
    path.write_text('{"theme": "dark", "camera": "' + "x" * 2**20 + '"}')


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def a_list(path: Path) -> None:
    path.write_text("[1, 2]")


def digits(path: Path) -> None:
    path.write_text('{"people": ' + "9" * 10_000 + "}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with names in folders")
@pytest.mark.parametrize(
    "make", [loop, pipe, deep, just_deep, huge, binary, a_list, digits, Path.mkdir, Path.touch]
)
def test_whatever_lies_there_the_program_starts_and_goes_on(tmp_path, make):
    path = tmp_path / "p.json"
    make(path)
    store = PreferenceStore(path)
    assert store.current.people == 1 and store.current.recent == ()
    store.change(theme="light")
    store.close()
    assert store.current.theme == "light"
    if make not in (pipe, Path.mkdir):  # which are nothing to be replaced by a file
        assert PreferenceStore(path).current.theme == "light"


def test_a_file_that_is_kept_elsewhere_stays_there(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "p.json").write_text('{"theme": "dark"}')
    (tmp_path / "p.json").symlink_to("elsewhere/p.json")
    kept(tmp_path / "p.json", people=2)
    assert (tmp_path / "p.json").is_symlink()
    assert json.loads((tmp_path / "elsewhere" / "p.json").read_text()) == {"theme": "dark", "people": 2}


def test_a_folder_that_links_to_itself_is_no_reason_to_fail(tmp_path, caplog):
    (tmp_path / "loop").symlink_to("loop")
    store = kept(tmp_path / "loop" / "p.json", theme="dark")
    assert store.current.theme == "dark" and "not kept" in caplog.text
    assert Preferences().opened(tmp_path / "loop").recent == (str(tmp_path / "loop"),)


@pytest.mark.parametrize("name", ["\0", "x\0y", "\ud800", "x" * 5000])
def test_a_name_that_no_file_can_have_is_not_taken(tmp_path, name):
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"model": name, "recordings": name, "recent": ["a", name], "people": 2}))
    assert PreferenceStore(path).current == Preferences(recent=("a",), people=2)


# ---- what is remembered is what worked ----


HAND, TWO, BROKEN = (f"{name}.safetensors" for name in ("hand", "two", "broken"))  # as the session knows them


@pytest.fixture
def starting(tmp_path, make_window, qtbot):
    """Start with a remembered model, and choices for this run; return the window and its store."""

    def start(remembered: str = "", **overrides: object):
        path = tmp_path / "p.json"
        if remembered:
            path.write_text(json.dumps({"model": remembered}))
        store, bundled = PreferenceStore(path, overrides), Path(HAND)
        window = make_window(None, None, store, bundled)
        window.session.open_model(Path(store.current.model) if store.current.model else bundled)
        qtbot.waitUntil(lambda: window.session.models.path is None)
        return window, store

    return start


def remembered(store: PreferenceStore) -> str:
    store.close()
    return PreferenceStore(store._path).current.model


def test_a_model_is_remembered_once_it_could_be_opened(starting, qtbot):
    window, store = starting()
    for name, after in ((TWO, TWO), (BROKEN, TWO), (HAND, HAND)):
        window.files.open(Path(name))
        qtbot.waitUntil(lambda: window.session.models.path is None)
        window.refresh()
        assert store.current.model == remembered(store) == after
        assert window.session.recogniser.window.bodies == (2 if after == TWO else 1)
        told = window.session.messages.newest
        assert (told is not None and "could not be opened" in told.headline) == (name == BROKEN)
    store.change(window_s=2.0)  # which loads the model in use anew
    qtbot.waitUntil(lambda: window.session.models.path is None)
    assert window.session.messages.newest is None


def test_a_model_that_is_gone_at_the_next_start_is_said_and_the_bundled_one_used(starting, qtbot):
    window, store = starting(BROKEN)
    qtbot.waitUntil(lambda: window.session.recogniser is not None)
    window.refresh()
    said = window.banner.headline.text()
    assert said.startswith(
        "The model chosen last cannot be used, the bundled one is used instead. broken.saf"
    )
    assert store.current.model == ""
    store.change(theme="dark")
    assert remembered(store) == BROKEN  # it may lie on a disk that is not plugged in
    window.files.open(Path(TWO))
    qtbot.waitUntil(lambda: window.session.models.path is None)
    assert remembered(store) == TWO and window.session.messages.newest is None


def test_a_model_of_this_run_is_neither_remembered_nor_replaced(starting):
    window, store = starting(HAND, model=TWO)
    assert window.session.recogniser.window.bodies == 2
    assert remembered(store) == HAND
    window, store = starting(HAND, model=BROKEN)
    assert window.session.recogniser is None and window.session.messages.newest is not None
    assert remembered(store) == HAND
