"""Floor 1: skeletons, recordings, live sources, the sliding window. No torch, no Qt."""
