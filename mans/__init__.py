"""Floor 2: networks, preprocessing, data sets, training, evaluation, the recogniser. No Qt, no OpenCV."""
