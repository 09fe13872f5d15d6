"""Online action detection in untrimmed recordings: metrics, action points, training, reports."""
