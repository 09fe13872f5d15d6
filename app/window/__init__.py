"""The main window: its parts, what the user can do in it, and its two modes, live and replay."""
