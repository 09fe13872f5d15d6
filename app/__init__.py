"""Qt user interface (layer 3); the only package that imports PySide6 or pyqtgraph."""
