"""Whole recordings: converting, inspecting and checking them, and recording what is live."""
