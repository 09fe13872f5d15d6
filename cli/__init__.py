"""The command line: what each command takes, and which piece of the floors below does its work."""
