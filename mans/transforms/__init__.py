"""From joints to what a network reads: preprocessing, bone lengths, augmentation, synthetic outliers."""
