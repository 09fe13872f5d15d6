"""Selection of settings for training on untrimmed recordings, by a split of subjects.

Run it as ``python -m benchmarks.stream_plan DATA_SET DIR --train s01 s02 ... --test s07 s08``, with ``--set``
and ``--cut`` for what is to be changed of the data set's plan. Nobody else is trained on or tested. A row for
each decision; segments are dated back by what the tested people's labels take.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import torch
from rich.console import Console

from cli.data_loading import load_data
from cli.evaluate_stream import read_sources
from mans.datasets.prepare import open_folder
from mans.online.evaluation import measure, with_dates
from mans.online.folds import follow, train_on_streams
from mans.online.training import PLANS
from mans.training.recipe_changes import with_settings
from streaming.recognition.decision import DecisionSettings

GRID = ((0.0, 0.1, 0.2, 0.3), (0.4, 0.5, 0.6, 0.7), (0.5, 0.6))
"""Smoothing in seconds, probability to enter, and leave as a share of it."""


def main() -> None:
    """Train, test, and print a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=PLANS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--train", nargs="+", required=True, metavar="WHO")
    parser.add_argument("--test", nargs="+", required=True, metavar="WHO")
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="of the recipe")
    parser.add_argument("--cut", nargs="+", default=[], metavar="NAME=NUMBER", help="of the cut")
    parser.add_argument("--start", type=Path, metavar="MODEL", help="a trained model to start from")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    plan = PLANS[args.name]
    cut: dict[str, Any] = {key: float(value) for key, _, value in (text.partition("=") for text in args.cut)}
    if "windows" in cut:
        cut["windows"] = int(cut["windows"])
    plan = replace(plan, recipe=with_settings(plan.recipe, args.set), cut=replace(plan.cut, **cut))
    console, source = Console(stderr=True), open_folder(args.name, args.folder, args.cache)
    data = load_data(console, source)
    train = [i for i, sample in enumerate(data.samples) if sample.subject in args.train]
    recogniser, accuracy = train_on_streams(data, train, plan, args.start, args.seed, torch.device("cpu"))
    console.print(f"{plan.recipe.name}, {plan.cut}: {accuracy:.3f} training accuracy in the last epoch")
    recordings = follow(data, read_sources(console, source), recogniser, plan.cut, frozenset(args.test))
    for number, (smoothing_s, enter, share) in enumerate(product(*GRID)):
        decision = DecisionSettings(smoothing_s, enter, round(share * enter, 3))
        decision = with_dates(decision, measure(recordings, decision).counts)
        figures = measure(recordings, decision).figures()
        if not number:
            print("| smoothing, s | enter | leave | rise, s | fall, s | " + " | ".join(figures) + " |")
            print("|" + " --- |" * (len(figures) + 5))
        settings = (smoothing_s, enter, decision.leave, decision.onset_latency_s, decision.offset_latency_s)
        cells = [*(f"{value:g}" for value in settings), *(f"{value:.3f}" for value in figures.values())]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
