"""Own actions at work: what a taught model holds, and how it answers. Teaching itself is in mans.teaching."""
