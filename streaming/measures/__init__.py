"""Measures of movement from joints: angles, distances, speeds, and repetitions. Geometry and numpy alone."""
