"""Custom actions at work: what a taught model holds, how it answers. Teaching itself is in mans.teaching."""
