"""The chain with real threads and scripted parts: what comes out, what is dropped, how it ends."""

from __future__ import annotations

import gc
import itertools
import threading
import weakref
from dataclasses import replace

import pytest

from streaming.errors import RecordingError
from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.recognition.assignment import Assignment
from streaming.recognition.replay import replay
from streaming.skeleton.frames import Frame, Recording
from streaming.sources.source import Image

from ...support.scripted import (
    DECISION,
    GUARD_S,
    WINDOW,
    Counter,
    Opened,
    Scripted,
    Turnstile,
    answer_bits,
    image,
    moving,
    recognise,
)

pytestmark = pytest.mark.usefixtures("no_thread_left")

ASSIGNMENT = Assignment(recognise, WINDOW, DECISION)
FRAMES = [moving(number) for number in range(120)]


def pose(item: Image) -> Frame:
    """Find in an image the people that the script has for its number."""
    return moving(item.number)


def replayed(frames, follow=None) -> list[tuple]:
    """What a plain replay of these frames says."""
    recording = Recording(frames, 30.0, "made by a test")
    answers = [answer for _, answer in replay(recording, recognise, WINDOW, DECISION, follow)]
    return [answer_bits(answer) for answer in answers if answer is not None]


def all_of(chain: Chain) -> list[Result]:
    with chain:
        return list(chain)


# ---- files: everything, the same each time ----


def test_a_files_chain_says_what_a_replay_says_bit_for_bit():
    for _ in range(3):
        results = all_of(Chain(Scripted(FRAMES), ASSIGNMENT))
        assert [answer_bits(result.answer) for result in results] == replayed(FRAMES)
    assert len(results) > 20


def test_a_file_of_images_goes_through_the_pose_step_without_loss():
    chain = Chain(Scripted([image(n) for n in range(120)]), ASSIGNMENT, pose=Opened(pose))
    results = all_of(chain)
    assert [answer_bits(result.answer) for result in results] == replayed(FRAMES)
    assert chain.health().drops == {}


def test_a_files_chain_waits_for_whoever_pulls():
    source = Scripted(FRAMES)
    chain = Chain(source, ASSIGNMENT)
    chain.start()
    first = next(iter(chain))
    chain.stop()
    # One result waits, one is being made, then one window and one frame in a mailbox and one in each hand.
    assert source.given <= first.frame_number + 4 * 4
    assert answer_bits(first.answer) == replayed(FRAMES)[0]


def test_results_carry_the_number_and_the_times_of_their_frame():
    results = all_of(Chain(Scripted([image(n) for n in range(60)]), ASSIGNMENT, pose=Opened(pose)))
    for result in results:
        assert result.captured_s <= result.posed_s <= result.recognised_s
        assert result.answer.time_s == FRAMES[result.frame_number].time_s and result.identity == 7


def test_sights_hold_the_image_that_the_pose_was_found_in():
    source = Scripted([image(n) for n in range(40)], live=True, stepped=True)
    posed = Turnstile(pose)
    with Chain(source, ASSIGNMENT, pose=Opened(posed)) as chain:
        for number in range(5):
            source.allow(1)
            posed.wait_entered()
            posed.let_one()
            sight = wait_for(chain.sight)
            assert sight.frame.number == sight.image.number == number
            assert (sight.image.rgb == number).all()
        assert chain.sight() is None  # each only once


def wait_for(ask):
    """Ask until there is an answer, at most as long as the guard allows."""
    tick = threading.Event()
    for _ in range(int(GUARD_S / 0.001)):
        found = ask()
        if found:
            return found
        tick.wait(0.001)
    raise AssertionError("nothing came")


# ---- live: the newest, and every drop counted ----


def test_images_that_find_the_pose_busy_are_dropped_and_counted_and_the_newest_is_next():
    source = Scripted([image(n) for n in range(10)], live=True, stepped=True)
    posed = Turnstile(pose)
    seen = []
    with Chain(source, ASSIGNMENT, pose=Opened(posed)) as chain:
        chain.listen(seen.append)
        source.allow(1)
        posed.wait_entered()  # with image 0 in hand
        source.allow(9)
        wait_for(lambda: chain.health().drops.get("pose busy") == 8)
        posed.let_all()
        wait_for(lambda: len(seen) == 3)  # two sights and an answer
        assert chain.health().drops == {"pose busy": 8}
    assert [sight.frame.number for sight in sights(seen)] == [0, 9]


def test_images_that_come_while_the_pose_model_loads_are_counted_as_such():
    source = Scripted([image(n) for n in range(5)], live=True)
    loaded = threading.Event()

    def load():
        assert loaded.wait(GUARD_S)
        return Opened(pose)

    with Chain(source, ASSIGNMENT, pose=load) as chain:
        wait_for(lambda: chain.health().drops == {"pose model still loading": 4})
        loaded.set()
        assert wait_for(chain.sight).frame.number == 4


def test_a_busy_recogniser_gets_the_newest_window():
    source = Scripted(FRAMES[:60], live=True, stepped=True)
    slow = Turnstile(recognise)
    with Chain(source, replace(ASSIGNMENT, recogniser=slow)) as chain:
        chain.listen(told := Counter())
        for number in range(60):  # one after the other, so that no frame is dropped
            source.allow(1)
            wait_for(lambda number=number: told.calls > number)
            if number == 6:
                slow.wait_entered()  # with the first window in hand
        due = len(replayed(FRAMES[:60]))
        assert chain.health().drops == {"recogniser busy": due - 2}
        slow.let_all()
        wait_for(lambda: told.calls == 62)
        (result,) = chain.results()
    assert result.frame_number >= 57
    assert chain.health().drops["window busy"] == 1  # the first answer, which nobody had pulled


def test_a_live_run_that_is_recorded_and_replayed_gives_the_same_predictions():
    """Frames are lost before the pose, windows before the recogniser: what was said is said again."""
    source = Scripted([image(n) for n in range(240)], live=True, stepped=True)
    slow = Turnstile(recognise)
    recorded = []
    with Chain(source, replace(ASSIGNMENT, recogniser=slow), pose=Opened(pose)) as chain:
        chain.listen(recorded.append, capacity=10_000)
        for last in range(3, 240, 4):  # of each four images that come at once some are lost
            source.allow(4)
            wait_for(lambda last=last: any(i.frame.number == last for i in sights(recorded)))
            slow.let_one() if last % 3 else None
        lost = chain.health().drops
        slow.let_all()  # the end waits for the window in hand
    assert lost["pose busy"] > 20 and lost["recogniser busy"] > 5
    frames = [sight.frame for sight in sights(recorded)]
    again = {}
    for _, answer in replay(Recording(frames, 30.0, "recorded"), recognise, WINDOW, DECISION):
        if answer is not None:
            again[answer.prediction.window.frame_number] = answer.prediction
    said = [item.answer.prediction for item in recorded if isinstance(item, Result)]
    assert len(said) > 20
    for prediction in said:
        same = again[prediction.window.frame_number]
        assert prediction.window.positions.tobytes() == same.window.positions.tobytes()
        assert prediction.probabilities.tobytes() == same.probabilities.tobytes()
        assert prediction.f_a.tobytes() == same.f_a.tobytes()


def sights(items) -> list[Sight]:
    return [item for item in list(items) if isinstance(item, Sight)]


def test_a_live_run_without_losses_gives_the_same_answers_when_replayed():
    source = Scripted(FRAMES, live=True, stepped=True)
    recorded = []
    with Chain(source, ASSIGNMENT) as chain:
        chain.listen(recorded.append)
        said = [bits[-2] for bits in replayed(FRAMES)]  # the numbers of the frames with an answer
        for number in range(len(FRAMES)):
            source.allow(1)
            events = number + 1 + sum(frame_number <= number for frame_number in said)
            wait_for(lambda events=events: len(recorded) == events)
        assert set(chain.health().drops) <= {"window busy"}  # nobody pulls
    frames = [sight.frame for sight in sights(recorded)]
    assert [answer_bits(r.answer) for r in recorded if isinstance(r, Result)] == replayed(frames)
    assert [frame.number for frame in frames] == list(range(len(FRAMES)))


def test_a_stalled_window_does_not_make_memory_grow():
    alive = []

    def images():
        for number in range(500):
            item = image(number)
            alive.append(weakref.ref(item.rgb))
            yield item

    source = Scripted(images(), live=True, stepped=True)
    with Chain(source, ASSIGNMENT, pose=Opened(pose)) as chain:
        chain.listen(told := Counter())
        before = 0
        for _ in range(500):
            source.allow(1)
            wait_for(lambda before=before: told.calls > before)
            before = told.calls
        gc.collect()
        # In a mailbox each, one in the hand of each stage, one in the source's.
        assert sum(ref() is not None for ref in alive) <= 8
        assert chain.health().drops["window busy"] > 100


# ---- who and with what may change ----


def test_everyone_in_view_gets_the_answers_of_a_replay_that_follows_them():
    frames = [moving(number, (7, 8, 9)) for number in range(90)]
    results = all_of(Chain(Scripted(frames), replace(ASSIGNMENT, who="everyone")))
    for identity in (7, 8, 9):
        said = [answer_bits(result.answer) for result in results if result.identity == identity]
        assert said == replayed(frames, follow=identity) and said
    assert len({replayed(frames, follow=identity)[-1] for identity in (7, 8, 9)}) == 3


def test_answers_about_several_people_do_not_push_each_other_out():
    frames = [moving(number, (7, 8)) for number in range(30)]
    source = Scripted(frames, live=True, stepped=True)
    with Chain(source, replace(ASSIGNMENT, who="everyone")) as chain:
        chain.listen(told := Counter())
        for number in range(30):
            source.allow(1)
            wait_for(lambda number=number: told.calls > number)
        wait_for(lambda: chain.health().drops.get("window busy", 0) >= 4)
        assert sorted(result.identity for result in chain.results()) == [7, 8]
        assert chain.results() == ()


def test_whoever_leaves_is_forgotten_and_starts_afresh():
    there, gone = [moving(n, (7, 8)) for n in range(40)], [moving(n, (7,)) for n in range(40, 70)]
    back = [moving(n, (7, 8)) for n in range(70, 100)]
    frames = there + gone + back
    results = all_of(Chain(Scripted(frames), replace(ASSIGNMENT, who="everyone")))
    of_8 = [result for result in results if result.identity == 8]
    after = [answer_bits(result.answer) for result in of_8 if result.frame_number >= 70]
    assert after == replayed(back, follow=8)


def test_another_person_can_be_followed_while_it_runs():
    frames = [moving(number, (7, 8)) for number in range(80)]
    source = Scripted(frames, stepped=True)
    with Chain(source, ASSIGNMENT) as chain:
        source.allow(20)
        assert next(iter(chain)).identity in (7, 8)
        chain.follow(8)
        assert chain.assignment.who == 8
        source.allow(61)
        assert {result.identity for result in list(chain)[3:]} == {8}


def test_another_recogniser_can_be_used_while_it_runs():
    def other(window):
        return replace(recognise(window), labels=("a", "b", "c"))

    source = Scripted(FRAMES, stepped=True)
    with Chain(source, ASSIGNMENT) as chain:
        source.allow(30)
        next(iter(chain))
        chain.use(other, replace(WINDOW, frames=5), DECISION)
        source.allow(91)
        last = list(chain)[-1].answer.prediction
    assert last.labels == ("a", "b", "c") and len(last.window.times_s) == 5


class Network:
    def __call__(self, window):
        return recognise(window)


def test_a_recogniser_that_is_replaced_and_images_of_who_has_left_are_let_go():
    pixels = []

    def images():
        for number in range(100):
            item = image(number)
            pixels.append(weakref.ref(item.rgb))
            yield item

    def people(item):
        return moving(item.number, (item.number // 12,))

    def passed(number):
        assert any(result.frame_number >= number for result in chain)

    first = Network()
    gone, source = weakref.ref(first), Scripted(images(), stepped=True)
    assignment = Assignment(first, replace(WINDOW, max_gap_s=0.1), DECISION, who="everyone")
    with Chain(source, assignment, pose=Opened(people)) as chain:
        source.allow(40)
        passed(30)
        chain.use(Network(), WINDOW, DECISION)
        del first, assignment
        source.allow(60)
        passed(90)
        gc.collect()
        assert gone() is None
        assert sum(each() is not None for each in pixels) <= 8


# ---- how it ends ----


class Broken(RecordingError):
    pass


def test_a_source_that_dies_says_so_itself_after_the_last_result():
    error = Broken("the cable was pulled")
    with Chain(Scripted(FRAMES, error=error), ASSIGNMENT) as chain:
        results = []
        with pytest.raises(Broken) as caught:
            for result in chain:
                results.append(result)
        assert caught.value is error
        assert [answer_bits(result.answer) for result in results] == replayed(FRAMES)
        with pytest.raises(Broken):  # whoever asks again is told again
            chain.results()
        assert chain.finished


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("part", ["source", "opening", "pose", "recogniser"])
def test_each_part_reports_its_own_error_and_all_threads_end(part, live):
    error = Broken(part)

    def fail(item=None):
        raise error

    # At two images a second a window comes due at the second image that gets through, however many are lost.
    items = (image(n, rate_hz=2.0) for n in (range(50) if part == "source" else itertools.count()))
    source = Scripted(items, live=live, error=error if part == "source" else None)
    opened = {"opening": fail, "pose": Opened(fail)}.get(
        part, Opened(lambda i: moving(i.number, rate_hz=2.0))
    )
    window = replace(WINDOW, span_s=60.0, max_gap_s=60.0)
    assignment = Assignment(fail if part == "recogniser" else recognise, window, DECISION)
    chain = Chain(source, assignment, pose=opened)
    chain.start()
    with pytest.raises(Broken) as caught:
        list(chain)
    assert caught.value is error
    for thread in chain._threads:
        thread.join(GUARD_S)
        assert not thread.is_alive()  # without anybody stopping it


def test_the_pose_step_is_opened_and_closed_on_its_own_thread():
    opened = Opened(pose)
    all_of(Chain(Scripted([image(n) for n in range(5)]), ASSIGNMENT, pose=opened))
    assert opened.threads == ["pose", "pose"]


def test_a_generators_source_is_closed_on_its_own_thread():
    closed = []

    class Device(Scripted):
        def __iter__(self):
            try:
                yield from super().__iter__()
            finally:
                closed.append(threading.current_thread().name)

    chain = Chain(Device(FRAMES), ASSIGNMENT)
    chain.start()
    next(iter(chain))
    chain.stop()
    assert closed == ["capture"]


def test_it_ends_by_itself_and_says_so():
    chain = Chain(Scripted(FRAMES[:10]), ASSIGNMENT)
    with chain:
        assert len(list(chain)) == 2
        assert chain.finished and chain.results() == () and list(chain) == []


def test_stopping_is_allowed_at_any_time_and_from_anywhere():
    never_started = Chain(Scripted(FRAMES), ASSIGNMENT)
    never_started.stop()
    never_started.stop()
    with pytest.raises(RuntimeError):
        never_started.start()

    chain = Chain(Scripted(FRAMES), ASSIGNMENT)
    chain.start()
    with pytest.raises(RuntimeError):
        chain.start()
    threads = [threading.Thread(target=chain.stop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(GUARD_S)
        assert not thread.is_alive()
    chain.stop()
    assert chain.results() == () and list(chain) == []
    with pytest.raises(RuntimeError):
        chain.listen(print)


def test_stopping_wakes_whoever_waits_for_results():
    source = Scripted(FRAMES, stepped=True)
    chain = Chain(source, ASSIGNMENT)
    chain.start()
    asked, results = threading.Event(), []

    def pull():
        asked.set()
        results.extend(chain)

    thread = threading.Thread(target=pull)
    thread.start()
    assert asked.wait(GUARD_S)
    chain.stop()
    thread.join(GUARD_S)
    assert not thread.is_alive() and results == []


@pytest.mark.parametrize("held", ["pose", "recogniser"])
def test_stopping_waits_for_the_stage_at_work_and_no_longer(held):
    work = Turnstile(pose if held == "pose" else recognise)
    opened = Opened(work if held == "pose" else pose)
    assignment = replace(ASSIGNMENT, recogniser=work) if held == "recogniser" else ASSIGNMENT
    chain = Chain(Scripted([image(n) for n in range(100)]), assignment, pose=opened)
    chain.start()
    work.wait_entered()
    stopper = threading.Thread(target=chain.stop)
    stopper.start()
    work.let_all()
    stopper.join(GUARD_S)
    assert not stopper.is_alive()


def test_painting_completes_the_times():
    source = Scripted([image(n) for n in range(20)])
    with Chain(source, ASSIGNMENT, pose=Opened(pose)) as chain:
        list(chain)
        sight = chain.sight()
        chain.painted(sight)
        report = chain.health()
    assert set(report.durations) == {"pose", "recognition", "prediction", "painting"}
    assert set(report.rates_hz) == {"capture", "pose", "recognition", "painting"}
    assert report.durations["pose"].count == 20 and report.durations["painting"].count == 1
    assert all(took.median_ms <= took.p95_ms for took in report.durations.values())
