"""The company's artist: unicorns as coloured shapes, rendered as SVG for the catalogue and as PNG for the recognizer."""

from .figure import BREEDS, MIMIC, figure

__all__ = ["BREEDS", "MIMIC", "figure"]
