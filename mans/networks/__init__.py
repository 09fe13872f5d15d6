"""Networks: MANs (TARM and STCM), its trunks, STA-LSTM, CTR-GCN, and the registry."""

import os

# ONNX Runtime beyond 1.24 collects usage data as soon as it is imported, unless this is set.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
