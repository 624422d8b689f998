"""The keys of all we text, and which values each sentence may and must hold; the texts are data."""

from enum import StrEnum
from typing import Final

from sms_gateway.domain.cases import CaseState


class Audience(StrEnum):
    """Whom a sentence is for."""

    CITIZEN = "citizen"
    OFFICER = "officer"


# How a sentence begins. A text that begins so was written by a gateway, not by a person.
BRANDS: Final = {
    Audience.CITIZEN: ("LAPOR!:", "LAPOR! 1708:"),
    Audience.OFFICER: ("1708 TUGAS", "1708:"),
}


class Sentence(StrEnum):
    """A key, the fields every variant must show, those it may show as well, and for whom it is.

    What *may* be shown can be unknown when the sentence is sent; what must be is always known.
    """

    must: frozenset[str]
    may: frozenset[str]
    audience: Audience

    def __new__(
        cls, key: str, must: str = "", may: str = "", audience: Audience = Audience.CITIZEN
    ) -> "Sentence":
        member = str.__new__(cls, key)
        member._value_ = key
        member.must, member.may = frozenset(must.split()), frozenset(may.split())
        member.audience = audience
        return member

    ACK = "ack", "days number", "problem region"
    ACK_ANONYMOUS = "ack_anonymous", "number"
    ACK_CONFIDENTIAL = "ack_confidential", "number"
    ACK_BOTH = "ack_both", "number"
    ACK_JOINED = "ack_joined", "count number", "place problem"
    EMERGENCY = "emergency", "number", "flag"
    DISTRESS = "distress", "number", "flag"
    FORWARDED = "forwarded", "days number", "agency due"
    ANSWERED = "answered", "answer number", "agency"
    ASKED = "asked", "answer number", "agency"
    ARCHIVED = "archived", "days number reason"
    CLOSED = "closed", "days number reopen"
    LINKED = "linked", "door number"
    STATUS_UNVERIFIED = "status_unverified", "number", "due problem since"
    STATUS_ASKING = "status_asking", "number", "problem since"
    STATUS_PLACE = "status_place", "number", "problem since"
    STATUS_ROUTED = "status_routed", "number", "agency due problem since"
    STATUS_WORKING = "status_working", "number", "agency due problem since"
    STATUS_ANSWERED = "status_answered", "number", "agency problem since"
    STATUS_DONE = "status_done", "number", "problem since"
    STATUS_DELAYED = "status_delayed", "number", "agency due problem since"
    STATUS_ARCHIVED = "status_archived", "number", "problem since"
    STATUS_CANCELLED = "status_cancelled", "number", "problem since"
    STATUS_OVERDUE = "status_overdue", "number", "agency"
    VERIFY_OVERDUE = "verify_overdue", "number"
    STATUS_LIST = "status_list", "list", "shown total"
    STATUS_NONE = "status_none"
    STATUS_NOT_YOURS = "status_not_yours", "number"
    STATUS_MISTYPED = "status_mistyped", "number", "problem suggestion"
    STATUS_WEB = "status_web", "number"
    ADDED = "added", "number", "agency"
    ADD_WHICH = "add_which", "list number"
    ADD_EMPTY = "add_empty", "", "number"
    CANCEL_ASK = "cancel_ask", "hours number", "problem"
    CANCELLED = "cancelled", "number"
    CANCEL_REFUSED_ANSWERED = "cancel_refused_answered", "number"
    CANCEL_KEPT = "cancel_kept", "number", "problem"
    CANCEL_WHICH = "cancel_which", "list number"
    CANCEL_NONE = "cancel_none"
    REPEAT = "repeat", "number", "state"
    REPEAT_OR_NEW = "repeat_or_new", "number", "state"
    SEPARATED = "separated", "days number"
    NOW_ANONYMOUS = "now_anonymous", "number"
    NOW_CONFIDENTIAL = "now_confidential", "number"
    HELP = "help"
    STOP = "stop"
    STOP_ONE = "stop_one", "number"
    START = "start"
    START_ONE = "start_one", "number state", "due"
    START_SEVERAL = "start_several", "total"
    UNCLEAR = "unclear", "", "ref"
    BY_HAND = "by_hand", "", "ref"
    REVIEW_UNREAD = "review_unread", "ref"
    GREETING = "greeting"
    SIM_REGISTRATION = "sim_registration"
    ABUSE = "abuse"
    TOO_MANY = "too_many", "hours"
    INCOMPLETE_PARTS = "incomplete_parts", "arrived number total"
    MMS = "mms", "", "number"
    PRIVATE_MATTER = "private_matter", "number"
    PLACE_ASK = "place_ask", "number", "problem"
    PLACE_ASK_LAST = "place_ask_last", "number place", "problem"
    PLACE_CHOICE = "place_choice", "list name number other"
    PLACE_TYPE = "place_type", "number", "problem"
    PLACE_SILENCE = "place_silence", "number"
    PLACED = "placed", "number place", "days"
    PLACED_CHOSEN = "placed_chosen", "days number place", "problem"
    PLACE_UNREAD = "place_unread", "number"
    LOCATION_EMPTY = "location_empty", "", "number"
    WHICH_TICKET = "which_ticket", "command list number"
    NUMBER_RANGE = "number_range", "digits most"
    NUMBER_MEANT = "number_meant", "digits"
    RATED = "rated", "days number stars"
    DISPUTED = "disputed", "count due most number", "agency"
    DISPUTED_AGAIN = "disputed_again", "most number"
    REOPENED = "reopened", "days number", "problem"
    REOPEN_LATE = "reopen_late", "days number"
    HIDE_NEXT = "hide_next", "command flag"
    NOTHING_PENDING = "nothing_pending"
    ERASE_ASK = "erase_ask", "code"
    ERASE_ACCEPTED = "erase_accepted", "code"
    ERASE_WRONG = "erase_wrong"
    ERASE_KEPT = "erase_kept"
    PLACE_ASK_PROTECTED = "place_ask_protected", "flag number"
    PLACE_ASK_LAST_PROTECTED = "place_ask_last_protected", "flag number place"
    PLACE_CHOICE_PROTECTED = "place_choice_protected", "flag list name number other"
    DIGITS_UNREAD = "digits_unread", "command"
    ERASE_OFFICER = "erase_officer", "agency", "", Audience.OFFICER
    ENROL_ASK = "enrol_ask", "agency code hours", "", Audience.OFFICER
    ENROLLED = "enrolled", "agency", "name", Audience.OFFICER
    ENROL_WRONG = "enrol_wrong", "left", "", Audience.OFFICER
    ENROL_SPENT = "enrol_spent", "most", "", Audience.OFFICER
    ENROL_EXPIRED = "enrol_expired", "hours", "", Audience.OFFICER
    ENROL_WAITS = "enrol_waits", "", "agency", Audience.OFFICER
    ENROL_VOID = "enrol_void", "", "", Audience.OFFICER
    OFFICER_DISABLED = "officer_disabled", "agency", "", Audience.OFFICER
    OFFICER_RELEASED = "officer_released", "agency", "", Audience.OFFICER
    ACK_OFFICER = "ack_officer", "number", "days problem region"
    TASK_TEXT = "task_text", "answer count task", "", Audience.OFFICER
    TASK_PAGE = "task_page", "answer count page pages task", "next", Audience.OFFICER
    TASK_ACCEPTED = "task_accepted", "at number officer task", "agency due", Audience.OFFICER
    TASK_LIST = "task_list", "count list task", "", Audience.OFFICER
    TASK_NONE = "task_none", "", "", Audience.OFFICER
    TASK_WHICH = "task_which", "", "", Audience.OFFICER
    TASK_UNCLEAR = "task_unclear", "task", "", Audience.OFFICER
    TASK_UNKNOWN = "task_unknown", "task", "", Audience.OFFICER
    TASK_ENDED = "task_ended", "number task", "", Audience.OFFICER
    NOT_OFFICER = "not_officer", "", "", Audience.OFFICER
    OFFICER_HELP = "officer_help", "", "", Audience.OFFICER
    OFFICER_MANY = "officer_many", "", "", Audience.OFFICER
    ORDER_ANSWER = "order_answer", "answer code count task", "", Audience.OFFICER
    ORDER_ASK = "order_ask", "answer code number task", "", Audience.OFFICER
    ORDER_FORWARD = "order_forward", "agency code number task", "due", Audience.OFFICER
    ORDER_RETURN = "order_return", "answer code number task", "", Audience.OFFICER
    ORDER_REJECT = "order_reject", "code number reason task", "", Audience.OFFICER
    ORDER_DONE = "order_done", "code number task", "", Audience.OFFICER
    ORDER_EXTEND = "order_extend", "answer code days number task", "", Audience.OFFICER
    FORWARD_WHICH = "forward_which", "choices count list task", "name", Audience.OFFICER
    FORWARD_OWN = "forward_own", "number task", "agency", Audience.OFFICER
    FORWARD_UNKNOWN = "forward_unknown", "name task", "", Audience.OFFICER
    ANSWER_TAKEN = "answer_taken", "days minutes number task", "", Audience.OFFICER
    ANSWER_WAITS = "answer_waits", "at days minutes number task", "", Audience.OFFICER
    ORDER_TAKEN = "order_taken", "command minutes number task", "", Audience.OFFICER
    ORDER_WAITS = "order_waits", "at command minutes number task", "", Audience.OFFICER
    ORDER_UNDONE = "order_undone", "command number task", "", Audience.OFFICER
    UNDO_NOTHING = "undo_nothing", "task", "", Audience.OFFICER
    RETURN_DONE = "return_done", "answer task", "", Audience.OFFICER
    FORWARD_DONE = "forward_done", "agency number task", "", Audience.OFFICER
    EXTEND_DONE = "extend_done", "number task", "due", Audience.OFFICER
    ORDER_GONE = "order_gone", "command number task", "", Audience.OFFICER
    ORDER_FAILED = "order_failed", "command number task", "", Audience.OFFICER
    CANNOT_STATE = "cannot_state", "command number state task", "", Audience.OFFICER
    CANNOT_UNANSWERED = "cannot_unanswered", "task", "", Audience.OFFICER
    CANNOT_EXTENDED = "cannot_extended", "task", "", Audience.OFFICER
    CANNOT_RETURNS = "cannot_returns", "number task", "", Audience.OFFICER
    CANNOT_NO_CODE = "cannot_no_code", "task", "", Audience.OFFICER
    CANNOT_EMPTY = "cannot_empty", "command task", "", Audience.OFFICER
    CANNOT_TOO_LONG = "cannot_too_long", "command task", "", Audience.OFFICER
    CANNOT_PERSONAL = "cannot_personal", "command task", "", Audience.OFFICER
    CODE_WRONG = "code_wrong", "left", "", Audience.OFFICER
    CODE_SPENT = "code_spent", "most", "", Audience.OFFICER
    CODE_UNREAD = "code_unread", "", "", Audience.OFFICER
    CODE_NONE = "code_none", "minutes", "", Audience.OFFICER
    OFFICER_HELD = "officer_held", "most", "", Audience.OFFICER
    OFFICER_ON_HOLD = "officer_on_hold", "", "", Audience.OFFICER
    HOLD_ALERT = "hold_alert", "most officer", "", Audience.OFFICER
    LEAVE_ASK = "leave_ask", "code leave", "officer", Audience.OFFICER
    LEAVE_NOTED = "leave_noted", "leave", "agency officer", Audience.OFFICER
    LEAVE_NOTED_ALONE = "leave_noted_alone", "leave", "", Audience.OFFICER
    LEAVE_WHO = "leave_who", "name", "", Audience.OFFICER
    LEAVE_DATES = "leave_dates", "", "", Audience.OFFICER
    LEAVE_ENDED = "leave_ended", "", "", Audience.OFFICER
    LEAVE_NONE = "leave_none", "", "", Audience.OFFICER
    TASK_NEW = "task_new", "number task", "due place problem region", Audience.OFFICER
    TASK_EMERGENCY = "task_emergency", "number task", "due place problem region", Audience.OFFICER
    TASK_PASSED = (
        "task_passed",
        "number task",
        "agency due flag officer place problem region",
        Audience.OFFICER,
    )
    TASK_OBJECTED = "task_objected", "answer number task", "due flag problem", Audience.OFFICER
    TASK_REOPENED = "task_reopened", "answer number task", "due flag problem", Audience.OFFICER
    TASK_BUNDLE = "task_bundle", "count list task", "", Audience.OFFICER
    TASK_BUNDLE_PASSED = "task_bundle_passed", "count list task", "agency officer", Audience.OFFICER
    TASK_ADDED = "task_added", "answer task", "due", Audience.OFFICER
    TASK_REPLIED = "task_replied", "answer task", "due", Audience.OFFICER
    TASK_DISPUTED = "task_disputed", "answer number task", "due", Audience.OFFICER
    TASK_JOINED = "task_joined", "answer number task", "", Audience.OFFICER
    TASK_MOVED = "task_moved", "number place task", "", Audience.OFFICER
    TASK_END_CANCELLED = "task_end_cancelled", "number task", "", Audience.OFFICER
    TASK_END_DONE = "task_end_done", "number task", "", Audience.OFFICER
    TASK_END_ARCHIVED = "task_end_archived", "number task", "", Audience.OFFICER
    TASK_END_MERGED = "task_end_merged", "task", "", Audience.OFFICER
    TASK_END_DESK = "task_end_desk", "number task", "", Audience.OFFICER
    TASK_END_AGENCY = "task_end_agency", "number task", "agency", Audience.OFFICER
    TASK_END_COLLEAGUE = "task_end_colleague", "number task", "", Audience.OFFICER
    TASK_END_HELD = "task_end_held", "number task", "", Audience.OFFICER
    TASK_REMIND = "task_remind", "number task", "problem", Audience.OFFICER
    TASK_REMIND_DAY = "task_remind_day", "due number task", "problem", Audience.OFFICER
    TASK_LATE = "task_late", "due number task", "problem", Audience.OFFICER
    LATE_TASK = "late_task", "due number officer", "problem", Audience.OFFICER
    LATE_TASKS = "late_tasks", "agency count list", "", Audience.OFFICER
    RECAP = "recap", "agency at count days", "", Audience.OFFICER

    @property
    def fields(self) -> frozenset[str]:
        """Every field it knows."""
        return self.must | self.may


STATUS_SENTENCES: Final = {state: Sentence(f"status_{state.value}") for state in CaseState}
