"""Floor 3: everything Qt. The only place that imports PySide6 or pyqtgraph."""
