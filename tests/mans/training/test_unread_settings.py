"""A recipe refuses what its trainer would not read: a result would say what it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mans.everyday.training import EVERYDAY
from mans.online.cut import StreamCut, stream_samples
from mans.online.training import StreamTrainer
from mans.recipe import CURRENT, HOLD, LIVE, PAPER
from mans.training.recipe_changes import with_settings
from mans.transforms.augmentation import AugmentationSettings
from mans.transforms.live_variation import EvidenceLoss, LiveVariation
from mans.transforms.preprocessing import ANY_SENSOR
from streaming.errors import SettingsError

from ...support.small_data import ACTIONS, CPU, TINY, samples


@pytest.mark.parametrize(
    "changes",
    [
        *({"augmentation": AugmentationSettings()}, {"sliding_window_share": 0.5}, {"outlier_share": 0.1}),
        *({"gradient_accumulation": 2}, {"cut": "pad"}, {"reduction": 4}),
        *({"blocks": (1, 1)}, {"preprocessing": replace(ANY_SENSOR, lead=0.5)}, {"momentum": 0.5}),
    ],
    ids=str,
)
def test_the_trainer_of_everyday_models(changes):
    (name,) = changes
    with pytest.raises(SettingsError, match=rf"^{name} .*; expected"):
        replace(EVERYDAY, **changes)


@pytest.mark.parametrize(
    ("recipe", "changes", "named"),
    [
        (CURRENT, {"live_variation": LiveVariation()}, "live_variation"),
        (CURRENT, {"evidence_loss": EvidenceLoss()}, "evidence_loss"),
        (CURRENT, {"momentum": 0.5}, "momentum"),
        (PAPER, {"augmentation": AugmentationSettings()}, "augmentation"),
        (HOLD, {"sliding_window_share": 0.5}, "sliding_window_share"),
        (PAPER, {"sliding_window_share": 0.5}, "sliding_window_share"),
        (LIVE, {"augmentation": None}, "sliding_window_share"),
        (LIVE, {"augmentation": AugmentationSettings(swap=0.5)}, "augmentation.swap"),
    ],
    ids=str,
)
def test_the_trainer_of_all_other_networks(recipe, changes, named):
    with pytest.raises(SettingsError, match=rf"^{named} .*; expected"):
        replace(recipe, **changes)


def test_the_option_set_says_which_setting():
    with pytest.raises(
        SettingsError, match=r"setting 'augmentation=null': sliding_window_share 0\.6; expected 0"
    ):
        with_settings(LIVE, ["augmentation=null"])
    assert with_settings(PAPER, ["momentum=0.5"]).momentum == 0.5


def test_windows_of_a_stream_are_drawn_even_where_nothing_varies_them():
    """Without augmentation each sample was cut once, whole: how windows are to be cut was not read."""
    cut, recipe = StreamCut(lag_s=0.2), replace(TINY, background_share=0.3, augmentation=None)
    trainer = StreamTrainer(stream_samples(samples(2), cut, points=False), ACTIONS, recipe, cut, 0, CPU)
    first, second = (trainer.batch(np.array([0, 1]))[0] for _ in range(2))
    assert not (first == second).all()
