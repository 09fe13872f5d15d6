"""Teaching: examples of custom actions in, a model file out, in seconds.

Example::

    taught = teach(project.samples(), Path("models/everyday-mans-evidence.safetensors"))
    print(taught.review.accuracy)
    taught.save(Path("mine.safetensors"))
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mans.checkpoint import load_whole, save_model, versions
from mans.device import choose_device
from mans.model_card import ModelCard
from mans.networks.evidence import EvidenceMans
from mans.recogniser import Recogniser
from mans.runtime.torch_network import TorchNetwork
from mans.taught.matcher import HOLD_S, Matcher
from mans.teaching.background import read_background
from mans.teaching.checks import check
from mans.teaching.learner import Learner
from mans.teaching.prepare import Step, compare, prepare
from mans.teaching.review import Review, probabilities_left_out, review, thresholds_of
from mans.transforms.tracks import Sample
from streaming.errors import ModelError, ProjectError
from streaming.recognition.decision import DecisionSettings

HITS = 0.9
"""Share of the examples that the thresholds let through when left out."""


@dataclass(frozen=True, slots=True, eq=False)
class TaughtModel:
    """What teaching gives.

    Attributes:
        network: of the model that was taught.
        card: with the custom actions.
        matcher: what tells them.
        review: what the examples are worth.
        samples: (E,) the examples.
    """

    network: EvidenceMans
    card: ModelCard
    matcher: Matcher
    review: Review
    samples: tuple[Sample, ...]

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Probability at which each custom action is answered."""
        return self.card.decision.thresholds

    def with_thresholds(self, thresholds: Mapping[str, float]) -> TaughtModel:
        """Return it with other thresholds of some actions: higher for fewer false alarms and more misses."""
        decision = replace(self.card.decision, thresholds={**self.thresholds, **thresholds})
        return replace(self, card=replace(self.card, decision=decision))

    def recogniser(self, device: str = "cpu") -> Recogniser:
        """Return what recognises live, without a file."""
        chosen = choose_device(device)
        return Recogniser(TorchNetwork(self.network.to(chosen), chosen), self.card, self.matcher)

    def save(self, path: Path) -> None:
        """Write the model file and its card.

        Raises:
            WriteError: they cannot be written.
        """
        save_model(path, self.network, self.card, self.matcher)


def teach(
    samples: Sequence[Sample],
    base: Path,
    *,
    beside: bool = True,
    either_side: Collection[str] | None = None,
    thresholds: Mapping[str, float] | None = None,
    command: str = "",
    device: str = "cpu",
    step: Step = lambda what, done, of: None,
) -> TaughtModel:
    """Teach custom actions to a model.

    Args:
        samples: the examples, 2 of each action at least, better 5.
        base: the model, of the family mans-evidence; its own actions taught before are left behind.
        beside: whether the model's actions are answered, too.
        either_side: labels of actions that either hand, or foot, may do; None to see by the examples.
        thresholds: probabilities at which actions are answered, for some of them; teaching chooses the rest.
        command: what made the model, for its card.
        device: where the network runs: ``auto``, ``cpu`` or ``cuda``.
        step: told how far it is, before each part of the work; what it raises ends the teaching.

    Raises:
        ProjectError: the examples cannot be taught.
        ModelError: the model is missing, damaged, or of another family.
    """
    chosen = choose_device(device)
    network, card, _ = load_whole(base, chosen)
    if not isinstance(network, EvidenceMans):
        raise ModelError(
            f"a model of the family {card.recipe.architecture.family}",
            path=base,
            expected="mans-evidence, whose features custom actions are told by",
            remedy="Give the bundled model",
        )
    check(samples, card.labels if beside else ())
    if unknown := set(either_side or ()) - {sample.label for sample in samples}:
        raise ProjectError(f"no example of {sorted(unknown)[0]!r}", expected="labels of the examples")
    background = read_background(base, network.settings.width)
    prepared = prepare(samples, card.recipe, step)
    compared = compare(prepared, card.recipe, either_side, step)
    learner = Learner(prepared, compared, network, card.recipe, background, chosen, step)
    matcher = learner.matcher(beside=beside)
    probabilities, people = probabilities_left_out(learner, matcher, step)
    found = thresholds_of(probabilities, prepared.action, HITS)
    given = {label: each for label, each in (thresholds or {}).items() if label in prepared.labels}
    chosen_ones = {label: round(float(t), 3) for label, t in zip(prepared.labels, found, strict=True)} | given
    limits = np.array([chosen_ones[label] for label in prepared.labels], np.float32)
    made = replace(
        card,
        taught=matcher.taught,
        decision=decision_of(matcher, chosen_ones),
        command=command or card.command,
        versions=versions(),
        scores={},
    )
    found_out = review(learner, probabilities, limits, people=people)
    return TaughtModel(network, made, matcher, found_out, tuple(samples))


def decision_of(matcher: Matcher, thresholds: Mapping[str, float]) -> DecisionSettings:
    """Return how answers are made: by moments, each custom action at its threshold.

    A custom action is told when it is over. A segment is dated back by how long it usually takes.
    """
    seconds = float(np.median([action.seconds for action in matcher.taught.actions]))
    enter, leave = (0.7, 0.4) if matcher.taught.beside else (0.5, 0.35)
    return DecisionSettings(
        smoothing_s=0.1,
        enter=enter,
        leave=leave,
        onset_latency_s=seconds,
        offset_latency_s=HOLD_S,
        thresholds=dict(thresholds),
    )
