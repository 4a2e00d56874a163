"""The team page: its data, its acts, and what its people say to each other."""
