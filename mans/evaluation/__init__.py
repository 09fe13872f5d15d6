"""Evaluation by protocols: folds, results, comparison, calibration, learning curves, reports."""
