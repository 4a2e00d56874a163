"""The recap: the whole day on one time line, and what it came to for each team. Its figures come from figures/."""
