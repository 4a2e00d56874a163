"""The Dev seat's workshop: files, git and the pipeline of a team's workbench, from the browser."""
