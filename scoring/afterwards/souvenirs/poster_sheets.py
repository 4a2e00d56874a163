"""Where what stands on a poster: A4 and A3 portrait, whose shape is the same, and the screen of a phone."""

from dataclasses import dataclass

from scoring.afterwards.souvenirs.drawing.lettering import Slot


@dataclass(frozen=True)
class PosterSheet:
    """`summit` and `foot`: the heights between which the ridge stands. Below `foot` lies the legend. `type`: its letters."""

    name_of_shape: str
    width: float
    height: float
    millimetres: float | None
    emblem: Slot
    name: Slot
    motto: Slot
    day: Slot
    summit: float
    foot: float
    unicorn: float
    cloud: float
    margin: float
    type: float
    columns: int
    most_rows: int


A4 = PosterSheet(
    name_of_shape="a4",
    width=2100,
    height=2970,
    millimetres=210,
    emblem=Slot(1050, 80, 260, 250, 190, 50),
    name=Slot(1050, 350, 1860, 240, 190, 60),
    motto=Slot(1050, 590, 1700, 120, 64, 32),
    day=Slot(1050, 712, 1700, 70, 42, 24),
    summit=1300,
    foot=2020,
    unicorn=350,
    cloud=190,
    margin=130,
    type=42,
    columns=2,
    most_rows=7,
)
PHONE = PosterSheet(
    name_of_shape="phone",
    width=1080,
    height=1920,
    millimetres=None,
    emblem=Slot(540, 36, 140, 140, 105, 28),
    name=Slot(540, 185, 980, 150, 110, 38),
    motto=Slot(540, 335, 920, 90, 40, 22),
    day=Slot(540, 420, 940, 46, 28, 18),
    summit=770,
    foot=1190,
    unicorn=215,
    cloud=112,
    margin=56,
    type=30,
    columns=1,
    most_rows=6,
)
