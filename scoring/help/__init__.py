"""Help for teams: hints and what they cost, the stuck radar and its nudges, known-good resets."""
