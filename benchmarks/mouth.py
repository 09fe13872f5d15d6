"""Hand to mouth by the rule against what a network has learnt, on MSR DailyActivity3D.

``python -m benchmarks.mouth MODEL.safetensors DIR [WHO ...]``: DIR holds the data set. MODEL was not trained
on it, or not on these people. Each recording goes through the sliding window. A row is one way to answer: the
rule (mans/rules/hand_to_mouth.py), the network, or both, each by the model's own decision and by that of the
model that has the rule. It counts the recordings of drinking, eating and phoning in which a hand at the head
was announced at any time ("hand to mouth", "drink or eat" or "phone call"), and those of other actions.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from cli.options import HERE
from mans.datasets import find_data_set
from mans.evaluation.doc_pages import markdown_table
from mans.model_card import load_card
from mans.online.evaluation import predict
from mans.recogniser import Recogniser
from mans.rules.hand_to_mouth import LABEL, hand_to_mouth
from streaming.recognition.decision import Decider, DecisionSettings
from streaming.recognition.prediction import NO_ACTION, Prediction
from streaming.recognition.segments import Segmenter

DATA_SET = "msr-dailyactivity3d"
WANTED = ("drink", "eat", "call cellphone")
LEARNT = frozenset({"drink or eat", "phone call"})
WITH_RULE = HERE / "models" / "everyday-mans-today.safetensors"


def announced(predictions: list[Prediction], decision: DecisionSettings) -> set[str]:
    """Return the labels of all segments of a recording."""
    decide, segmenter = Decider(decision), Segmenter(decision)
    for prediction in predictions:
        segmenter.push(decide(prediction))
    if (end := decide.finish()) is not None:
        segmenter.push(end)
    return {part.label for part in segmenter.segments() if part.label is not None}


def by_rule(prediction: Prediction) -> Prediction:
    """Return what the rule alone says about a prediction's window."""
    share = hand_to_mouth(prediction.window)
    probabilities = np.array([1 - share, share], dtype=np.float32)
    return replace(prediction, labels=(NO_ACTION, LABEL), probabilities=probabilities, evidence=None)


def with_rule(prediction: Prediction) -> Prediction:
    """Return a prediction with the rule's label: the network's classes share what the rule leaves."""
    share = np.float32(hand_to_mouth(prediction.window))
    probabilities = np.append((1 - share) * prediction.probabilities, share)
    return replace(prediction, labels=(*prediction.labels, LABEL), probabilities=probabilities)


def main() -> None:
    """Print a Markdown table."""
    model, folder = Path(sys.argv[1]), Path(sys.argv[2])
    recogniser = Recogniser.load(model, "cpu")
    decisions = {"movement-based": recogniser.decision, "window-based": load_card(WITH_RULE).decision}
    entry = find_data_set(DATA_SET)
    counts: dict[tuple[str, str], Counter[str]] = {}
    totals: Counter[str] = Counter()
    sources = entry.find(folder).sources
    for source in track(sources, entry.title, console=Console(stderr=True), transient=True):
        actions = entry.read(source).actions
        if not actions or (sys.argv[3:] and actions[0].subject not in sys.argv[3:]):
            continue
        label = actions[0].label
        totals[label] += 1
        found = [each for _, each in predict(entry.recording(source), recogniser.many, recogniser.window)]
        ways = {
            "rule": [by_rule(each) for each in found],
            "network": found,
            "both": [with_rule(each) for each in found],
        }
        for way, predictions in ways.items():
            for title, decision in decisions.items():
                said = announced(predictions, decision) & {LABEL, *LEARNT}
                counts.setdefault((way, title), Counter())[label] += bool(said)
    others = [label for label in totals if label not in WANTED]
    rows = [
        (
            way,
            title,
            *(f"{each[label]} of {totals[label]}" for label in WANTED),
            f"{sum(each[label] for label in others)} of {sum(totals[label] for label in others)}",
            ", ".join(f"{label} {each[label]}" for label in sorted(others, key=lambda x: -each[x])[:4]),
        )
        for (way, title), each in counts.items()
    ]
    print(markdown_table(("answer", "decision", *WANTED, "other actions", "most of them"), rows))


if __name__ == "__main__":
    main()
