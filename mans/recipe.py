"""Recipes: all settings that decide how a network is built and trained.

Checkpoints and result files contain their complete recipe, so that they can be reproduced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from mans.networks.registry import NETWORKS, Architecture
from mans.networks.settings import (
    CtrGcnSettings,
    EvidenceSettings,
    MansSettings,
    NetworkSettings,
    RocketSettings,
    StaLstmSettings,
    parents_among,
)
from mans.transforms.augmentation import AugmentationSettings
from mans.transforms.live_variation import EvidenceLoss, LiveVariation
from mans.transforms.live_window import INDEX, JOINTS, PARENTS, window_input
from mans.transforms.preprocessing import ANY_SENSOR, V1_JOINTS, PreprocessingSettings, preprocess
from streaming.errors import SettingsError
from streaming.recognition.window import LONGEST_S
from streaming.skeleton.frames import Positions, States
from streaming.typed_json import shown

# More epochs, frames, units, ... than this are a slip, or a damaged file.
_MOST = 100_000
_MOST_BLOCKS = 1000
_MOMENTUM = 0.9
_UNREAD_BY_EVIDENCE: Mapping[str, object] = {
    **{"augmentation": None, "cut": "resample", "sliding_window_share": 1.0, "outlier_share": 0.0},
    **{"gradient_accumulation": 1, "preprocessing": ANY_SENSOR},
    **{"reduction": 16, "blocks": (2, 2)},
}
"""What training of MANs with evidence does not read: ``live_variation`` and ``evidence_loss`` say it all.
Every window is cut like a sliding window, and preprocessed by :mod:`mans.transforms.live_input`."""
_UNREAD_BY_RIDGE = (
    *("learning_rate", "schedule", "weight_decay", "label_smoothing", "ema_decay", "precision"),
    *("gradient_accumulation", "cut"),
)
"""What training in closed form does not read, and the cut: of a held pose, rounding would decide."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Recipe: architecture, input and training settings of a network.

    Attributes:
        name: the recipe's name on the command line and in result files.
        frames: T.
        bodies: M.
        hidden_size: K; for other families the corresponding width: hidden size of an LSTM layer,
            channels of a graph network's first blocks, random kernels of each dilation.
        reduction: alpha.
        blocks: residual blocks in each stage of the STCM.
        cut: ``resample`` by time stamp to T frames; ``hold``: the same over ``window_s`` from the start, with
            the last pose held, so that speed is kept (longer samples as with ``resample``); or ``pad``
            with zeros (as in the published program).
        preprocessing: joints and frame of reference.
        augmentation: augmentation of training samples; None for none.
        sliding_window_share: share of training samples cut like sliding windows instead of complete
            sequences.
        window_s: length of the live window, and of every sample with ``hold``; seconds, at most a minute.
        background_share: share of an epoch's samples drawn from the gaps between actions, as the background
            class, "no action"; 0 for a network without that class.
        outlier_share: share of training samples turned into synthetic outliers of the background class
            (:mod:`mans.transforms.synthetic_outliers`).
        epochs: passes over the training samples.
        batch_size: samples per step.
        learning_rate: peak learning rate.
        schedule: ``constant``, or ``cosine`` to zero after a linear warm-up over a tenth of the steps.
        optimiser: ``sgd`` (the paper's), ``adamw``, or ``ridge``, ridge regression of ROCKET's classifier.
        momentum: momentum of SGD.
        weight_decay: weight decay of the optimiser.
        label_smoothing: label smoothing of the cross-entropy.
        ema_decay: EMA decay per step of the weights; 0 keeps the last weights.
        architecture: the network.
        precision: precision of training; ``bfloat16`` is mixed precision with weights and sums in float32.
        gradient_accumulation: parts in which a batch is computed, to save memory. Equivalent to the full
            batch except for batch normalisation, which sees one part at a time.
        live_variation: augmentation of the live network's windows, in place of ``augmentation``; otherwise
            None.
        evidence_loss: auxiliary losses of the live network; otherwise None.
        left_out: data sets held out from an everyday model's training, for testing; names as on the command
            line.
        left_out_actions: actions held out from an everyday model's training, to test open-set recognition.
    """

    OLD_NAMES: ClassVar[Mapping[str, str]] = {
        "memory": "hidden_size",
        "stream_share": "sliding_window_share",
        "gap_share": "background_share",
        "stranger_share": "outlier_share",
        "batch": "batch_size",
        "average": "ema_decay",
        "accumulate": "gradient_accumulation",
    }

    name: str
    frames: int = 50
    bodies: int = 1
    hidden_size: int = 64
    reduction: int = 16
    blocks: tuple[int, int] = (2, 2)
    cut: Literal["resample", "hold", "pad"] = "resample"
    preprocessing: PreprocessingSettings = field(default_factory=PreprocessingSettings)
    augmentation: AugmentationSettings | None = None
    sliding_window_share: float = 0.0
    window_s: float = 2.0
    background_share: float = 0.0
    outlier_share: float = 0.0
    epochs: int = 100
    batch_size: int = 8
    learning_rate: float = 0.1
    schedule: Literal["constant", "cosine"] = "constant"
    optimiser: Literal["sgd", "adamw", "ridge"] = "sgd"
    momentum: float = _MOMENTUM
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    ema_decay: float = 0.0
    architecture: Architecture = field(default_factory=Architecture)
    precision: Literal["float32", "bfloat16"] = "float32"
    gradient_accumulation: int = 1
    live_variation: LiveVariation | None = None
    evidence_loss: EvidenceLoss | None = None
    left_out: tuple[str, ...] = ()
    left_out_actions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a number is out of its range, or a setting would not be read.
        """
        counts = ("frames", "bodies", "hidden_size", "reduction", "epochs", "batch_size")
        for name in (*counts, "gradient_accumulation"):
            self._check(name, 0 < getattr(self, name) <= _MOST, f"1 to {_MOST}")
        self._check("frames", self.frames > 1, "2 or more")
        fine = all(0 < number <= _MOST_BLOCKS for number in self.blocks)
        self._check("blocks", fine, f"two numbers, 1 to {_MOST_BLOCKS}")
        for name in ("sliding_window_share", "outlier_share", "momentum", "weight_decay", "label_smoothing"):
            self._check(name, 0 <= getattr(self, name) <= 1, "a number from 0 to 1")
        for name in ("background_share", "ema_decay"):
            self._check(name, 0 <= getattr(self, name) < 1, "a number from 0 to below 1")
        self._check("window_s", 0 < self.window_s <= LONGEST_S, f"seconds, above 0 to {LONGEST_S:.0f}")
        self._check("learning_rate", 0 < self.learning_rate < float("inf"), "a number above 0")
        strangers = self.outlier_share == 0 or self.background_share > 0
        self._check("outlier_share", strangers, "0 without a background class (background_share 0)")

        self._check_all_is_read()

    def _check_all_is_read(self) -> None:
        """Refuse settings that the trainer would not read: a result would say what it is not.

        Raises:
            SettingsError: there is one.
        """
        read = self.optimiser == "sgd" or self.momentum == _MOMENTUM
        self._check("momentum", read, f"{_MOMENTUM} for {self.optimiser}")
        closed = self.architecture.family == "rocket"
        by = "ridge for rocket" if closed else "sgd or adamw"
        self._check("optimiser", (self.optimiser == "ridge") == closed, by)
        for each in fields(self) if closed else ():
            if each.name in _UNREAD_BY_RIDGE:
                usual = getattr(self, each.name) == each.default
                self._check(each.name, usual, f"{shown(each.default)} for ridge")
        if self.reads_tracking and self.fits_samples:
            for name in ("cut", "preprocessing", "reduction", "blocks"):
                usual = _UNREAD_BY_EVIDENCE[name]
                self._check(
                    name, getattr(self, name) == usual, f"{shown(usual)} for {self.architecture.family}"
                )
        elif self.reads_tracking:  # mans.everyday.evidence_training
            for name, usual in _UNREAD_BY_EVIDENCE.items():
                self._check(
                    name, getattr(self, name) == usual, f"{shown(usual)} for {self.architecture.family}"
                )
            return
        for name in ("live_variation", "evidence_loss"):
            self._check(name, getattr(self, name) is None, f"None for {self.architecture.family}")
        varied = self.augmentation is not None
        self._check("augmentation", not varied or self.cut != "pad", "None for the cut pad")
        slides = varied and self.cut == "resample"
        wanted = "0 without augmentation or with the cut hold"
        self._check("sliding_window_share", slides or self.sliding_window_share == 0, wanted)
        swap = self.augmentation.swap if self.augmentation is not None else 0.0
        if swap > 0 and self.bodies == 1:
            raise SettingsError(f"augmentation.swap {swap}", expected="0 for a network of one person")

    def _check(self, name: str, right: bool, expected: str) -> None:
        if not right:
            raise SettingsError(f"{name} {shown(getattr(self, name))}", expected=expected)

    def network(self, classes: int) -> NetworkSettings:
        """Return the network settings for a number of classes."""
        which, joints = self.architecture, self.preprocessing.joints
        columns = self.bodies * len(joints)
        if which.family == "sta-lstm":
            return StaLstmSettings(
                classes, self.frames, columns, self.hidden_size, which.staged, which.regularisers
            )
        if which.family == "ctr-gcn":
            return CtrGcnSettings(
                classes,
                self.frames,
                self.bodies,
                parents_among(joints),
                self.hidden_size,
                which.modalities,
            )
        if which.family == "rocket":
            return RocketSettings(classes, parents_among(joints, self.bodies), self.hidden_size)
        if which.family == "mans-evidence":
            if joints != JOINTS or self.bodies != 1:
                raise SettingsError(f"joints {joints}", expected=", ".join(JOINTS))
            shoulders = (INDEX["ShoulderLeft"], INDEX["ShoulderRight"])
            return EvidenceSettings(classes, self.frames, PARENTS, shoulders, self.window_s, self.hidden_size)
        return MansSettings(
            classes,
            self.frames,
            columns,
            self.hidden_size,
            self.reduction,
            self.blocks,
            which.trunk,
            which.recalibration,
            which.stretch,
            () if which.modalities == "joint" else parents_among(joints, self.bodies),
            which.modalities,
            which.pooling,
        )

    @property
    def fits_samples(self) -> bool:
        """Whether training cuts windows of samples, as for all networks but the everyday model's."""
        live = self.live_variation is not None or self.evidence_loss is not None
        return not self.reads_tracking or (self.augmentation is not None and not live)

    @property
    def reads_tracking(self) -> bool:
        """Whether the network also reads a tracking mask."""
        return self.architecture.family == "mans-evidence"

    def input_of(self, positions: Positions, states: States) -> npt.NDArray[np.float32]:
        """Return a window's network input O (T, N, 3), or (T, N, 4) with a tracking mask.

        Args:
            positions: (T, M, 25, 3) metres, Kinect camera space; NaN for an absent body.
            states: (T, M, 25) tracking states.
        """
        return (
            window_input(positions, states)
            if self.reads_tracking
            else preprocess(positions, self.preprocessing)
        )


PAPER = Recipe(
    name="paper",
    cut="pad",
    preprocessing=PreprocessingSettings(joints=V1_JOINTS, lead=0.0, torso_m=0.0),
)
"""The paper's recipe for UT-Kinect: zero-padding, no augmentation, SGD with momentum, 0.1 without decay."""

CURRENT = Recipe(
    name="current",
    preprocessing=PreprocessingSettings(joints=V1_JOINTS, vertical="sensor"),
    augmentation=AugmentationSettings(),
    epochs=40,
    batch_size=16,
    learning_rate=2e-3,
    schedule="cosine",
    optimiser="adamw",
    weight_decay=0.02,
    label_smoothing=0.1,
    ema_decay=0.98,
)
"""The same network with current practice: resampling, augmentation, warm-up, EMA."""

LONG = replace(
    CURRENT,
    name="long",
    epochs=100,
    augmentation=AugmentationSettings(
        temporal_jitter=0.3,
        time_warp=0.2,
        yaw_deg=40.0,
        tilt_deg=12.0,
        scale=0.15,
        bone_scale=0.15,
        noise_m=0.03,
    ),
)
"""As current, longer and with stronger augmentation; selected on training subjects (docs/networks.md)."""

NO_MIRROR = replace(CURRENT, name="no-mirror", augmentation=AugmentationSettings(mirror=0.0))
"""As current, without mirroring: for data sets in which people mostly act with the same hand, or whose
classes tell left from right; selected on training subjects (docs/networks.md)."""

HOLD = replace(NO_MIRROR, name="hold", cut="hold", window_s=3.5)
"""As no-mirror, but keeping the speed: nine tenths of the sequences of MSR-Action3D last less than 3.5 s."""

LIVE = replace(
    CURRENT,
    name="live",
    epochs=120,
    sliding_window_share=0.6,
    background_share=0.2,
    outlier_share=0.2,
    label_smoothing=0.05,
)
"""For streams: sliding-window crops, and a background class."""

RECIPES = {recipe.name: recipe for recipe in (PAPER, CURRENT, LONG, NO_MIRROR, HOLD, LIVE)}


def find_recipe(name: str) -> Recipe:
    """Return a recipe by its name.

    Raises:
        SettingsError: no recipe has this name.
    """
    if name not in RECIPES:
        raise SettingsError(f"recipe {name!r}", expected=" or ".join(RECIPES))
    return RECIPES[name]


def with_network(recipe: Recipe, name: str | None) -> Recipe:
    """Return a recipe with another network, appended to its name; unchanged if None or the same network.

    Raises:
        SettingsError: no network has this name.
    """
    if name is None:
        return recipe
    if name not in NETWORKS:
        raise SettingsError(f"network {name!r}", expected=" or ".join(NETWORKS))
    choice = NETWORKS[name]
    changed = replace(recipe, architecture=choice.architecture, **choice.changes)
    return recipe if changed == recipe else replace(changed, name=f"{recipe.name}-{name}")
