"""From frames to answers: the sliding window, predictions, the decision, segments."""
