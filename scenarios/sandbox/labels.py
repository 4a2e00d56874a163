"""The Docker labels on everything that an installation owns. `reap` looks for these, never for names."""

INSTALLATION = "gameday.installation"
SANDBOX = "gameday.sandbox"
ROLE = "gameday.role"
DOOR = "gameday.door"  # the port of its shop, as long as it lives
COMPANY = "gameday.company"
IMAGE = "gameday.image"
PROOF = "gameday.proof"  # when the proof began that this was made for, in seconds since 1970; proofs have no row
