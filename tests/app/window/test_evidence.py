"""The evidence of each frame in the window: it adds up to the score, and is there only where there is any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.drawing.clip import SIZE, ClipDrawing
from app.drawing.qimages import rgb_of
from app.drawing.theme import DARK, apply_theme, theme_of
from app.model.clip import Measuring, window_clip
from app.model.frame_evidence import FrameEvidence
from app.model.wording import MINUS
from streaming.pipeline.live import CameraFeed

from .test_live import begin, make_live, studio

__all__ = ["make_live", "studio"]

KEY = Qt.Key


@pytest.fixture
def evident(make_window, make_recording, make_evident):
    """A window with a recording, analysed by a network with evidence; the hand is up from 2 s to 4 s."""
    window = make_window(make_recording(), make_evident())
    window.resize(1280, 860)
    return window


def look_at(window, seconds: float):
    window.session.playback.seek(seconds)
    window.refresh()
    QApplication.processEvents()
    return window.attention_panel


def bars(panel) -> np.ndarray:
    return np.asarray(panel.evidence.plot.bars.opts["height"])


def words(window) -> str:
    return "\n".join(
        label.text() + label.toolTip() for label in window.findChildren(QLabel) if label.isVisible()
    )


def test_the_bars_sum_to_the_score_that_makes_the_probability(evident):
    panel = look_at(evident, 3.0)
    answer = evident.session.answer
    prediction = evident.session.recogniser(answer.prediction.window)  # with the evidence of every class
    assert answer.label == "hand up" and panel.evidence.isVisible()
    logits = np.array([prediction.contributions(label).sum() for label in prediction.labels])
    weights = np.exp(logits - logits.max())
    np.testing.assert_allclose(weights / weights.sum(), prediction.probabilities, atol=1e-5)
    assert bars(panel).sum() == pytest.approx(logits[0], abs=1e-4)
    assert panel.evidence.caption.whole == "Evidence for hand up"
    newest = bars(panel)[-1]
    assert panel.evidence.value.text() == f"{newest:+.2f} of {logits[0]:+.2f}".replace("-", MINUS)
    # Frames of the window that show nothing yet have little, and speak against it: grey, below the line.
    before = prediction.window.times_s < 1.9
    assert before.sum() > 10 and (bars(panel)[before] < 0).all()
    assert np.abs(bars(panel)[before]).max() < 0.1 * bars(panel).max()
    colours = [brush.name() for brush in panel.evidence.plot.bars.opts["brushes"]]
    assert colours[-1] == evident.session.palette.colour("hand up", dark=False) and colours[0] != colours[-1]


def test_pointing_at_a_bar_reads_it_off_with_frame_time_and_attention(evident, qtbot):
    panel = look_at(evident, 3.0)
    plot = panel.evidence.plot
    at = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(-1.5, 0.0)))
    qtbot.mouseMove(plot.viewport(), at + QPoint(0, 3))
    qtbot.mouseMove(plot.viewport(), at)
    evident.refresh()
    frame = evident.session.preview
    window = evident.session.answer.prediction.window
    assert window.times_s[frame] - window.times_s[-1] == pytest.approx(-1.5, abs=0.03)
    assert panel.moment.text() == f"#{frame + 1}, {MINUS}{window.times_s[-1] - window.times_s[frame]:.2f} s"
    assert panel.values[0].text() == f"x {evident.session.answer.prediction.f_a[0, frame]:.2f}"
    assert panel.evidence.value.text().startswith(f"{bars(panel)[frame]:+.2f} of ".replace("-", MINUS))
    for marked in (panel.plot, plot):
        assert marked.marker.isVisible()
        assert marked.marker.value() == pytest.approx(window.times_s[frame] - window.times_s[-1])
    qtbot.keyClick(evident, KEY.Key_Escape)
    evident.refresh()
    assert not plot.marker.isVisible() and panel.moment.text() == "Newest"


def test_a_frame_that_adds_nothing_has_no_sign(evident):
    look_at(evident, 3.0)
    answer = evident.session.answer
    evidence = np.zeros_like(answer.prediction.evidence)
    evidence[0, 0], evidence[-1, 0] = 9.0, -1e-4
    silent = replace(answer, prediction=replace(answer.prediction, evidence=evidence))
    shown = FrameEvidence.of(silent, evident.session.palette)
    assert shown.reading(49).startswith("0.00 of +")


def test_where_nothing_is_announced_the_best_action_is_shown_hollow(evident):
    panel = look_at(evident, 3.0)
    full = panel.evidence.plot.bars.opts["brushes"][-1]
    answers = [answer for answer in evident.session.analysis.answers if answer.label is None]
    panel = look_at(evident, answers[0].time_s)
    assert evident.session.answer.label is None
    assert panel.evidence.caption.whole.endswith("(best guess)")
    label = panel.evidence.caption.whole.removeprefix("Evidence for ").removesuffix(" (best guess)")
    assert bars(panel).sum() == pytest.approx(
        float(evident.session.answer.prediction.contributions(label).sum()), abs=1e-4
    )
    drawn = panel.evidence.plot.bars.opts
    edge, colour = next(
        (pen.color(), brush)
        for pen, brush, bar in zip(drawn["pens"], drawn["brushes"], bars(panel), strict=True)
        if bar > 0
    )
    announced = evident.session.palette.colour(label, dark=False)
    assert edge.name() == announced and colour.name() != announced and colour != full
    assert colour.lightness() > full.lightness()  # nearer to a light card


def test_poses_are_those_where_evidence_times_attention_is_highest(evident):
    panel = look_at(evident, 3.0)
    evidence = evident.session.answer.prediction.contributions("hand up")
    assert panel.peaks.isVisible() and "evidence" in panel.peaks.toolTip()
    assert int(evidence.argmax()) in panel.peaks.frames
    assert all(evidence[frame] > 0 for frame in panel.peaks.frames)


def test_f_a_fills_its_plot_where_only_its_shares_count(evident, monkeypatch):
    panel = look_at(evident, 3.0)
    plain = evident.session.answer
    f_a = plain.prediction.f_a * np.float32(0.02)  # the same shares, so the same answer
    faint = replace(plain, prediction=replace(plain.prediction, f_a=f_a))
    monkeypatch.setattr(type(evident.session), "answer", property(lambda _: faint))
    evident.refresh()
    low, high = panel.plot._values
    assert low == 0 and f_a.max() <= high < 2 * f_a.max()
    assert panel.values[0].text() == f"x {f_a[0, -1]:.3f}"
    assert bars(panel).sum() == pytest.approx(
        float(plain.prediction.contributions("hand up").sum()), abs=1e-3
    )


def test_nothing_is_shown_or_said_where_the_network_has_no_evidence(window, make_evident):
    panel = look_at(window, 3.0)
    assert not panel.evidence.isVisible() and "vidence" not in words(window)
    assert "vidence" not in panel.peaks.toolTip()
    height = panel.minimumSizeHint().height()
    window.session.use(make_evident())
    window.session.analysis.join()
    look_at(window, 3.0)
    assert panel.evidence.isVisible() and "Evidence for hand up" in words(window)
    assert panel.minimumSizeHint().height() > height
    assert not panel.plot.getAxis("bottom").isVisible() and panel.evidence.plot.getAxis("bottom").isVisible()


def test_with_nobody_in_view_the_bars_go_and_their_place_stays(evident):
    panel = look_at(evident, 3.0)
    place = panel.evidence.plot.geometry()
    look_at(evident, 0.0)
    QApplication.processEvents()
    assert evident.session.answer is None
    assert panel.evidence.isVisible() and len(bars(panel)) == 0 and panel.evidence.value.text() == ""
    assert panel.evidence.caption.whole == "" and panel.evidence.plot.geometry() == place


def test_evidence_is_there_in_study_and_in_both_themes(evident, qtbot):
    qtbot.keyClick(evident, KEY.Key_A)
    panel = look_at(evident, 3.0)
    assert evident.panes.studying and panel.evidence.isVisible() and len(bars(panel)) == 50
    before = panel.evidence.plot.bars.opts["brushes"][0]
    apply_theme(QApplication.instance(), "dark")
    QApplication.processEvents()
    assert theme_of(panel) is DARK
    assert panel.evidence.plot.bars.opts["brushes"][0] != before


def test_live_the_evidence_is_that_of_the_newest_answer(make_live, make_evident, qtbot, studio):
    window = make_live(make_evident())
    begin(window, qtbot, studio, CameraFeed(), images=50)
    panel = window.attention_panel
    qtbot.waitUntil(lambda: panel.evidence.isVisible() and len(bars(panel)) > 0)
    qtbot.waitUntil(lambda: panel.evidence.caption.whole == "Evidence for hand up")
    answer = window.session.answer
    window.refresh()
    assert bars(panel).sum() == pytest.approx(
        float(answer.prediction.contributions("hand up").sum()), abs=1e-4
    )


def test_a_clip_shows_the_bars_below_the_curves(evident, make_recogniser):
    look_at(evident, 3.0)
    session, stage = evident.session, evident.stage

    def last_image(recogniser) -> np.ndarray:
        session.use(recogniser)
        session.analysis.join()
        measuring = Measuring("f_a", session.recogniser)
        clip = window_clip(session.answer, session.scene.window_picture, measuring, session.palette)
        *_, still = clip.stills()
        look, theme = stage.look, theme_of(stage)
        return rgb_of(ClipDrawing(clip.palette, look, theme, evident.font(), clip.measure).draw(still))

    colour = evident.session.palette.colour("hand up", dark=False)
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    corner = (slice(SIZE[1] - 75, None), slice(SIZE[0] // 2, None))
    counts = [
        (np.abs(last_image(recogniser)[corner].astype(int) - rgb).max(axis=2) < 12).sum()
        for recogniser in (session.recogniser, make_recogniser())
    ]
    assert counts[0] > 1000 > counts[1]


# ---- F_A that is mostly the position in the window ----

USUAL = np.linspace(0.3, 0.7, 150, dtype=np.float32).reshape(3, 50)


def test_f_a_of_equation_8_is_said_to_be_mostly_position(window):
    panel = look_at(window, 3.0)
    assert panel.note.words.whole == "Most of F_A is the position in the window."
    assert "Equation 8" in panel.note.words.toolTip()
    assert panel.note.isVisible() and not panel.note.subtract.isVisible()  # nobody knows what is usual
    window.controls.show_measure("saliency")
    look_at(window, 3.0)
    assert not panel.note.isVisible()


@pytest.mark.parametrize("attention", ["gates", "none"])
def test_nothing_is_said_of_the_position_where_there_is_no_equation_8(
    make_window, make_recording, make_recogniser, attention
):
    window = make_window(make_recording(), make_recogniser(attention=attention))
    assert not look_at(window, 3.0).note.isVisible()


def test_nothing_is_said_of_the_position_where_there_is_evidence(evident):
    assert not look_at(evident, 3.0).note.isVisible()


def test_what_is_usual_at_each_position_can_be_taken_off(make_window, make_recording, make_recogniser, qtbot):
    window = make_window(make_recording(), make_recogniser(f_a_mean=USUAL))
    panel = look_at(window, 3.0)
    f_a = window.session.answer.prediction.f_a
    assert panel.note.subtract.accessibleName() == "Subtract each position's mean"
    qtbot.mouseClick(panel.note.subtract, Qt.MouseButton.LeftButton)
    look_at(window, 3.0)
    drawn = np.stack([curve.getData()[1] for curve in panel.plot.curves])
    np.testing.assert_allclose(drawn, f_a - USUAL, atol=1e-6)
    assert panel.title.text() == "F_A less its usual value" and panel.note.subtract.isChecked()
    assert panel.entries["deviation"].isChecked()
    assert panel.note.words.whole == "What is left without the position"
    qtbot.mouseClick(panel.note.subtract, Qt.MouseButton.LeftButton)
    look_at(window, 3.0)
    assert panel.title.text() == "Frame attention F_A" and not panel.note.subtract.isChecked()
    qtbot.keyClick(window, KEY.Key_D)  # the key does the same
    look_at(window, 3.0)
    assert panel.note.subtract.isChecked()
