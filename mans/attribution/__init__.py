"""Which frames decided: figures of F_A, gradients, and whether attention is faithful."""
