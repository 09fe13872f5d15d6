"""What is first displayed of an action that begins as another one does (mans/everyday/beginnings.py).

``python -m benchmarks.beginnings MODEL.safetensors DIR DATA_SET [DATA_SET ...] [--people WHO ...]``: DIR
holds the data sets. Each recording that shows one of these actions goes through the program's window,
recogniser and decision. A row is an action: how many sequences; in how many the first answer displayed names
the action, the one that begins alike, or any other; the same with the common name for what is provisional.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from rich.console import Console

from mans.evaluation.doc_pages import markdown_table
from mans.everyday.beginnings import BEGINNINGS, provisional_name
from mans.everyday.vocabulary import TABLE, UNUSED, action_of
from mans.online.evaluation import Untrimmed, collect, labelled
from mans.online.metrics import LATE_S
from mans.recogniser import Recogniser
from streaming.recognition.decision import Answer, Decider, DecisionSettings
from streaming.skeleton.frames import LabelledSpan

PARTNERS = {one: two for one, (two, _) in BEGINNINGS.items()} | {
    two: one for one, (two, _) in BEGINNINGS.items()
}
OWN, COMMON, PARTNER, OTHER, NONE = "its own name", "the common name", "the other's name", "another", "none"
KINDS = (OWN, COMMON, PARTNER, OTHER, NONE)


def first_displayed(untrimmed: Untrimmed, span: LabelledSpan, decision: DecisionSettings) -> Answer | None:
    """Return the first answer with a label from the beginning of a span to :data:`LATE_S` after its end."""
    decide = Decider(decision)
    for _, prediction in untrimmed.predictions:
        answer = decide(prediction)
        if span.start_s <= answer.time_s <= span.end_s + LATE_S and answer.label is not None:
            return answer
    return None


def kind(answer: Answer | None, label: str, *, common: bool) -> str:
    """Say what an answer names, with the common name for what is provisional or without."""
    if answer is None or answer.label is None:
        return NONE
    if answer.label not in (label, PARTNERS[label]):
        return OTHER
    named = provisional_name(answer.label, answer.prediction.labels)
    if common and answer.provisional and named != answer.label:
        return COMMON
    return OWN if answer.label == label else PARTNER


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("data_sets", nargs="+", metavar="DATA_SET")
    parser.add_argument("--people", nargs="+", default=[])
    args = parser.parse_args()
    recogniser, console = Recogniser.load(args.model, "cpu"), Console(stderr=True)
    counts: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    delays_s: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for name in args.data_sets:
        sources = [
            (source, actions)
            for source, actions in labelled(name, args.folder / name)
            if {action_of(name, action.label) if name in TABLE else UNUSED for action in actions}
            & PARTNERS.keys()
        ]
        for untrimmed in collect(console.print, name, sources, recogniser, frozenset(args.people)):
            for span in untrimmed.spans:
                if span.label not in PARTNERS:
                    continue
                answer = first_displayed(untrimmed, span, recogniser.decision)
                for common in (False, True):
                    found = kind(answer, span.label, common=common)
                    counts[span.label, common][found] += 1
                    if answer is not None and found in (OWN, COMMON):
                        delays_s[span.label, common].append(answer.time_s - span.start_s)
    rows = [
        (
            label,
            ("without", "with")[common] + " a common name",
            each.total(),
            *(each[found] for found in KINDS),
            f"{np.median(delays_s[label, common]):.2f}" if delays_s[label, common] else "",
        )
        for (label, common), each in sorted(counts.items())
    ]
    print(markdown_table(("action", "", "sequences", *KINDS, "after, s (median)"), rows))


if __name__ == "__main__":
    main()
