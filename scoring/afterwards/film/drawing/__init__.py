"""Draws terminals: from the events of a recording to the frames of a film. Knows neither Django nor rows; `composing` alone uses it."""
