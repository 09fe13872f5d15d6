"""Checks of this computer: what keeps the program from working, why it matters, and what fixes it.

It is needed most where half of the dependencies are missing, so it imports with the standard library alone;
what may crash or hang is tried in a child process.
"""
