"""The skeleton model: joint layouts, bodies in time-stamped frames, recordings."""
