"""What an everyday model predicts for the sequences of a data set, action by action.

Run it as ``python -m benchmarks.predicted_actions MODEL.safetensors DIR DATASET``, with DIR the folder of
all data sets. ``--part`` chooses the calibration or the test subjects instead of all, ``--action`` a single
action, ``--names`` lists the sequences that are predicted wrong, ``--cache`` is the folder of prepared data.
The mean probability of a sequence's five windows decides; the last two columns are the mean probabilities of
the action itself and of "no action".
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import torch

from benchmarks.left_out import shares_of
from mans.checkpoint import load_model
from mans.device import use_one_thread
from mans.evaluation.doc_pages import markdown_table
from mans.everyday.evaluation import NONE
from mans.everyday.run import Folders
from mans.everyday.samples import split_people
from mans.everyday.training import LABELS
from mans.everyday.vocabulary import shared_actions

COLUMNS = ("action", "sequences", "correct", "predicted", "its probability", "no action's")


def main() -> None:
    """Print a Markdown table with a row for each action."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("data", metavar="DATASET")
    parser.add_argument("--part", choices=("all", "calibration", "test"), default="all")
    parser.add_argument("--action")
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    use_one_thread()
    network, card = load_model(args.model, torch.device("cpu"))
    everybody = Folders(args.folder, args.cache).load([args.data])
    people = everybody if args.part == "all" else getattr(split_people(everybody), args.part)
    actions = shared_actions(args.data) if args.action is None else {args.action}
    known = [s for s in people if s.label in actions and s.kind != "action in a gap"]
    shares = shares_of(network, card, known)
    found = [LABELS[best] for best in shares.argmax(axis=1)]
    rows = []
    for action in sorted({sample.label for sample in known}):
        own = [i for i, sample in enumerate(known) if sample.label == action]
        named = Counter(found[i] for i in own)
        mean = shares[own].mean(axis=0)
        told = ", ".join(f"{label} {count}" for label, count in named.most_common())
        probabilities = (f"{mean[index]:.2f}" for index in (LABELS.index(action), NONE))
        rows.append((action, str(len(own)), str(named[action]), told, *probabilities))
    print(markdown_table(COLUMNS, rows))
    if args.names:
        wrong = ((s.name, s.label, label) for s, label in zip(known, found, strict=True) if s.label != label)
        print(markdown_table(("sequence", "action", "predicted"), wrong))


if __name__ == "__main__":
    main()
