"""One model for everyday actions, trained on several data sets at once."""
