"""Evaluation: cross-validation, results, comparison, calibration, learning curves, reports."""
