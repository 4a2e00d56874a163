"""Running the platform itself: `manage.py up` and what it starts, doctor, health checks, the demo and its bots."""
