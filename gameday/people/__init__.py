"""People: joining, seats, importing a list of players, drawing mixed teams, and the pages for all of that."""
