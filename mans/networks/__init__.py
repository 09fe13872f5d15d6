"""The networks: MANs of TARM and STCM, its trunks, STA-LSTM, CTR-GCN, and the registry."""
