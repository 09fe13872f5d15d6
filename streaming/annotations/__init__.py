"""Annotation files: reading and writing of tables, ELAN and BORIS."""
