"""Training: sampling, the trainer, its state on disk, logs, and several processes."""
