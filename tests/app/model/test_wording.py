from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.messages import Message, MessageBoard, describe
from app.model.verdict import in_short, verdict
from app.model.wording import percent, readable, tick_step, timecode
from streaming.errors import RecordingError


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("sitDown", "sit down"),
        ("sit_down", "sit down"),
        ("walk", "walk"),
        ("turn on TV", "turn on TV"),
        ("handUp", "hand up"),
    ],
)
def test_labels_become_words(label, words):
    assert readable(label) == words


@pytest.mark.parametrize(
    ("seconds", "decimals", "text"),
    [(0, 2, "0:00.00"), (59.999, 2, "1:00.00"), (63.2, 1, "1:03.2"), (3725, 0, "1:02:05"), (-1, 0, "0:00")],
)
def test_times_are_rounded_once(seconds, decimals, text):
    assert timecode(seconds, decimals) == text


@pytest.mark.parametrize(
    ("probability", "text"), [(0, "0 %"), (0.001, "<1 %"), (0.25, "25 %"), (0.999, ">99 %"), (1, "100 %")]
)
def test_percent_claims_no_certainty_that_is_not_there(probability, text):
    assert percent(probability) == text


@given(st.floats(0.01, 40_000), st.floats(2, 40))
def test_ticks_are_no_more_than_wanted(duration_s, ticks):
    assert duration_s / tick_step(duration_s, ticks) <= max(ticks, 40_000 / 3600) + 1e-6


def test_an_error_is_told_with_place_expectation_and_remedy():
    error = RecordingError(
        "joint count 24", path="a/b.skeleton", place="line 17", expected="25", remedy="Do so"
    )
    message = describe(error, "Not opened")
    assert message.headline == "Not opened. b.skeleton, line 17: joint count 24; expected 25."
    assert message.detail == "Do so"
    assert message.is_error


def test_a_fault_of_the_program_is_told_as_such():
    message = describe(KeyError("x"), "Not opened")
    assert "KeyError" in message.headline
    assert "fault of the program" in message.detail


def test_the_board_has_one_message_a_matter_and_shows_the_newest():
    board = MessageBoard()
    assert board.newest is None
    board.dismiss()
    board.tell("recording", Message("first"))
    board.tell("model", Message("second"))
    board.tell("recording", Message("third"))
    assert board.newest.headline == "third"
    board.settle("recording")
    assert board.newest.headline == "second"
    board.dismiss()
    assert board.newest is None


def test_without_an_answer_the_verdict_says_why(make_session, make_recording, make_recogniser):
    session = make_session()
    assert verdict(session, None).headline == "No model"
    session.use(make_recogniser())
    assert verdict(session, None).headline == "Ready"
    session.show(make_recording())
    session.analysis.join()
    assert verdict(session, session.answer).headline == "Watching"
    assert "0.8 s" in verdict(session, session.answer).note


def test_not_analysed_yet_is_not_the_same_as_no_answer(make_session, make_recording, make_recogniser):
    session = make_session()
    session.show(make_recording(60.0))
    session.use(make_recogniser(pause_s=0.005))
    session.playback.seek(59.0)
    assert verdict(session, session.answer).headline == "One moment"


def test_verdicts_of_answers(make_session, make_recording, make_recogniser):
    session = make_session()
    session.show(make_recording())
    session.use(make_recogniser())
    session.analysis.join()
    session.playback.seek(3.5)
    said = verdict(session, session.answer)
    assert (said.headline, said.label) == ("Hand up", "hand up")
    assert said.confidence > 0.9
    assert len(said.best) == 5
    assert said.best[0][0] == "hand up"


@pytest.mark.parametrize(
    ("shares", "headline", "note"),
    [
        ((0.1, 0.1, 0.8), "No action", "Nothing that this model knows"),
        ((0.4, 0.35, 0.25), "Not sure", "Best guess: a"),
    ],
)
def test_no_action_and_not_sure_are_said_as_such(make_session, shares, headline, note):
    import numpy as np

    from streaming.recognition.decision import Answer
    from streaming.recognition.prediction import Prediction

    prediction = Prediction(None, ("a", "b", "no action"), np.array(shares, np.float32), np.zeros((3, 50)))
    answer = Answer(1.0, None, shares[0], prediction.probabilities, prediction)
    said = verdict(make_session(), answer)
    assert (said.headline, said.note, said.label) == (headline, note, None)


def test_what_is_known_by_a_rule_is_said_to_be(make_session):
    import numpy as np

    from streaming.recognition.decision import Answer
    from streaming.recognition.prediction import Prediction

    labels = ("walk", "no action", "hand to mouth")
    prediction = Prediction(None, labels, np.array((0.1, 0.2, 0.7), np.float32), np.zeros((3, 50)))
    for label, note in (("hand to mouth", "By a rule, not by the network"), ("walk", "")):
        said = verdict(make_session(), Answer(1.0, label, 0.7, prediction.probabilities, prediction))
        assert (said.note, said.label, said.confidence) == (note, label, 0.7)


def test_an_early_answer_is_said_to_be_provisional(make_session):
    import numpy as np

    from streaming.recognition.decision import Answer
    from streaming.recognition.prediction import Prediction

    prediction = Prediction(None, ("walk", "no action"), np.array((0.8, 0.2), np.float32), np.zeros((3, 50)))
    early = Answer(1.0, "walk", 0.8, prediction.probabilities, prediction, provisional=True)
    said = verdict(make_session(), early)
    assert (said.headline, said.note, said.label, said.provisional) == ("Walk …", "Provisional", "walk", True)
    assert in_short(early).split() == ["walk", "…", "80", "%"]
    sure = replace(early, provisional=False)
    assert verdict(make_session(), sure).headline == "Walk" and "…" not in in_short(sure)


def test_what_may_be_the_beginning_of_another_action_is_named_with_it_until_it_is_clear(make_session):
    import numpy as np

    from streaming.recognition.decision import Answer
    from streaming.recognition.prediction import Prediction

    labels, shares = ("raise one arm", "wave one hand", "no action"), np.float32([0.8, 0.1, 0.1])
    prediction = Prediction(None, labels, shares, np.zeros((3, 50)))
    early = Answer(1.0, "raise one arm", 0.8, shares, prediction, provisional=True)
    said = verdict(make_session(), early)
    assert (said.headline, said.label) == ("Raise or wave one arm …", "raise one arm")
    assert in_short(early).startswith("raise or wave one arm …")
    sure = replace(early, provisional=False)
    assert verdict(make_session(), sure).headline == "Raise one arm"
    assert in_short(sure).startswith("raise one arm ")
    waving = replace(early, label="wave one hand")
    assert verdict(make_session(), waving).headline == "Wave one hand …"
