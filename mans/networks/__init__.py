"""Networks: MANs (TARM and STCM), its trunks, STA-LSTM, CTR-GCN, and the registry."""
