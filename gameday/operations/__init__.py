"""Running the platform itself: `up` and what it starts, doctor, health, the demo and its bots."""
