"""The pages that show points: a team's, the control room, the console, the board, the rules."""
