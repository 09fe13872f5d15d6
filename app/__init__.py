"""Qt user interface (floor 3); the only package that imports PySide6 or pyqtgraph."""
