"""The anonymous survey before and after a day."""
