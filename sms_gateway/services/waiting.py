"""What waits for a person, counted: the cards of the start page."""

from dataclasses import dataclass

from sms_gateway.domain.permissions import Scope
from sms_gateway.services.office import Office
from sms_gateway.storage import waiting
from sms_gateway.storage.dialect import plan_by_values


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much there is of each; what belongs to no agency is None for somebody of one."""

    reviews: int | None
    cases: int | None  # the national desk has not decided on them
    late: int  # past the clock of the state they are in
    held: int | None  # SMS that did not leave


def waiting_for(scope: Scope, office: Office) -> Waiting:
    """The counts for *scope*. Raises StoreUnavailable."""
    now = office.now()
    with office.sessions.read() as session:
        plan_by_values(session)
        late = waiting.late(session, scope.agency, now)
        if scope.agency is not None:
            return Waiting(None, None, late, None)
        return Waiting(
            reviews=waiting.reviews(session), cases=waiting.undecided(session), late=late,
            held=waiting.held(session),
        )  # fmt: skip
