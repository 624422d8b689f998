"""The 38 provinces as equal tiles, each about where it lies: small ones are seen as well as large ones."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tile:
    """A province by its two digits (Kepmendagri 300.2.2-2138/2025), what its tile says, and where that is."""

    code: str
    short: str
    column: int
    row: int


COLUMNS: Final = 14
ROWS: Final = 7
TILES: Final = (
    Tile("11", "ACE", 0, 0),
    Tile("12", "SMU", 1, 0),
    Tile("13", "SMB", 1, 1),
    Tile("14", "RIA", 2, 1),
    Tile("15", "JAM", 2, 2),
    Tile("16", "SMS", 2, 3),
    Tile("17", "BKL", 1, 2),
    Tile("18", "LPG", 2, 4),
    Tile("19", "BBL", 3, 2),
    Tile("21", "KPR", 3, 1),
    Tile("31", "JKT", 4, 5),
    Tile("32", "JBR", 5, 5),
    Tile("33", "JTG", 6, 5),
    Tile("34", "DIY", 6, 6),
    Tile("35", "JTM", 7, 5),
    Tile("36", "BTN", 3, 5),
    Tile("51", "BAL", 8, 5),
    Tile("52", "NTB", 9, 5),
    Tile("53", "NTT", 10, 5),
    Tile("61", "KBR", 5, 1),
    Tile("62", "KTG", 5, 2),
    Tile("63", "KSL", 6, 2),
    Tile("64", "KTM", 6, 1),
    Tile("65", "KTR", 6, 0),
    Tile("71", "SUT", 9, 0),
    Tile("72", "STG", 8, 1),
    Tile("73", "SSL", 8, 3),
    Tile("74", "STR", 9, 2),
    Tile("75", "GTO", 9, 1),
    Tile("76", "SBR", 8, 2),
    Tile("81", "MAL", 10, 2),
    Tile("82", "MUT", 10, 1),
    Tile("91", "PAP", 13, 1),
    Tile("92", "PBR", 12, 1),
    Tile("93", "PSL", 13, 3),
    Tile("94", "PTG", 12, 2),
    Tile("95", "PPG", 13, 2),
    Tile("96", "PBD", 11, 1),
)
