"""A rehearsal of a prepared day: what its bots do, what it has shown, and its page. How one begins and ends: gameday/event/rehearsing."""
