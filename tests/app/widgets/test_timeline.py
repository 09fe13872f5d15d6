import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.model.palette import Palette
from app.widgets.timeline import Timeline
from streaming.recognition.segments import Segment
from streaming.skeleton.frames import LabelledSpan

LABELS = (LabelledSpan("sitDown", 12.0, 14.0),)
SEGMENTS = [Segment("sit down", 12.5, 14.0, 0.875), Segment(None, 14.0, 16.0, 0.4)]


@pytest.fixture
def timeline(qtbot) -> Timeline:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(800, timeline.height())
    timeline.set_recording(10.0, 20.0, LABELS)
    timeline.set_analysis(SEGMENTS, 17.0, Palette(("walk", "sit down")))
    timeline.show()
    return timeline


def colour_at(timeline: Timeline, time_s: float, y: int) -> str:
    return timeline.grab().toImage().pixelColor(round(timeline.x_of(time_s)), y).name()


def test_an_empty_timeline_says_what_will_be_there(qtbot):
    empty = Timeline()
    qtbot.addWidget(empty)
    empty.resize(800, empty.height())
    blank = QWidget()
    qtbot.addWidget(blank)
    blank.resize(empty.size())
    assert empty.grab().toImage() != blank.grab().toImage()


def test_places_are_times(timeline):
    for time_s in (10.0, 13.3, 20.0):
        assert timeline.time_of(timeline.x_of(time_s)) == pytest.approx(time_s)
    assert timeline.time_of(-50) == 10.0
    assert timeline.time_of(5000) == 20.0


def test_both_rows_have_the_colour_of_the_action(timeline):
    colour = Palette(("walk", "sit down")).colour("sit down", dark=False)
    predicted, labelled = timeline.height() - 64, timeline.height() - 14
    assert colour_at(timeline, 12.6, predicted) == colour
    assert colour_at(timeline, 12.1, labelled) == colour
    assert colour_at(timeline, 12.2, predicted) != colour
    assert colour_at(timeline, 15.0, labelled) != colour


def test_without_labels_there_is_no_row_for_them(timeline):
    height = timeline.height()
    timeline.set_recording(10.0, 20.0, ())
    assert timeline.height() < height


def test_it_tells_what_is_under_the_mouse(timeline):
    assert timeline.text_at(13.0) == "0:03.00   sit down, 88 %   labelled sit down"
    assert timeline.text_at(15.0) == "0:05.00   no action, or not sure"
    assert timeline.text_at(19.0) == "0:09.00"


def test_pressing_and_dragging_seek(timeline, qtbot):
    sought = []
    timeline.sought.connect(sought.append)
    y = timeline.height() - 30
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(timeline.x_of(12)), y))
    assert sought == [pytest.approx(12, abs=0.02)]
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(timeline.x_of(12)), y))
    qtbot.mousePress(timeline, Qt.MouseButton.RightButton, pos=QPoint(round(timeline.x_of(15)), y))
    assert len(sought) == 1


def test_an_empty_timeline_paints_and_does_not_seek(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    sought = []
    timeline.sought.connect(sought.append)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    assert sought == []
    assert not timeline.grab().isNull()


def test_marks_go_with_their_recording(timeline):
    plain = timeline.grab().toImage()
    timeline.set_marked((12.0, 13.0))
    assert timeline.grab().toImage() != plain
    timeline.set_recording(10.0, 20.0, ())
    bare = timeline.grab().toImage()
    timeline.set_marked(None)
    assert timeline.grab().toImage() == bare
