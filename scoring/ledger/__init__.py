"""Points: the append-only ledger, the standings derived from it, and game time. Only this package writes points."""
