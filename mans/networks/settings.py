"""Settings of all networks; without torch, so that a model card can be read where torch is not loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from streaming.skeleton.layouts import KINECT_V2

Trunk = Literal["mans-n", "resnet-18", "densenet-161"]
"""Type of the STCM: the paper's small residual networks, or one of its two large ones."""

Recalibration = Literal["f_a", "f_a-convolutional", "none", "sta-lstm", "off"]
"""Variant of TARM: full, with F_A by temporal convolutions, without attention, with STA-LSTM's attention, or
none (Table 4, but for the second)."""

Pooling = Literal["mean", "f_a"]
"""Temporal pooling of the STCM's features: uniform, or weighted by F_A."""

Modality = Literal["joint", "bone", "joint motion", "bone motion", "all"]
"""Modality of the input: one of four, or all of them."""


@dataclass(frozen=True, slots=True)
class MansSettings:
    """Architecture of a network; the defaults are MANs-9 on NTU RGB+D.

    Attributes:
        classes: C.
        frames: T, frames of a window.
        columns: N, joints of all bodies in a window.
        hidden_size: K, the width of F_M.
        reduction: alpha, reduction of the attention bottleneck (Table 3).
        blocks: residual blocks in each stage of a MANs-n (Table 2).
        trunk: type of the STCM.
        recalibration: variant of TARM (Table 4).
        stretch: number of columns after upsampling, for trunks with larger input images; 0 for no upsampling.
        parents: (N,) each column's parent, for every modality but ``joint``; otherwise empty.
        modalities: modality of the input.
        pooling: temporal pooling of the STCM's features.
    """

    classes: int = 60
    frames: int = 50
    columns: int = 50
    hidden_size: int = 64
    reduction: int = 16
    blocks: tuple[int, int] = (2, 2)
    trunk: Trunk = "mans-n"
    recalibration: Recalibration = "f_a"
    stretch: int = 0
    parents: tuple[int, ...] = ()
    modalities: Modality = "joint"
    pooling: Pooling = "mean"

    @property
    def name(self) -> str:
        """The paper's name and the differences; n in MANs-n counts the convolutions except shortcuts."""
        name = {
            "mans-n": f"MANs-{1 + 2 * sum(self.blocks)}",
            "resnet-18": "MANs (ResNet-18)",
            "densenet-161": "MANs (DenseNet-161)",
        }[self.trunk]
        name += _modality_suffix(self.modalities)
        if self.pooling == "f_a":
            name += ", pooled by F_A"
        return {
            "f_a": name,
            "f_a-convolutional": f"{name}, F_A by temporal convolutions",
            "none": f"{name} without attention",
            "sta-lstm": f"{name} with STA-LSTM's temporal attention",
            "off": f"STCM of {name}",
        }[self.recalibration]


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """Architecture of a network.

    Attributes:
        classes: C.
        frames: T.
        parents: (N,) each column's parent, for the bones; the root is its own parent.
        shoulders: columns of the two shoulders, whose middle is the origin of the joint modality.
        window_s: length of a window in seconds.
        hidden_size: K, width of the memory.
        hidden: hidden width of the attention, between its two convolutions.
        kernel: kernel size of these convolutions, frames.
        width: channels of the evidence network.
        blocks: its residual blocks, each of two convolutions with kernel size 3.
        dropout: dropout probability within these blocks.
    """

    classes: int
    frames: int = 32
    parents: tuple[int, ...] = ()
    shoulders: tuple[int, int] = (1, 4)
    window_s: float = 1.5
    hidden_size: int = 64
    hidden: int = 16
    kernel: int = 9
    width: int = 160
    blocks: int = 4
    dropout: float = 0.1

    @property
    def name(self) -> str:
        """Display name."""
        return "MANs with evidence"


@dataclass(frozen=True, slots=True)
class StaLstmSettings:
    """Settings of the network and its loss.

    Attributes:
        classes: C.
        frames: T.
        columns: N, joints of all bodies.
        units: hidden size of each LSTM layer.
        staged: whether the parts are trained in stages, as in the paper, or jointly.
        regularisers: weights lambda 1 (spread of the joint attention), 2 (size of the temporal gates) and 3
            (size of the network's weights).
    """

    classes: int
    frames: int = 50
    columns: int = 50
    units: int = 100
    staged: bool = True
    regularisers: tuple[float, float, float] = (1e-3, 1e-4, 1e-6)

    @property
    def name(self) -> str:
        """Display name for model cards and tables."""
        return "STA-LSTM"


@dataclass(frozen=True, slots=True)
class CtrGcnSettings:
    """Architecture of a network.

    Attributes:
        classes: C.
        frames: T.
        bodies: M.
        parents: (J,) each joint's parent; the root is its own parent.
        width: channels of the first blocks.
        modalities: modality of the input.
    """

    classes: int
    frames: int
    bodies: int
    parents: tuple[int, ...]
    width: int = 64
    modalities: Modality = "joint"

    @property
    def name(self) -> str:
        """Display name for model cards and tables."""
        return f"CTR-GCN{_modality_suffix(self.modalities)}"


@dataclass(frozen=True, slots=True)
class RocketSettings:
    """Settings of the network.

    Attributes:
        classes: C.
        parents: (N,) each column's parent; the root of a body is its own parent.
        kernels: random kernels of each dilation.
    """

    classes: int
    parents: tuple[int, ...]
    kernels: int = 1000

    @property
    def name(self) -> str:
        """Display name for model cards and tables."""
        return "ROCKET"


def _modality_suffix(modality: Modality) -> str:
    """Return what a network's display name says of its input; nothing of joints, which are usual."""
    if modality == "joint":
        return ""
    return (
        " with bones and motion"
        if modality == "all"
        else f" on {modality}{'' if 'motion' in modality else 's'}"
    )


NetworkSettings = MansSettings | EvidenceSettings | StaLstmSettings | CtrGcnSettings | RocketSettings
"""Settings of a network of any family."""


def parents_among(joints: Sequence[str], bodies: int = 1) -> tuple[int, ...]:
    """Return each column's parent: its nearest ancestor that the network reads.

    If the root is not read, the joint nearest to it takes its place, so that the skeleton stays connected:
    without SpineBase, the hips' parent is SpineMid.

    Args:
        joints: names of the Kinect v2 joints the network reads, J of them.
        bodies: M; bodies are not connected.

    Returns:
        (M * J,) column indices; the root is its own parent.
    """
    ways = [_way_to_root(KINECT_V2.index[name]) for name in joints]
    column = {way[0]: i for i, way in enumerate(ways)}
    above = [next((column[joint] for joint in way[1:] if joint in column), None) for way in ways]
    tops = [i for i, parent in enumerate(above) if parent is None]
    # Of two equally near, the one on the body's middle line.
    root = min(tops, key=lambda i: (len(ways[i]), KINECT_V2.mirror[ways[i][0]] != ways[i][0]))
    parents = [root if parent is None else parent for parent in above]
    return tuple(m * len(joints) + parent for m in range(bodies) for parent in parents)


def _way_to_root(joint: int) -> list[int]:
    """Return the joints from this one to the layout's root, inclusive."""
    way = [joint]
    while KINECT_V2.parents[way[-1]] != way[-1]:
        way.append(KINECT_V2.parents[way[-1]])
    return way
