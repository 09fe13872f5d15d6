"""Live pipeline: capture, pose, window and recognition threads, connected by one-item mailboxes."""
