"""The big screen: which moments of a day fill it, when, and the facilitators' hand on it."""
