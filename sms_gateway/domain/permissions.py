"""Who may do what in the console: the roles, the permissions, the one table between them, and whose cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AccountRole(StrEnum):
    NATIONAL_ADMIN = "national_admin"  # admin nasional
    AGENCY_ADMIN = "agency_admin"  # admin instansi: the own agency only
    REVIEWER = "reviewer"
    AUDITOR = "auditor"  # reads, and never a number or the words of a secret report


class Permission(StrEnum):
    """One thing a page does. SEE_ reads; every other one changes something."""

    OWN_ACCOUNT = "own_account"  # the start page, the own password, code and sign-ins
    SEE_USERS = "see_users"
    MANAGE_USERS = "manage_users"
    SEE_REVIEWS = "see_reviews"
    REVIEW = "review"
    SEE_TICKETS = "see_tickets"
    SEE_CONFIDENTIAL = "see_confidential"  # words of RAHASIA: the desk, the agency at work on it
    WORK_TICKETS = "work_tickets"
    REVEAL_NUMBER = "reveal_number"
    MERGE = "merge"
    SEE_TRIAGE = "see_triage"
    TRIAGE = "triage"
    SEE_OFFICERS = "see_officers"
    MANAGE_OFFICERS = "manage_officers"
    SEE_TEMPLATES = "see_templates"
    MANAGE_TEMPLATES = "manage_templates"
    SEE_OUTBOX = "see_outbox"
    MANAGE_OUTBOX = "manage_outbox"
    SEE_LEARNING = "see_learning"
    PROPOSE_RULE = "propose_rule"
    APPROVE_RULE = "approve_rule"
    SEE_DASHBOARD = "see_dashboard"
    SEE_AUDIT = "see_audit"
    SEE_PRIVACY = "see_privacy"  # who saw whose data, what is kept how long, who asked to be forgotten
    PRIVACY_DESK = "privacy_desk"  # forget somebody, keep a ticket for the law


_P = Permission
_READS: Final = frozenset(each for each in Permission if each.startswith("see_"))
# Every role is listed, and nobody has what is not: a new permission is nobody's until it stands here.
PERMISSIONS: Final[Mapping[AccountRole, frozenset[Permission]]] = {
    AccountRole.NATIONAL_ADMIN: frozenset(Permission),
    AccountRole.AGENCY_ADMIN: frozenset(
        {
            _P.OWN_ACCOUNT,
            _P.SEE_TICKETS,
            _P.SEE_CONFIDENTIAL,
            _P.WORK_TICKETS,
            _P.REVEAL_NUMBER,
            _P.SEE_OFFICERS,
            _P.MANAGE_OFFICERS,
            _P.SEE_DASHBOARD,
        }
    ),
    AccountRole.REVIEWER: frozenset(
        {
            _P.OWN_ACCOUNT,
            _P.SEE_REVIEWS,
            _P.REVIEW,
            _P.SEE_TICKETS,
            _P.SEE_CONFIDENTIAL,
            _P.WORK_TICKETS,
            _P.REVEAL_NUMBER,
            _P.MERGE,
            _P.SEE_TRIAGE,
            _P.TRIAGE,
            _P.SEE_LEARNING,
            _P.PROPOSE_RULE,
            _P.SEE_DASHBOARD,
        }
    ),
    AccountRole.AUDITOR: (frozenset({_P.OWN_ACCOUNT}) | _READS) - {_P.SEE_CONFIDENTIAL},
}

# A stolen password must not be enough to learn who complained or whose data were seen, or to make an account
# that can.
GUARDED: Final = frozenset({_P.REVEAL_NUMBER, _P.MANAGE_USERS, _P.SEE_PRIVACY, _P.PRIVACY_DESK})


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases somebody sees: those of one agency, or all (None); *secret*: words of RAHASIA ones too."""

    agency: str | None = None
    secret: bool = True

    def covers(self, agency: str | None) -> bool:
        """Whether what belongs to *agency* (None: to the national desk) may be seen."""
        return self.agency is None or self.agency == agency


NATIONWIDE: Final = Scope()


def may(role: AccountRole, permission: Permission) -> bool:
    """Whether *role* has *permission*."""
    return permission in PERMISSIONS[role]


def needs_code(role: AccountRole) -> bool:
    """Whether a password alone is not enough for *role*: it can see numbers or decide who may."""
    return bool(PERMISSIONS[role] & GUARDED)


def is_bound(role: AccountRole) -> bool:
    """Whether an account of *role* belongs to one agency."""
    return role is AccountRole.AGENCY_ADMIN
