"""Attribution to frames: figures of F_A, gradients, and the faithfulness of attention."""
