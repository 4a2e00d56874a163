"""Who plays: joining, seats, the import of a list, the draw of mixed teams, and the front door's pages."""
