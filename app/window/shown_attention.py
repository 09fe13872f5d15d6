"""Display of an answer's attention and evidence in the selected measure."""

from __future__ import annotations

from app.model.frame_evidence import FrameEvidence
from app.model.language import tr
from app.model.measured import Measures
from app.model.messages import describe
from app.model.session import Session
from app.widgets.attention_panel import AttentionPanel
from streaming.recognition.decision import Answer


class ShownAttention:
    """Display of an answer's curves in the panel, in both modes."""

    def __init__(self, session: Session, panel: AttentionPanel, measures: Measures) -> None:
        """Start without an answer.

        Args:
            session: has the recogniser, and is told what went wrong.
            panel: shows the curves.
            measures: computes them; live they need a pass of the network of their own.
        """
        self._session, self._panel, self.measures = session, panel, measures
        self._answer: Answer | None = None
        self._evidence: FrameEvidence | None = None

    def show(self, answer: Answer | None, preview: int | None) -> None:
        """Show an answer's curves in the chosen measure, and its evidence, with a marker at a frame."""
        measures, session = self.measures, self._session
        if (error := measures.failed()) is not None:
            session.messages.tell("saliency", describe(error, tr("Saliency could not be found")))
        prediction = None if answer is None else answer.prediction
        if answer is not self._answer:
            self._answer, self._evidence = answer, FrameEvidence.of(answer, session.palette)
        if prediction is not None:
            self._panel.name_source(taught=prediction.progress is not None)
        measured = measures.of(prediction, session.recogniser)
        self._panel.show_attention(measures.measure, measured, preview, self._evidence)
