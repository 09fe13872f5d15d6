"""int8: an exported network with its convolutions quantised, and how often it decides as before.

Run it as ``python -m benchmarks.int8``. ONNX Runtime's static quantisation (QDQ, a scale a channel) is
calibrated on every fourth window of the bundled recordings; the other windows are compared.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import runtimes
from mans.runtime.onnx import INPUT, OnnxNetwork, open_onnx

CALIBRATED = 4
"""Of so many windows one is calibrated on."""

Floats = npt.NDArray[np.float32]


def int8_network(file: Path, windows: Floats, out: Path) -> float:
    """Quantise an exported network.

    Args:
        file: the ``.onnx`` file.
        windows: (B, T, N, 3 or 4) what it reads.
        out: the file to write.

    Returns:
        The share of windows, other than those calibrated on, that keep their most probable class.
    """
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Windows(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime has no types
        def __init__(self) -> None:
            self.left = iter(windows[::CALIBRATED])

        def get_next(self) -> dict[str, Floats] | None:
            window = next(self.left, None)
            return None if window is None else {INPUT: window[np.newaxis]}

    logging.disable(logging.WARNING)  # it advises a step before, which changes nothing here
    try:
        quantize_static(
            str(file),
            str(out),
            Windows(),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
        )
    finally:
        logging.disable(logging.NOTSET)
    others = np.delete(windows, np.s_[::CALIBRATED], axis=0)
    found = [OnnxNetwork(open_onnx(each, 1))(others).logits.argmax(axis=1) for each in (file, out)]
    return float((found[0] == found[1]).mean())


def main() -> None:
    """Print how many decisions the bundled models keep."""
    from mans.recogniser import Recogniser

    for model in runtimes.MODELS:
        recogniser = Recogniser.load(model, "cpu")
        inputs = recogniser.network_inputs(runtimes.windows(recogniser))
        with tempfile.TemporaryDirectory() as folder:
            kept = int8_network(model.with_suffix(".onnx"), inputs, Path(folder) / "int8.onnx")
        print(f"{model.stem}: {kept:.2%} of {len(inputs) - len(inputs[::CALIBRATED])} windows")


if __name__ == "__main__":
    main()
