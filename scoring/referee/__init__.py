"""The referee: each tick it sends customers through the shops, checks objectives and pays points through the ledger."""
