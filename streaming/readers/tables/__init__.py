"""Tables of numbers whose columns name no joints: what they hold, by their values or by a mapping."""
