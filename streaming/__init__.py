"""Skeletons, recordings, live sources and the sliding window (floor 1). No torch, no Qt."""
