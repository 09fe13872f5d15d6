"""Transforms from joints to network inputs: preprocessing, bone lengths, augmentation, synthetic outliers."""
