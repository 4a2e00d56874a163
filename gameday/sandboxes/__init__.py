"""The teams' sandboxes: the hosts that carry them, their life, and what they use. Rows <-> the driver in scenarios/sandbox."""
