"""Widgets: stage, video, answer, attention, timeline, bars and panels."""
