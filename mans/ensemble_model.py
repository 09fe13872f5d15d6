"""Making an ensemble of trained models: one model file that holds all their networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from mans.checkpoint import load_whole, versions
from mans.model_card import Member, ModelCard
from mans.networks.build import build_network
from mans.networks.ensemble import EvidenceEnsemble
from mans.networks.evidence import EvidenceMans
from streaming.errors import ModelError, SettingsError
from streaming.printable import counted


def make_ensemble(paths: Sequence[Path], command: str = "") -> tuple[EvidenceEnsemble, ModelCard]:
    """Put trained models together as one, an ensemble.

    The decision, and all else that the card says, is the first one's; own actions taught to it are left out.

    Args:
        paths: models of the family mans-evidence with the same classes and input, two at least.
        command: what makes it, for its card.

    Raises:
        ModelError: a model is missing or damaged, of another family, an ensemble itself, or has other classes
            or another input than the first.
        SettingsError: there are fewer than two models.
    """
    if len(paths) < 2:
        raise SettingsError(counted(len(paths), "model"), expected="two models or more")
    networks, cards = [], list[ModelCard]()
    for path in paths:
        network, card, _ = load_whole(path, torch.device("cpu"))
        if not isinstance(network, EvidenceMans):
            raise ModelError(
                f"a model of {card.network.name}", path=path, expected="one of MANs with evidence"
            )
        if cards:
            _check_alike(path, card, cards[0])
        networks.append(network)
        cards.append(card)
    names = tuple(dict.fromkeys(name for card in cards for name in card.datasets))
    made = replace(
        cards[0],
        members=tuple(Member.of(path, card) for path, card in zip(paths, cards, strict=True)),
        datasets=names,
        data=", ".join(dict.fromkeys(title for card in cards for title in card.data.split(", "))),
        start=None,
        teachers=(),
        f_a_mean=None,
        taught=None,
        scores={},
        command=command,
        versions=versions(),
    )
    ensemble = build_network(made.network)
    assert isinstance(ensemble, EvidenceEnsemble)
    ensemble.members = nn.ModuleList(networks)
    return ensemble.eval(), made


def _check_alike(path: Path, card: ModelCard, first: ModelCard) -> None:
    """Check that a model can be averaged with the first.

    Raises:
        ModelError: it has other classes, another network or another input.
    """
    for name, own, wanted in (
        ("labels", card.labels, first.labels),
        ("leg actions", card.leg_actions, first.leg_actions),
        ("preprocessing", card.recipe.preprocessing, first.recipe.preprocessing),
        ("network", card.network, first.network),
    ):
        if own != wanted:
            raise ModelError(
                f"a model with other {name} than the first",
                path=path,
                expected="models that were trained with the same labels, network and window",
            )
