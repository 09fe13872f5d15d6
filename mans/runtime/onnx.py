"""Exported networks in ONNX Runtime on CPUs, one and a half times as fast as torch on single windows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from mans.runtime.outputs import Outputs
from streaming.errors import DeviceError, ModelError
from streaming.paths import digest, is_file

CPU = "CPUExecutionProvider"
INPUT = "O"
OUTPUTS = ("logits", "f_a", "joint_gates", "frame_gates", "evidence", "features")
"""Names of possible outputs, in the order of an exported network."""
CARD, WEIGHTS = "mans_live_card", "mans_live_weights_sha256"
"""Metadata of an exported file: the model card as JSON; SHA-256 of the weights' file."""


class OnnxNetwork:
    """An exported network."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        """Wrap an open session."""
        self._session = session
        self.device = f"{session.get_providers()[0].removesuffix('ExecutionProvider')}, ONNX Runtime"
        """For the status line, e.g. ``"CPU, ONNX Runtime"``."""
        self._names = [output.name for output in session.get_outputs()]

    @property
    def features(self) -> int | None:
        """D, the number of features of each frame; None where they are not among the outputs."""
        shapes = {output.name: output.shape for output in self._session.get_outputs()}
        return int(shapes["features"][-1]) if "features" in shapes else None

    def __call__(self, windows: npt.NDArray[np.float32]) -> Outputs:
        """Run the network over preprocessed windows O (B, T, N, 3 or 4)."""
        values = self._session.run(self._names, {INPUT: np.ascontiguousarray(windows)})
        return Outputs(**dict(zip(self._names, values, strict=True)))


def onnx_file(model: Path) -> Path:
    """Return where the exported network of a model file is looked for: beside it."""
    return model.with_suffix(".onnx")


def open_onnx(path: Path, threads: int, provider: str = CPU) -> onnxruntime.InferenceSession:
    """Open an exported network.

    Args:
        path: the ``.onnx`` file.
        threads: number of threads for one window.
        provider: what runs it, by ONNX Runtime's name; the CPU runs what that cannot.

    Raises:
        DeviceError: this ONNX Runtime does not have the provider.
        ModelError: it is no ONNX file, or one that this version of ONNX Runtime cannot run.
    """
    onnxruntime.disable_telemetry_events()
    if provider not in (offered := onnxruntime.get_available_providers()):
        raise DeviceError(
            f"no {provider} in the installed ONNX Runtime {onnxruntime.__version__}",
            expected=f"one of {', '.join(offered)}",
            remedy="Install the onnxruntime package that has it in place of this one, or use --device cpu",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong is raised
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=list(dict.fromkeys([provider, CPU]))
        )
    except Exception as error:
        raise ModelError(
            f"ONNX Runtime cannot open it ({str(error).splitlines()[0][:200]})",
            path=path,
            expected="a network that export wrote",
            remedy="Export the model again, or remove this file: torch runs the model then",
        ) from error


def load_onnx(model: Path, threads: int, provider: str = CPU) -> OnnxNetwork | None:
    """Load the exported network that lies beside a model.

    Args:
        model: the ``.safetensors`` file.
        threads: number of threads for one window.
        provider: what runs it, by ONNX Runtime's name.

    Returns:
        None where there is no such file, or where it was exported from other weights.

    Raises:
        DeviceError: this ONNX Runtime does not have the provider.
        ModelError: the file is damaged.
    """
    path = onnx_file(model)
    if not is_file(path) or not is_file(model):
        return None
    session = open_onnx(path, threads, provider)
    metadata = session.get_modelmeta().custom_metadata_map
    if metadata.get(WEIGHTS) != digest(model):
        return None
    return OnnxNetwork(session)
