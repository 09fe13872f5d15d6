"""Deletion and insertion on a network of which it is known which frames decide."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from mans.attribution.faithfulness import (
    STEPS,
    by_attention,
    by_gradient,
    by_subsets,
    curves,
    keep_frames,
)

T, N = 20, 2
DECIDES = slice(8, 12)


class LooksAtTheMiddle(nn.Module):
    """Its first class's score is how high the joints are in frames 8 to 11; its F_A says so."""

    def forward(self, x: Tensor) -> SimpleNamespace:
        height = x[:, DECIDES, :, 1].mean(dim=(1, 2))
        logits = torch.stack([6 * height - 3, torch.zeros_like(height)], dim=1)
        f_a = torch.zeros(len(x), 3, T)
        f_a[:, :, DECIDES] = 0.9
        return SimpleNamespace(logits=logits, probabilities=logits.softmax(dim=1), f_a=f_a)


@pytest.fixture
def windows() -> np.ndarray:
    found = np.zeros((4, T, N, 3), dtype=np.float32)
    found[:, DECIDES, :, 1] = 1.0
    return found


def order_of(ranking: np.ndarray) -> np.ndarray:
    return np.argsort(-ranking, axis=1, kind="stable")


def test_what_is_not_kept_is_interpolated_and_held():
    window = np.arange(6, dtype=np.float32)[:, None, None] ** 2 * np.ones((6, N, 3), dtype=np.float32)
    kept = np.array([False, True, False, True, False, False])
    np.testing.assert_allclose(keep_frames(window, kept)[:, 0, 0], [1, 1, 5, 9, 9, 9])
    np.testing.assert_allclose(keep_frames(window, np.ones(6, dtype=bool)), window)
    np.testing.assert_allclose(keep_frames(window, np.zeros(6, dtype=bool))[:, 0, 0], window[:, 0, 0].mean())


def test_a_true_ranking_deletes_sooner_and_inserts_sooner(windows):
    network = LooksAtTheMiddle()
    true = order_of(by_attention(network, windows))
    right, wrong = curves(network, windows, true), curves(network, windows, true[:, ::-1].copy())
    assert right.deletion.shape == right.insertion.shape == (STEPS,)
    assert right.deletion_area < wrong.deletion_area - 0.3
    assert right.insertion_area > wrong.insertion_area + 0.3


def test_curves_begin_and_end_where_all_or_nothing_is_there(windows):
    network = LooksAtTheMiddle()
    found = curves(network, windows, order_of(by_attention(network, windows)))
    whole = float(network(torch.from_numpy(windows)).probabilities[0, 0])
    assert found.deletion[0] == pytest.approx(whole) == pytest.approx(found.insertion[-1])
    assert found.deletion[-1] == pytest.approx(found.insertion[0]) and found.deletion[-1] < 0.5


def test_the_gradient_finds_the_frames_that_decide(windows):
    ranking = by_gradient(LooksAtTheMiddle(), windows)
    assert (ranking[:, DECIDES] > 0).all()
    assert ranking[:, : DECIDES.start].max() == ranking[:, DECIDES.stop :].max() == 0


def test_random_subsets_find_the_frames_that_decide(windows):
    values = by_subsets(LooksAtTheMiddle(), windows, 400, np.random.default_rng(0))
    assert values.shape == (4, T)
    assert values[:, DECIDES].min() > np.delete(values, DECIDES, axis=1).max()


def test_a_network_without_attention_has_no_ranking(windows):
    class Blind(nn.Module):
        def forward(self, x: Tensor) -> SimpleNamespace:
            return SimpleNamespace(f_a=None)

    with pytest.raises(ValueError, match="without F_A"):
        by_attention(Blind(), windows)
