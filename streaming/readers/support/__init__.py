"""What the readers share: text, JSON, MATLAB, MCAP and XEF containers, joint names, time stamps."""
