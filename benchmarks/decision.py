"""Ablation of the decision settings on untrimmed recordings, one row per setting.

Run it as ``python -m benchmarks.decision MODEL.safetensors DATA_SET DIR [PERSON ...]``, optionally of
selected subjects. The network runs once per recording and window length; decisions are recomputed for each
row, and segments are dated back by the latencies of the same subjects.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from mans.online.evaluation import Untrimmed, collect, labelled, measure, with_dates
from mans.recogniser import Recogniser
from streaming.recognition.decision import DecisionSettings

SPANS_S = (0.8, 1.25, 1.5, 2.0, 2.5)
"""Lengths of the window to try beside the model's own."""
CROPS_S = (0.0, 0.5, 0.8, 1.0)
"""Lengths of the second crop, at the window's end, to try."""


def variants(own: DecisionSettings) -> dict[str, DecisionSettings]:
    """Return the model's settings, and variants with one setting changed."""
    result = {"default": own}
    result |= {f"smoothing {s:g} s": replace(own, smoothing_s=s) for s in (0.0, 0.15, 0.3, 0.5)}
    result |= {f"leave {leave:g}": replace(own, leave=leave) for leave in (0.15, 0.25, 0.35, 0.45)}
    for enter in (0.35, 0.5, 0.6, 0.7):
        result[f"enter {enter:g}"] = replace(own, enter=enter, leave=own.leave / own.enter * enter)
    result["window-based"] = replace(own, begin_m_s=0.0)
    result |= {f"movement-based from {v:g} m/s": replace(own, begin_m_s=v) for v in (0.3, 0.4, 0.6)}
    return {title: each for title, each in result.items() if each != own or title == "default"}


def main() -> None:
    """Print a Markdown table."""
    model, name, folder, *people = sys.argv[1:]
    recogniser = Recogniser.load(Path(model), "cpu")
    console = Console(stderr=True)

    def tell(line: str) -> None:
        console.print(line, highlight=False)

    own, decision = recogniser.window, recogniser.decision
    found: dict[float, list[Untrimmed]] = {}
    sources = list(labelled(name, Path(folder)))
    for span_s in sorted({own.span_s, *SPANS_S}):
        recogniser.window = replace(own, span_s=span_s, min_span_s=min(span_s, own.min_span_s))
        found[span_s] = collect(tell, name, sources, recogniser, frozenset(people))
    rows = [
        (f"{own.span_s:g} s", title, found[own.span_s], each) for title, each in variants(decision).items()
    ]
    rows += [(f"{s:g} s", "default", found[s], decision) for s in found if s != own.span_s]
    recogniser.window = own
    for crop_s in sorted({*CROPS_S} - {decision.crop_s}):
        recogniser.decision = replace(decision, crop_s=crop_s)
        looked = collect(tell, name, sources, recogniser, frozenset(people))
        rows.append((f"{own.span_s:g} s", f"second crop {crop_s:g} s", looked, recogniser.decision))
    for number, (span, title, recordings, settings) in enumerate(rows):
        dated = with_dates(settings, measure(recordings, settings).counts)
        figures = measure(recordings, dated).figures()
        if not number:
            latencies = f"onset {dated.onset_latency_s} s, offset {dated.offset_latency_s} s"
            print(f"Measured latencies: {latencies}", file=sys.stderr)
            print("| window | decision | " + " | ".join(figures) + " |")
            print("|" + " --- |" * (len(figures) + 2))
        print(f"| {span} | {title} | " + " | ".join(f"{v:.3f}" for v in figures.values()) + " |", flush=True)


if __name__ == "__main__":
    main()
