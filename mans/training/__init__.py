"""Training: sampling, trainer, checkpoints of its state, logs, distributed training."""
