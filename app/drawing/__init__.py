"""QPainter drawing code: stage, video shot, timeline, clip, theme and icons."""
