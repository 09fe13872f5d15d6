"""The live chain: capture, pose, window and recognition on threads joined by mailboxes of one."""
