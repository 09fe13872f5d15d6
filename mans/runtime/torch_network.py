"""A network as torch runs it, behind the interface of a runtime."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mans.networks.base import ActionNetwork
from mans.runtime.outputs import Outputs


class TorchNetwork:
    """A torch network from numpy windows to numpy outputs."""

    def __init__(self, network: ActionNetwork, device: torch.device) -> None:
        """Wrap a network that is already on ``device``, in evaluation mode."""
        self.network, self._device = network, device

    @property
    def device(self) -> str:
        """Description of the device, e.g. ``"CPU, 1 thread"``."""
        return describe_device(self._device)

    @cached_property
    def on_cpu(self) -> ActionNetwork:
        """The network itself if it is on the CPU, otherwise a copy there."""
        return self.network if self._device.type == "cpu" else deepcopy(self.network).cpu()

    def __call__(self, windows: npt.NDArray[np.float32]) -> Outputs:
        """Run the network over preprocessed windows O (B, T, N, 3 or 4)."""
        # Grad mode is per thread: every thread that calls in gets inference mode here.
        with torch.inference_mode():
            out = self.network(torch.from_numpy(windows).to(self._device))
            names = ("logits", "f_a", "joint_gates", "frame_gates", "evidence", "features")
            return Outputs(*(_array(getattr(out, name, None)) for name in names))  # type: ignore[arg-type]


def describe_device(device: torch.device) -> str:
    """Describe a device, e.g. ``"CPU, 1 thread"`` or ``"CUDA: NVIDIA H200"``."""
    if device.type == "cuda":
        return f"CUDA: {torch.cuda.get_device_name(device)}"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"


def _array(tensor: Tensor | None) -> npt.NDArray[np.float32] | None:
    """Return a tensor as an array."""
    return None if tensor is None else tensor.cpu().numpy()
