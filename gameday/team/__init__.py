"""What a team says: its chat, and the facilitators' messages."""
