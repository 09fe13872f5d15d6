"""The widgets: stage, video, answer, attention, timeline, bars and panels."""
