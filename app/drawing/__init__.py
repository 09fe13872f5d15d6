"""Drawing with QPainter on any device: stage, shot, timeline, clip, theme and icons."""
