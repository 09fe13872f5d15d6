"""Actions that are recognised by a rule of geometry beside the network."""
