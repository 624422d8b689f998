"""The agencies that staff may mean by a name: around the case and their own, and where the words say."""

from collections.abc import Sequence

from sms_gateway.domain.agency_names import meant, regions_in, regions_of
from sms_gateway.domain.offices import Agency
from sms_gateway.domain.rendering import Name
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names, regions_with_a_government


def named(words: str, region: str | None, own: str | None, office: Office) -> tuple[Agency, ...]:
    """The one that *words* name or whose code they are, or at most three that they fit, the likeliest first.

    *region*: of the case; *own*: the agency of who asks, None for the national desk.
    """
    known = office.agencies().find(words)
    if known is not None:
        return (known,)
    there = own.partition("@")[2] if own else None
    knowledge = office.knowledge()
    bare = {code: knowledge.gazetteer.name(code) for code in regions_with_a_government(knowledge)}
    return meant(words, around(regions_of(region, there, *regions_in(words, bare)), office))


def around(regions: Sequence[str], office: Office) -> list[Agency]:
    """The agencies that act in *regions*, the regencies first, and in their namesakes next to them."""
    directory, gazetteer = office.agencies(), office.knowledge().gazetteer
    names = region_names(office.knowledge())
    provinces = [each for each in regions if len(each) == 2 and each.isdigit()]
    bare = {_bare(names(each)) for each in regions if "." in each} - {""}
    namesakes = [
        code
        for province in provinces
        for code in sorted(gazetteer.children(province))
        if _bare(names(code)) in bare
    ]
    ordered = dict.fromkeys([each for each in regions if "." in each] + namesakes)
    everywhere = [*ordered, *(each for each in regions if each not in ordered)]
    return [entry.agency for region in everywhere for entry in directory.in_region(region) if entry.acting]


def _bare(name: Name | None) -> str:
    return name.long.removeprefix("Kota ").removeprefix("Kab ") if name else ""
