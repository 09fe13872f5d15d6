"""View models without widgets: session, analysis, playback, preferences, wording."""
