"""Recognition: sliding window, predictions, decision and segments."""
