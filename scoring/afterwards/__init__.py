"""After the day: what a team takes home. Reads the rows of the day, and writes only what stands in these rooms."""
