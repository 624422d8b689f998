"""What a region is called in an SMS."""

from parsers import Knowledge
from sms_gateway.domain.offices import Names
from sms_gateway.domain.rendering import Name

SHORT_NAME = 18  # characters of a region's name


def region_names(knowledge: Knowledge) -> Names:
    """Names of regions by code; None for a code that is not known."""
    gazetteer = knowledge.gazetteer

    def name(code: str) -> Name | None:
        if code not in gazetteer:
            return None
        return Name(gazetteer.region_name(code), gazetteer.region_short(code, SHORT_NAME))

    return name


def regions_with_a_government(knowledge: Knowledge) -> tuple[str, ...]:
    """The codes of every province, each followed by its regencies and cities."""
    gazetteer = knowledge.gazetteer
    return tuple(sorted({*gazetteer.children(None), *gazetteer.regencies}))
