"""Widgets and toggle actions of the window."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget

from app.widgets.answer_panel import AnswerPanel
from app.widgets.attention_panel import AttentionPanel
from app.widgets.banner import Banner
from app.widgets.clip_bar import ClipBar
from app.widgets.example_bar import ExampleBar
from app.widgets.example_lane import ExampleLane
from app.widgets.health_panel import HealthPanel
from app.widgets.live_bar import LiveBar
from app.widgets.movement_panel import MovementPanel
from app.widgets.stage import Stage
from app.widgets.stage_area import StageArea
from app.widgets.status_line import StatusLine
from app.widgets.teach_panel import TeachPanel
from app.widgets.timeline import Timeline
from app.widgets.tour_bar import TourBar
from app.widgets.transport import Transport
from app.widgets.welcome import Welcome


def _toggle() -> QAction:
    action = QAction()
    action.setCheckable(True)
    return action


@dataclass(frozen=True, slots=True, eq=False)
class Toggles:
    """The actions that are on or off.

    Attributes:
        record_images: whether recordings hold the images too.
        show_health: whether rates, delays and drops are shown.
        show_movement: whether angles, distances or speeds are plotted.
        mirror: whether the video is shown as in a mirror.
        zoom_attention: whether F_A is zoomed to its range.
        teach: whether custom actions are marked and taught.
    """

    record_images: QAction = field(default_factory=_toggle)
    show_health: QAction = field(default_factory=_toggle)
    show_movement: QAction = field(default_factory=_toggle)
    mirror: QAction = field(default_factory=_toggle)
    zoom_attention: QAction = field(default_factory=_toggle)
    teach: QAction = field(default_factory=_toggle)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The widgets of one window, not yet laid out.

    Attributes:
        toggles: the window's checkable actions.
        area: video and stage.
        welcome: what stands there while nothing is open.
        stage_stack: ``area`` or ``welcome``.
        transport: the controls of a replay.
        live_bar: the controls of what is live.
        bar_stack: ``transport`` or ``live_bar``.
        answer_panel: the action, its confidence, the five best.
        attention_panel: the curves of F_A.
        health_panel: rates and delays as graphs; hidden at first.
        movement_panel: angles, distances or speeds as curves; hidden at first.
        timeline: the recording as a strip.
        example_lane: examples of custom actions, below it.
        example_bar: what marks them.
        teach_panel: what is marked, and what teaching has found.
        banner: the newest message.
        tour_bar: what is said about the window while a sample plays.
        clip_bar: how far a clip is written.
        status: the line at the bottom.
    """

    toggles: Toggles = field(default_factory=Toggles)
    area: StageArea = field(default_factory=StageArea)
    welcome: Welcome = field(default_factory=Welcome)
    stage_stack: QStackedWidget = field(default_factory=QStackedWidget)
    transport: Transport = field(default_factory=Transport)
    live_bar: LiveBar = field(default_factory=LiveBar)
    bar_stack: QStackedWidget = field(default_factory=QStackedWidget)
    answer_panel: AnswerPanel = field(default_factory=AnswerPanel)
    attention_panel: AttentionPanel = field(default_factory=AttentionPanel)
    health_panel: HealthPanel = field(default_factory=HealthPanel)
    movement_panel: MovementPanel = field(default_factory=MovementPanel)
    timeline: Timeline = field(default_factory=Timeline)
    example_lane: ExampleLane = field(init=False)
    example_bar: ExampleBar = field(default_factory=ExampleBar)
    teach_panel: TeachPanel = field(default_factory=TeachPanel)
    banner: Banner = field(default_factory=Banner)
    tour_bar: TourBar = field(default_factory=TourBar)
    clip_bar: ClipBar = field(default_factory=ClipBar)
    status: StatusLine = field(default_factory=StatusLine)

    def __post_init__(self) -> None:
        """Fill the stacks, and hide what is shown only when asked for."""
        object.__setattr__(self, "example_lane", ExampleLane(self.timeline))
        for stack, first, second in (
            (self.stage_stack, self.welcome, self.area),
            (self.bar_stack, self.transport, self.live_bar),
        ):
            stack.addWidget(first)
            stack.addWidget(second)
        for part in (
            self.health_panel,
            self.movement_panel,
            self.example_lane,
            self.example_bar,
            self.teach_panel,
        ):
            part.hide()

    @property
    def stage(self) -> Stage:
        """The skeletons, drawn and turned."""
        return self.area.skeleton
