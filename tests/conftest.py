"""Settings for all tests: Qt draws offscreen unless QT_QPA_PLATFORM says otherwise."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
