"""What each setting of the decision does to the answers on a stream: a row for each.

Run it as ``python benchmarks/decision.py MODEL.safetensors DATA_SET DIR [PERSON ...]``, of these people alone
where any are named. The network runs over each recording once for each length of the window; the decision is
made anew for each row.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mans.recogniser import Recogniser
from mans.stream_evaluation import collect, measure
from streaming.prediction import DecisionSettings

SPANS_S = (0.8, 1.0, 1.25, 1.5)
"""Lengths of the window to try beside the model's own."""


def variants(own: DecisionSettings) -> dict[str, DecisionSettings]:
    """The model's own settings, and each of them changed alone."""
    result = {"the model's own": own}
    result |= {f"outdone {outdone}": replace(own, outdone=outdone) for outdone in (False, True)}
    result |= {f"smoothing {s:g} s": replace(own, smoothing_s=s) for s in (0.0, 0.15, 0.3, 0.5)}
    for enter in (0.4, 0.5, 0.6, 0.7, 0.8):
        result[f"enter {enter:g}"] = replace(own, enter=enter, leave=0.7 * enter)
    return result


def main() -> None:
    """Print a Markdown table."""
    model, name, folder, *people = sys.argv[1:]
    recogniser = Recogniser.load(Path(model), "cpu")
    console = Console(stderr=True)
    own, heading = recogniser.window, False
    for span_s in (own.span_s, *SPANS_S):
        recogniser.window = replace(own, span_s=span_s, min_span_s=min(span_s, own.min_span_s))
        recordings = collect(console, name, Path(folder), recogniser, frozenset(people))
        decisions = variants(recogniser.decision) if span_s == own.span_s else {"the model's own": None}
        for title, decision in decisions.items():
            figures = measure(recordings, decision or recogniser.decision).figures()
            if not heading:
                print("| window | decision | " + " | ".join(figures) + " |")
                print("|" + " --- |" * (len(figures) + 2))
                heading = True
            values = " | ".join(f"{value:.3f}" for value in figures.values())
            print(f"| {span_s:g} s | {title} | {values} |", flush=True)


if __name__ == "__main__":
    main()
