"""Shared code of the readers: text, JSON, MATLAB, MCAP and XEF containers, joint names, time stamps."""
