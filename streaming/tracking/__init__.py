"""Tracking: identities, selection of people, and One-Euro smoothing of joints."""
