"""Runtimes: a trained network as a function of numpy arrays, with ONNX Runtime or torch."""

import os

# ONNX Runtime beyond 1.24 collects usage data as soon as it is imported, unless this is set.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
