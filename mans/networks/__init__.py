"""Networks: MANs (TARM and STCM), its trunks, STA-LSTM, CTR-GCN, ROCKET, and the registry."""
