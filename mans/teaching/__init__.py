"""User-defined actions from a few examples: project files."""
