"""Recognition of whole archives: many files, in many processes or on a cluster, resumable."""
