import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.playback import SPEEDS, Playback

# A second at 10 fps, a gap of two seconds, a second at 20 fps.
TIMES = np.concatenate([np.arange(10) / 10, 3 + np.arange(20) / 20]) + 5.0


@pytest.fixture
def playback(clock) -> Playback:
    return Playback(TIMES, clock)


def test_it_starts_on_the_first_frame_and_stands_still(playback, clock):
    clock.now += 10
    playback.advance()
    assert (playback.index, playback.position_s, playback.playing) == (0, 5.0, False)


def test_it_follows_time_stamps_not_frame_counts(playback, clock):
    playback.play()
    clock.now += 2.0  # into the gap: the last frame before it stays on
    playback.advance()
    assert playback.index == 9
    assert playback.frame_s == pytest.approx(5.9)
    clock.now += 1.26
    playback.advance()
    assert TIMES[playback.index] == pytest.approx(8.25)


def test_speed_counts_from_where_it_was_changed(playback, clock):
    playback.play()
    clock.now += 0.2
    playback.set_speed(4.0)
    clock.now += 0.1
    playback.advance()
    assert playback.position_s == pytest.approx(5.6)


def test_it_pauses_at_the_end_and_plays_from_the_start_again(playback, clock):
    playback.play()
    clock.now += 60
    playback.advance()
    assert (playback.index, playback.playing) == (29, False)
    playback.play()
    assert (playback.index, playback.playing) == (0, True)


def test_toggle_plays_and_pauses(playback, clock):
    playback.toggle()
    clock.now += 0.3
    playback.toggle()
    clock.now += 0.3
    playback.advance()
    assert playback.position_s == pytest.approx(5.3)


@pytest.mark.parametrize(
    ("start", "step", "end"), [(0, 1, 1), (0, -1, 0), (9, 1, 10), (28, 5, 29), (5, -3, 2)]
)
def test_stepping_goes_by_frames_and_pauses(playback, start, step, end):
    playback.seek(TIMES[start])
    playback.play()
    playback.step(step)
    assert (playback.index, playback.playing) == (end, False)


def test_stepping_on_from_the_gap_leaves_it(playback):
    playback.seek(7.0)
    playback.step(1)
    assert playback.frame_s == pytest.approx(8.0)


def test_seeking_keeps_playing_and_stays_inside(playback, clock):
    playback.play()
    playback.seek(8.5)
    clock.now += 0.1
    playback.advance()
    assert playback.position_s == pytest.approx(8.6)
    playback.seek(-1)
    assert playback.position_s == 5.0
    playback.skip(100)
    assert playback.position_s == TIMES[-1]


def test_the_speeds_are_a_ladder_with_ends(playback):
    for _ in range(10):
        playback.change_speed(1)
    assert playback.speed == SPEEDS[-1]
    for _ in range(10):
        playback.change_speed(-1)
    assert playback.speed == SPEEDS[0]
    with pytest.raises(ValueError, match="above 0"):
        playback.set_speed(0)


def test_a_single_frame_does_not_play(clock):
    single = Playback(np.array([3.0]), clock)
    single.play()
    single.step(1)
    assert (single.index, single.playing) == (0, False)


@given(st.lists(st.floats(0.001, 2.0), min_size=1, max_size=50), st.data())
def test_seeking_to_a_time_stamp_shows_its_frame(gaps, data):
    times = np.cumsum(gaps)
    playback = Playback(times, lambda: 0.0)
    index = data.draw(st.integers(0, len(times) - 1))
    playback.seek(float(times[index]))
    assert playback.index == index
