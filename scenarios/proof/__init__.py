"""The honest test of a scenario on real sandboxes, alone or many at a time."""
