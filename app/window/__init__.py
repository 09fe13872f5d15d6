"""Main window: widgets, commands, and the live and replay modes."""
