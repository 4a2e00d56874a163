"""The figures of a day: moments, times, medians, and when the two halves of a team met."""
