"""One scenario at one team: the incident's life, its faults put in and healed, practice, commander and notepad."""
