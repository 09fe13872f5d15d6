"""Networks, preprocessing, data sets, training, evaluation and the recogniser (floor 2). No Qt, no OpenCV."""
