"""What a taught word may mean, by name: who chooses "Sampah dan kebersihan" need not know its code."""

from collections.abc import Mapping

from parsers.overlay import RuleKind, offices
from sms_gateway.domain.topics import LABELS
from sms_gateway.services import place_reading
from sms_gateway.services.office import Office


def named(office: Office) -> Mapping[RuleKind, Mapping[str, str]]:
    """The names of topics and offices by their codes; places are too many, and other words have none."""
    known = office.agencies().offices.offices
    called = {code: known[code].name.long if code in known else code for code in offices()}
    topics = {str(topic): label.full for topic, label in LABELS.items()}
    return {RuleKind.TOPIC: topics, RuleKind.AGENCY: called}


def meant(kind: RuleKind, typed: str, office: Office) -> str:
    """The code that *typed*, a name or a code, stands for; *typed* itself when it names nothing."""
    wanted = " ".join(typed.split())
    if kind is RuleKind.PLACE:
        return (place_reading.code_of(wanted, office) if wanted else None) or wanted
    choices = named(office).get(kind, {})
    if wanted in choices:
        return wanted
    by_name = {name.casefold(): code for code, name in choices.items()}
    return by_name.get(wanted.casefold(), wanted)
