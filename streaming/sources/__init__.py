"""Live sources: cameras, videos and pose estimation."""
