"""Coverage-guided fuzzing of whatever reads what users hand in; ``python -m tools.fuzz`` runs it."""
