"""A home that cannot be written to, not even by an administrator: a folder below what is a file."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from app.model.preferences import PreferenceStore, usual_file
from app.window.projects import new_path
from mans.bundled import SAMPLE
from streaming.errors import WriteError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the place of a home elsewhere")

NOT_REMEMBERED = "What you choose and open is not remembered for the next start"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    home = tmp_path / "file" / "home"
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG_HOME", "CACHE_HOME", "DATA_HOME", "DOCUMENTS_DIR"):
        monkeypatch.delenv(f"XDG_{name}", raising=False)
    return home


def test_the_window_works_and_says_once_that_it_remembers_nothing(make_window, qtbot, home, caplog):
    path = usual_file()
    assert home in path.parents
    store = PreferenceStore(path)
    window = make_window(store=store)
    with caplog.at_level(logging.WARNING):
        window.choices.show_both()
        qtbot.waitUntil(lambda: window.banner.headline.text().startswith(NOT_REMEMBERED))
        assert "mans-live: cannot be made a folder" in window.banner.headline.text()
        window.session.messages.dismiss()
        window.choices.show_skeleton()
        window.files.open(SAMPLE.with_name("wave.skeleton"))
        qtbot.waitUntil(lambda: window.session.recording is not None)
        store.change(people=3)
        store.close()
        window.refresh()
    assert store.current.people == 3 and store.current.recent
    assert window.session.messages.newest is None
    assert caplog.text.count("not kept") == 1


def test_a_project_that_would_lie_there_is_refused_in_one_line():
    with pytest.raises(WriteError, match="Not a directory"):
        new_path(PreferenceStore(usual_file()))
