"""Parameters and FLOP per window of each network, counted on the network itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import torch
from torch.utils.flop_counter import FlopCounterMode

from mans.evaluation.doc_pages import markdown_table
from mans.networks.build import build_network
from mans.networks.registry import NETWORKS
from mans.recipe import Recipe, with_network

NTU_CLASSES = 60
NTU = Recipe(name="NTU RGB+D", bodies=2)
"""Input size of the papers' counts: two bodies of 25 joints, 50 frames."""

COLUMNS = ("--network", "network", "description", "input", "parameters", "paper", "MFLOP", "attention")


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """Size of a network.

    Attributes:
        name: name on the command line.
        title: full name.
        about: description.
        shape: input size T x N.
        parameters: number of trainable parameters.
        paper_millions: the paper's count, in millions; None if not given.
        flop: floating-point operations per window; a multiply-add counts as two.
        attention: kind of attention.
    """

    name: str
    title: str
    about: str
    shape: tuple[int, int]
    parameters: int
    paper_millions: float | None
    flop: int
    attention: str


@cache
def network_sizes() -> tuple[NetworkSize, ...]:
    """Count every registered network with 60 classes, without running it."""
    sizes = []
    for name, choice in NETWORKS.items():
        recipe = with_network(NTU, name)
        settings = recipe.network(NTU_CLASSES)
        columns = recipe.bodies * len(recipe.preprocessing.joints)
        with torch.device("meta"):
            network = build_network(settings).eval()
            with FlopCounterMode(display=False) as counter:
                out = network(torch.zeros(1, recipe.frames, columns, 3))
        kinds = {"F_A": out.f_a, "joints": out.joint_gates, "frames": out.frame_gates}
        if recipe.architecture.recalibration == "sta-lstm":
            kinds = {"frames": out.f_a}
        sizes.append(
            NetworkSize(
                name=name,
                title=settings.name,
                about=choice.about,
                shape=(recipe.frames, recipe.architecture.stretch or columns),
                parameters=sum(parameter.numel() for parameter in network.parameters()),
                paper_millions=choice.paper_millions,
                flop=counter.get_total_flops(),
                attention=", ".join(kind for kind, found in kinds.items() if found is not None),
            )
        )
    return tuple(sizes)


def size_row(size: NetworkSize) -> tuple[str, ...]:
    """Return a table row with the columns :data:`COLUMNS`."""
    paper = ""
    if size.paper_millions is not None:
        apart = size.parameters / 1e6 - size.paper_millions
        paper = f"{size.paper_millions}M ({apart:+.2f}M)"
    return (
        size.name,
        size.title,
        size.about,
        f"{size.shape[0]} x {size.shape[1]}",
        f"{size.parameters:,}",
        paper,
        f"{size.flop / 1e6:,.0f}",
        size.attention or "none",
    )


def sizes_markdown(sizes: Sequence[NetworkSize]) -> str:
    """Return the sizes as a Markdown table."""
    return markdown_table(COLUMNS, ((f"`{row[0]}`", *row[1:]) for row in map(size_row, sizes)))
