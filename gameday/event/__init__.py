"""A game day as a whole: its life from launch to archive, its schedule, and what a worker finds when it starts."""
