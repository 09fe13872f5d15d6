"""Runtimes: a trained network as a function of numpy arrays, by ONNX Runtime or by torch."""

import os

# ONNX Runtime beyond 1.24 collects usage data as soon as it is imported, unless this is set.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
