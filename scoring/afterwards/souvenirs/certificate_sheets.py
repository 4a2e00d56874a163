"""Where what stands on a certificate: A4 landscape in tenths of a millimetre, and the screen of a phone in pixels."""

from dataclasses import dataclass

from scoring.afterwards.souvenirs.drawing.lettering import Slot

Spot = tuple[float, float, float]  # x, y and a size


@dataclass(frozen=True)
class CertificateSheet:
    """`columns`: (how many, up to so many deeds). `millimetres`: its width on paper; None is a screen."""

    name_of_shape: str
    width: float
    height: float
    millimetres: float | None
    edges: tuple[float, float, float, float]
    band: float
    underprint: float
    unicorn: Spot
    company: Slot
    day: Slot
    certifies: Slot
    name: Slot
    team: Slot
    deed: Slot
    deeds: Slot
    columns: tuple[tuple[int, int], ...]
    most_deeds: int
    smallest: float
    learned: Slot
    badges: Spot
    seal: Spot
    signature: Slot
    medallions: tuple[Spot, ...] = ()


A4 = CertificateSheet(
    name_of_shape="a4",
    width=2970,
    height=2100,
    millimetres=297,
    edges=(80, 80, 2890, 2020),
    band=110,
    underprint=640,
    unicorn=(1485, 490, 230),
    company=Slot(1485, 520, 2000, 150, 120, 50),
    day=Slot(1485, 668, 2200, 66, 46, 24),
    certifies=Slot(1485, 745, 1200, 64, 44, 30),
    name=Slot(1485, 800, 2300, 200, 150, 54),
    team=Slot(1485, 1012, 2300, 78, 56, 26),
    deed=Slot(1485, 1090, 2300, 60, 42, 26),
    deeds=Slot(1485, 1165, 2440, 365, 48, 24),
    columns=((1, 2), (2, 6), (3, 12)),
    most_deeds=12,
    smallest=25,
    learned=Slot(1485, 1535, 2200, 104, 46, 24),
    badges=(760, 1715, 74),
    seal=(1485, 1800, 150),
    signature=Slot(2280, 1760, 640, 56, 34, 20),
    medallions=((480, 470, 190), (2490, 470, 190)),
)
PHONE = CertificateSheet(
    name_of_shape="phone",
    width=1080,
    height=1920,
    millimetres=None,
    edges=(32, 32, 1048, 1888),
    band=56,
    underprint=380,
    unicorn=(540, 362, 215),
    company=Slot(540, 385, 860, 90, 76, 40),
    day=Slot(540, 478, 840, 84, 32, 20),
    certifies=Slot(540, 570, 600, 50, 32, 24),
    name=Slot(540, 618, 860, 160, 104, 40),
    team=Slot(540, 788, 860, 88, 42, 22),
    deed=Slot(540, 878, 840, 84, 32, 22),
    deeds=Slot(540, 974, 900, 346, 38, 20),
    columns=((1, 12),),
    most_deeds=12,
    smallest=23,
    learned=Slot(540, 1325, 840, 120, 36, 20),
    badges=(540, 1510, 50),
    seal=(270, 1690, 88),
    signature=Slot(690, 1720, 440, 70, 26, 16),
)
