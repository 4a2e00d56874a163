"""Points: the append-only ledger, the standings derived from it, and game time. The ledger is the only writer of points."""
