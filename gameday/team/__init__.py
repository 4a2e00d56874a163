"""Talk in a team: its chat, and messages from facilitators."""
