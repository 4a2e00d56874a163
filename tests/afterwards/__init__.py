"""What comes after the day: figures, films, the debrief, awards and what is taken home."""
