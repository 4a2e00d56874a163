"""A figure as SVG text, for the catalogue."""

from .figure import figure


def draw(breed: str, seed: int) -> str:
    """The picture of one unicorn; about 6 kB before compression."""
    polygons = "".join(
        f'<polygon fill="{shape.fill}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)}"/>' for shape in figure(breed, seed)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img" aria-label="A unicorn of the breed {breed}">{polygons}</svg>'
