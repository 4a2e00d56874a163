"""What the referee does each tick: customers, objectives, evidence, and who gets paid."""
