"""The debrief: what everybody saw, and what is to be done about it."""
