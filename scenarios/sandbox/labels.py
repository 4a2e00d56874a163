"""The labels on everything that an installation owns. Reaping goes by them, never by a name."""

INSTALLATION = "gameday.installation"
SANDBOX = "gameday.sandbox"
ROLE = "gameday.role"
SLOT = "gameday.slot"
COMPANY = "gameday.company"
IMAGE = "gameday.image"
PROOF = "gameday.proof"  # when the proof began that it was built for, in seconds since 1970: no row stands for it
