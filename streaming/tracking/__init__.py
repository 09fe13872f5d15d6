"""Identities over time: who is who, who is followed, and the One-Euro filter on live joints."""
