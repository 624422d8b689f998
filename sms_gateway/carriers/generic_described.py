"""The checked section of the configuration as the adapter takes it."""

import re2

from sms_gateway.carriers.generic import GenericSettings
from sms_gateway.carriers.generic_answers import Answers, Pattern, Rule
from sms_gateway.domain.messages import ReceiptState
from sms_gateway.settings.generic import AnswerRule, GenericSection
from sms_gateway.settings.section import Section


def described(section: GenericSection, *, password: str, secret: str, public_url: str) -> GenericSettings:
    """What *section* describes; names it leaves out are left out."""
    return GenericSettings(
        send_url=section.send_url or "",
        username=section.username,
        password=password,
        secret=secret,
        callback_url=section.callback_url or public_url,
        answers=Answers(
            accepted=_rule(section.accepted),
            refused=_rule(section.refused),
            retry=_rule(section.retry),
            id_field=section.id_field,
            id_pattern=_compiled(section.id_pattern),
        ),
        inbound=_names(section.inbound),
        receipt=_names(section.receipt),
        outbound=_names(section.outbound),
        states={theirs: ReceiptState(ours) for theirs, ours in section.states.items()},
        constants=section.constants,
        method=section.method,
        proof=section.proof,
        signature_header=section.signature_header,
        auth=section.auth,
        plus=section.plus,
        success=section.success,
        addresses=section.addresses,
        sender=section.sender,
        timeout=section.timeout_seconds,
    )


def _names(section: Section) -> dict[str, str]:
    return {ours: theirs for ours, theirs in section if theirs is not None}


def _rule(section: AnswerRule) -> Rule:
    return Rule(frozenset(section.statuses), section.field, _compiled(section.pattern))


def _compiled(pattern: str | None) -> Pattern | None:
    found: Pattern | None = None if pattern is None else re2.compile(pattern)
    return found
