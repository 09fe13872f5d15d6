"""Export of trained networks for use outside torch."""
