"""What the plot of attention shows: F_A, its deviation from its mean, or saliency."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.model.attention_range import FULL_RANGE, SIGNED_RANGE, range_for
from app.model.measured import Measured, Measures
from mans.attribution.measures import curves, deviation, share_of_largest
from streaming.recognition.window import Window

KEY = Qt.Key


@pytest.fixture
def predict(make_recogniser):
    """Predictions of windows that end at a time, in seconds."""

    def make(end_s: float = 5.0):
        window = Window(
            np.linspace(end_s - 2, end_s, 50), np.ones((50, 1, 25, 3)), np.full((50, 1, 25), 2), 9
        )
        return make_recogniser()(window)

    return make


def test_the_deviation_is_what_is_left_of_f_a_without_its_mean(predict):
    prediction = predict()
    less = deviation(prediction)
    np.testing.assert_allclose(less.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(less[0], 0.1 * np.linspace(-0.5, 0.5, 50), atol=1e-6)
    assert curves("f_a", prediction) is prediction.f_a


def test_saliency_is_scaled_to_its_largest_and_needs_somebody_to_find_it(predict, make_recogniser):
    values = curves("saliency", predict(), make_recogniser().saliency)
    assert values.max() == 1.0 and values.min() == pytest.approx(-0.5)
    assert not share_of_largest(np.zeros((3, 9), np.float32)).any()
    with pytest.raises(ValueError, match="nothing is given"):
        curves("saliency", predict())


def test_peaks_of_saliency_are_where_it_is_strong_either_way(predict):
    values = np.zeros((3, 50), np.float32)
    values[:, 10], values[:, 30] = -1, 0.5
    assert Measured(predict(), "saliency", values).strength.argmax() == 10
    assert Measured(predict(), "deviation", values).strength.argmax() == 30


def test_each_measure_has_its_range(predict):
    prediction = predict()
    low, high = range_for(Measured(prediction, "deviation", deviation(prediction)), FULL_RANGE, zoomed=False)
    assert low == -high and 0.05 <= high <= 0.1
    assert (
        range_for(Measured(prediction, "saliency", prediction.f_a), FULL_RANGE, zoomed=True) == SIGNED_RANGE
    )
    assert range_for(Measured(prediction, "f_a", prediction.f_a), SIGNED_RANGE, zoomed=False) == FULL_RANGE
    low, high = range_for(Measured(prediction, "f_a", prediction.f_a), SIGNED_RANGE, zoomed=True)
    assert 0.4 < low < 0.5 < 0.6 < high < 0.7


def test_saliency_is_found_on_another_thread_and_what_was_shown_stays_meanwhile(predict, make_recogniser):
    recogniser, asked, gate = make_recogniser(), [], threading.Semaphore(0)
    found = recogniser.saliency

    def saliency(window):
        asked.append((threading.current_thread().name, window.end_s))
        assert gate.acquire(timeout=60)
        return found(window)

    recogniser.saliency = saliency
    measures, first, second = Measures(), predict(5.0), predict(6.0)
    assert measures.of(first, recogniser).measure == "f_a" and not asked  # nothing that nobody asked for
    measures.choose_next()
    measures.choose_next()
    assert measures.measure == "saliency"
    assert measures.of(first, recogniser) is None
    while not asked:
        threading.Event().wait(0.001)
    assert measures.of(first, recogniser) is None  # under way: it is not asked for once more
    gate.release()
    while measures.of(first, recogniser) is None:
        threading.Event().wait(0.001)
    shown = measures.of(first, recogniser)
    assert shown.prediction is first
    assert measures.of(second, recogniser) is shown is measures.of(second, recogniser)
    gate.release()
    while measures.of(second, recogniser) is shown:
        threading.Event().wait(0.001)
    assert measures.of(second, recogniser).prediction is second
    assert asked == [("saliency", 5.0), ("saliency", 6.0)]
    assert measures.of(None, recogniser) is None
    measures.choose_next()
    assert measures.of(second, recogniser).values is second.f_a
    measures.close()


def test_keys_and_menu_choose_what_is_plotted(window, qtbot):
    panel, session = window.attention_panel, window.session
    session.playback.seek(3.0)
    session.preview = 49
    window.refresh()
    axis = panel.plot.getAxis("left")
    assert (panel.title.text(), axis.labelText) == ("Frame attention F_A", "F_A")
    qtbot.keyClick(window, KEY.Key_D)
    window.refresh()
    assert (
        panel.title.text() == "F_A less its mean" and axis.labelText == "\N{GREEK CAPITAL LETTER DELTA} F_A"
    )
    assert [label.text()[:2] for label in panel.values] == ["x ", "y ", "z ", "me"]
    assert panel.values[0].text() == "x +0.050" and panel.values[1].text() == "y \N{MINUS SIGN}0.050"
    assert panel.plot.zero.isVisible() and not panel.zoom.isEnabled()
    panel.entries["saliency"].trigger()
    qtbot.waitUntil(lambda: panel.values[1].text() == "y +1.00")
    assert axis.labelText == "saliency" and panel.entries["saliency"].isChecked()
    assert panel.peaks.frames[-1] == 49
    qtbot.keyClick(window, KEY.Key_D)
    window.refresh()
    assert axis.labelText == "F_A" and panel.zoom.isEnabled() and not panel.plot.zero.isVisible()
    assert panel.values[0].text() == "x 0.60"


def test_of_another_attention_other_names(window):
    panel = window.attention_panel
    panel.name_attention("gates")
    assert "STA-LSTM" in panel.title.text() and panel.plot.getAxis("left").labelText == "gate"
    panel.name_attention("none")
    assert panel.title.text() == "No attention to show"
    assert "Saliency" in panel.entries["saliency"].text()


def test_saliency_that_cannot_be_found_is_told_and_f_a_is_back(
    make_window, make_recording, make_recogniser, qtbot
):
    window = make_window(make_recording(), make_recogniser(saliency_fails=True))
    window.session.playback.seek(3.0)
    window.controls.show_measure("saliency")
    qtbot.waitUntil(lambda: "no gradient" in window.banner.headline.text())
    window.refresh()
    assert window.measures.measure == "f_a"
    assert window.attention_panel.title.text() == "Frame attention F_A"


def test_numbers_that_cannot_be_exported_are_told(
    make_window, make_recording, make_recogniser, qtbot, tmp_path
):
    window = make_window(make_recording(), make_recogniser(saliency_fails=True))
    window.store.current = replace(window.store.current, recordings=str(tmp_path))
    window.session.playback.seek(3.0)
    window.files.export_attention()
    qtbot.waitUntil(lambda: "no gradient" in window.banner.headline.text(), timeout=60_000)
    assert list(tmp_path.iterdir()) == []  # no picture without its numbers either
