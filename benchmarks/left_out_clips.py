"""The live decision on clips of the data sets that models were trained without.

Run it as ``python -m benchmarks.left_out_clips DIR MODEL.safetensors ...``, with models from ``train-everyday
--without`` and DIR the folder of all data sets; ``--cache`` is the folder of prepared data. Clips, thresholds
and figures are those of :mod:`benchmarks.calibration_clips`, but each model is run on clips of the data set
that it was trained without. The first table has a row for each model, at the thresholds of the bundled model;
the second the means over the models, at all thresholds.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

from benchmarks.calibration_clips import (
    Clips,
    arguments,
    classified,
    drawn,
    figures,
    print_head,
    print_rows,
)
from mans.device import use_one_thread
from mans.everyday.run import Folders
from mans.everyday.training import DECISION
from mans.model_card import load_card
from mans.recogniser import Recogniser
from streaming.errors import ModelError


def left_out_of(model: Path) -> tuple[str, ...]:
    """Return the data sets that a model was trained without.

    Raises:
        ModelError: there is none.
    """
    sets = load_card(model).recipe.left_out
    if not sets:
        raise ModelError(
            "a model that was trained on all data sets",
            path=model,
            expected="one made by train-everyday with --without",
        )
    return sets


def main() -> None:
    """Print two Markdown tables."""
    args = arguments(__doc__).parse_args()
    use_one_thread()
    sets = {model: left_out_of(model) for model in args.models}
    every: Clips = {}
    print("| model | action clips | other clips | right | additional wrong label | unknown announced |")
    print("|" + " --- |" * 6, flush=True)
    for model, names in sets.items():
        recogniser = Recogniser.load(model, "cpu")
        groups = drawn(Folders(args.folder, args.cache).load(names), args.clips)
        clips = classified(groups, recogniser)
        every |= clips
        counts = [sum(len(group) for (_, known), group in clips.items() if known == k) for k in (True, False)]
        found = figures(clips, replace(recogniser.decision, enter=DECISION.enter, leave=DECISION.leave))
        cells = ("" if math.isnan(value) else f"{value:.3f}" for value in found)
        print(f"| {model.stem} | {counts[0]} | {counts[1]} | {' | '.join(cells)} |", flush=True)
    print()
    print_head()
    print_rows(f"mean of {len(sets)}", every, recogniser.decision)


if __name__ == "__main__":
    main()
