"""The shop of Unicorn Rentals."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT.name
