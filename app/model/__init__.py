"""What the windows show, without widgets: the session, analysis, playback, preferences, wording."""
