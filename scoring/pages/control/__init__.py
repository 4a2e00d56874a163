"""The control room: teams x incidents, and the facilitators' acts."""
