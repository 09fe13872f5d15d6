"""Labels of recordings as files: plain tables, ELAN and BORIS, read and written."""
