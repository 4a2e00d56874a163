"""The referee's pages: play (a team's), control (the facilitators'), public (rules)."""
