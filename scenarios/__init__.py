"""What can break in a company's sandbox, and how it is seen. Nothing in here knows of game days, teams or players."""
