import threading
from pathlib import Path

import pytest

from app.model.playback import next_start, previous_start
from app.model.session import Session
from streaming import reading_progress
from streaming.readers import read_recording

from ...support.waiting import LONGEST_S

SQUAT = Path(__file__).resolve().parents[3] / "samples" / "squat.skeleton"


def settled(session) -> bool:
    session.pull()
    return not session.loading


def test_opening_reads_and_analyses_off_the_calling_thread(make_session, qtbot):
    session = make_session()
    session.open_model(Path("hand.safetensors"))
    session.open_recording(Path("wave.skeleton"), play=True)
    assert "wave.skeleton" in session.loading
    assert "hand.safetensors" in session.loading
    qtbot.waitUntil(lambda: settled(session))
    assert session.playback.playing
    session.analysis.join()
    assert session.analysis.finished
    assert session.messages.newest is None


def test_the_ending_tells_models_from_recordings(make_session, qtbot):
    session = make_session()
    session.open_model(Path("hand.safetensors"))
    session.open_recording(Path("wave.txt"))
    qtbot.waitUntil(lambda: settled(session))
    assert session.recogniser.name == "By hand height"
    assert session.recording.path == Path("wave.txt")


def test_a_bad_file_leaves_everything_as_it_was(make_session, make_recording, make_recogniser, qtbot):
    session = make_session()
    recording = make_recording()
    session.show(recording)
    session.use(make_recogniser())
    analysis = session.analysis
    session.open_recording(Path("bad.skeleton"))
    qtbot.waitUntil(lambda: settled(session))
    assert "joint count 24" in session.messages.newest.headline
    assert session.recording is recording
    assert session.analysis is analysis
    session.open_model(Path("broken.safetensors"))
    qtbot.waitUntil(lambda: settled(session))
    assert "model" in session.messages.newest.headline
    session.open_recording(
        Path("short.skeleton")
    )  # a good one settles the matter of recordings, not that of models
    qtbot.waitUntil(lambda: settled(session))
    assert "model" in session.messages.newest.headline
    session.messages.dismiss()
    assert session.messages.newest is None


def test_a_fault_in_reading_is_told_too(make_session, qtbot):
    session = make_session()
    session.open_recording(Path("bug.skeleton"))
    qtbot.waitUntil(lambda: settled(session))
    assert "KeyError" in session.messages.newest.headline


def test_of_two_files_opened_at_once_the_last_wins(make_session, qtbot):
    session = make_session()
    session.open_recording(Path("wave.skeleton"))
    session.open_recording(Path("short.skeleton"))
    qtbot.waitUntil(lambda: settled(session))
    assert session.recording.path == Path("short.skeleton")
    assert session.recording.duration_s == pytest.approx(2.0)


def test_a_long_file_says_how_far_it_is_and_is_given_up_when_nobody_waits(qtbot, monkeypatch):
    """For another file, or for the end: that must not take until eight hours are read."""
    monkeypatch.setattr(reading_progress, "_LEAST_BYTES", 1000)
    read_to, go_on, read = [], threading.Event(), threading.Event()

    def slowly(path):
        def tell(share):
            note(share)
            read_to.append(share)
            read.set()
            go_on.wait(LONGEST_S)

        note = reading_progress._listener.get()
        with reading_progress.told(tell):
            return read_recording(path)

    session = Session(slowly, lambda path: None)
    session.open_recording(SQUAT)
    assert read.wait(LONGEST_S)
    qtbot.waitUntil(lambda: session.loading.startswith("Reading squat.skeleton ("))
    assert session.loading.endswith(" %) …")
    read.clear()
    session.open_recording(SQUAT)
    assert read.wait(LONGEST_S)
    (first, second) = (task for task in session._tasks)
    go_on.set()
    session.close()
    assert first.done and second.done
    assert first.error() is not None and second.error() is not None
    assert max(read_to) < 0.9


def test_another_file_cancels_the_analysis(make_session, make_recording, make_recogniser):
    session = make_session()
    session.use(make_recogniser(pause_s=0.002))
    session.show(make_recording(60.0))
    first = session.analysis
    session.show(make_recording(2.0))
    session.analysis.join()
    assert session.analysis.finished
    assert not first.finished


def test_a_model_for_two_people_follows_two(make_session, qtbot):
    session = make_session()
    session.open_recording(Path("pair.skeleton"))
    qtbot.waitUntil(lambda: settled(session))
    assert [figure.followed for figure in session.picture(None).figures] == [True, False]
    session.open_model(Path("two.safetensors"))
    qtbot.waitUntil(
        lambda: settled(session) and all(figure.followed for figure in session.picture(None).figures)
    )


def test_a_failing_recogniser_is_told_once(make_session, make_recording, make_recogniser):
    session = make_session()
    session.show(make_recording())
    session.use(make_recogniser(fails_at_s=2.0))
    session.analysis.join()
    session.pull()
    assert "on fire" in session.messages.newest.headline
    session.messages.dismiss()
    session.pull()
    assert session.messages.newest is None
    session.playback.seek(1.5)
    assert session.answer is not None  # what it had found stays


def test_preview_shows_a_frame_of_the_window(make_session, make_recording, make_recogniser):
    session = make_session()
    session.show(make_recording())
    session.use(make_recogniser())
    session.analysis.join()
    session.playback.seek(3.0)
    session.preview = 0
    assert session.picture(session.answer).time_s == pytest.approx(1.0, abs=0.06)
    session.preview = 999  # as when the next model's windows are shorter
    assert session.picture(session.answer).time_s == pytest.approx(3.0, abs=0.06)


def test_previous_means_the_one_before_soon_after_a_start():
    starts = [1.0, 5.0]
    assert previous_start(starts, 5.1) == 1.0
    assert previous_start(starts, 6.0) == 5.0
    assert previous_start(starts, 0.5) is None
    assert next_start(starts, 1.0) == 5.0
    assert next_start(starts, 5.0) is None


def test_closing_stops_every_thread(make_session, make_recording, make_recogniser):
    session = make_session()
    session.use(make_recogniser(pause_s=0.002))
    session.show(make_recording(60.0))
    session.open_recording(Path("wave.skeleton"))
    session.close()
    assert not session.loading  # and the guard of all tests looks for threads
