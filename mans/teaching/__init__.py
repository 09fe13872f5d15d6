"""Own actions, taught by a few examples: the project file, and what is made of it."""
