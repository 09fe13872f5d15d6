"""Registry of networks: their names on the command line, and the recipe's architecture settings.

It imports no torch; :func:`mans.networks.build.build_network` builds what is registered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal

from mans.networks.settings import Modality, Pooling, Recalibration, Trunk
from streaming.errors import SettingsError
from streaming.typed_json import shown

Family = Literal["mans", "mans-evidence", "sta-lstm", "ctr-gcn", "rocket"]
"""Paper of a network."""

_WIDEST = 4096
_SETTINGS_OF: Mapping[str, tuple[str, ...]] = {
    "mans": ("trunk", "recalibration", "stretch", "modalities", "pooling"),
    "mans-evidence": (),
    "sta-lstm": ("staged", "regularisers"),
    "ctr-gcn": ("modalities",),
    "rocket": (),
}
"""Settings used by each family; unused ones are rejected."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """Architecture of a recipe's network; the defaults are MANs-n with all of the paper's attention.

    Attributes:
        family: MANs, MANs with evidence, STA-LSTM, CTR-GCN or ROCKET.
        trunk: MANs: type of the STCM.
        recalibration: MANs: variant of TARM (Table 4).
        stretch: MANs: number of columns after upsampling; 0 for no upsampling.
        modalities: MANs and CTR-GCN: ``joint``, ``bone``, ``joint motion``, ``bone motion``, or ``all``.
        pooling: MANs: temporal pooling of the STCM's features.
        staged: STA-LSTM: whether its parts are trained in stages.
        regularisers: STA-LSTM: weights lambda 1, 2 and 3 of its loss.
    """

    OLD_NAMES: ClassVar[Mapping[str, str]] = {"streams": "modalities"}

    family: Family = "mans"
    trunk: Trunk = "mans-n"
    recalibration: Recalibration = "f_a"
    stretch: int = 0
    modalities: Modality = "joint"
    pooling: Pooling = "mean"
    staged: bool = True
    regularisers: tuple[float, float, float] = (1e-3, 1e-4, 1e-6)

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a number is out of its range, or two settings exclude each other.
        """
        self._check("stretch", 0 <= self.stretch <= _WIDEST, f"0 to {_WIDEST}")
        fine = all(0 <= factor < float("inf") for factor in self.regularisers)
        self._check("regularisers", fine, "three numbers, 0 or above")
        self._check("stretch", not self.stretch or self.modalities == "joint", "0 for bones or motion")
        seen = self.pooling == "mean" or self.has_f_a
        self._check("pooling", seen, "mean for a network without attention")

        for field in fields(self):
            if field.name != "family" and field.name not in _SETTINGS_OF[self.family]:
                usual = getattr(self, field.name) == field.default
                self._check(field.name, usual, f"{field.default!r} for {self.family}")

    @property
    def has_f_a(self) -> bool:
        """Whether the network weights frames, by F_A or what replaces it in TARM."""
        if self.family == "mans":
            return self.recalibration not in ("none", "off")
        return self.family == "mans-evidence"

    def _check(self, name: str, right: bool, expected: str) -> None:
        if not right:
            raise SettingsError(f"{name} {shown(getattr(self, name))}", expected=expected)


@dataclass(frozen=True, slots=True)
class Choice:
    """Registered network.

    Attributes:
        about: one-line description.
        architecture: its architecture.
        changes: other recipe settings that it overrides.
        paper_millions: number of parameters in its paper, in millions, on NTU RGB+D; None if not given.
    """

    about: str
    architecture: Architecture
    changes: Mapping[str, Any]
    paper_millions: float | None = None


def _evidence_of(modality: Modality) -> Architecture:
    return Architecture(recalibration="f_a-convolutional", pooling="f_a", modalities=modality)


_LARGE = {"frames": 224, "hidden_size": 128}
_IN_CLOSED_FORM = {
    **{"optimiser": "ridge", "epochs": 5, "learning_rate": 0.1, "schedule": "constant", "weight_decay": 0.0},
    **{"label_smoothing": 0.0, "ema_decay": 0.0},
}
"""Training of a linear classifier: samples as they are and four times augmented."""

NETWORKS: Mapping[str, Choice] = {
    "mans-9": Choice("MANs, small", Architecture(), {"blocks": (2, 2)}, 0.8),
    "mans-33": Choice("MANs, medium", Architecture(), {"blocks": (8, 8)}, 3.1),
    "mans-61": Choice("MANs, deep", Architecture(), {"blocks": (15, 15)}, 5.7),
    "mans-resnet-18": Choice("MANs on 224 x 224", Architecture(trunk="resnet-18", stretch=224), _LARGE, 12.0),
    "mans-densenet-161": Choice(
        "MANs on 224 x 224", Architecture(trunk="densenet-161", stretch=224), _LARGE, 27.6
    ),
    "stcm": Choice("Table 4: without TARM", Architecture(recalibration="off"), {}),
    "mans-no-attention": Choice("Table 4: F = F_M", Architecture(recalibration="none"), {}),
    "mans-sta-attention": Choice(
        "Table 4: the temporal attention of STA-LSTM", Architecture(recalibration="sta-lstm"), {}
    ),
    "mans-conv-attention": Choice(
        "ours: F_A by temporal convolutions, as in the live network",
        Architecture(recalibration="f_a-convolutional"),
        {},
    ),
    "mans-conv-evidence": Choice(
        "ours: the same, and class scores that are F_A-weighted sums over time",
        _evidence_of("joint"),
        {},
    ),
    "mans-conv-evidence-bone": Choice("ours: the same on bones", _evidence_of("bone"), {}),
    "mans-conv-evidence-joint-motion": Choice(
        "ours: the same on the motion of joints", _evidence_of("joint motion"), {}
    ),
    "mans-conv-evidence-bone-motion": Choice(
        "ours: the same on the motion of bones", _evidence_of("bone motion"), {}
    ),
    "mans-today": Choice(
        "ours: joints, bones and motion; pooling weighted by F_A",
        Architecture(modalities="all", pooling="f_a"),
        {},
    ),
    "sta-lstm": Choice("Song et al., AAAI 2017", Architecture(family="sta-lstm"), {"hidden_size": 100}),
    "ctr-gcn": Choice("Chen et al., ICCV 2021", Architecture(family="ctr-gcn"), {"hidden_size": 64}, 1.46),
    "rocket": Choice(
        "Dempster et al., DMKD 2020, in closed form",
        Architecture(family="rocket"),
        {"hidden_size": 1000, **_IN_CLOSED_FORM},
    ),
}
"""Network by name on the command line."""
