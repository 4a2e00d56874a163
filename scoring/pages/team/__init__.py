"""The team page: what it shows, what players do on it, and the team's chat and notes."""
