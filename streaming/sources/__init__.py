"""Where skeletons come from besides recordings: pose estimation on images."""
