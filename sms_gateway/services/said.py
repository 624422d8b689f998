"""What staff say on a case: checked for personal data before it is kept sealed and quoted to a citizen."""

from uuid import uuid4

from parsers import mask, personal_data
from sms_gateway.domain.quotable import personal
from sms_gateway.errors import GatewayError
from sms_gateway.services.holding import Hold
from sms_gateway.storage import statements

MOST_CHARACTERS = 2000


class TextRefused(GatewayError):
    """A text that must not be kept or sent; *code*: "empty", "too-long" or "personal-data"."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.code = code


def checked(text: str) -> str:
    """*text* fit to be quoted: masked, on one line. Raises TextRefused."""
    shown = " ".join(mask(text).split())
    if not shown:
        raise TextRefused("empty", "There is no text.", "Write it behind the ticket number.")
    if len(shown) > MOST_CHARACTERS:
        what = f"The text has {len(shown)} characters."
        raise TextRefused("too-long", what, f"An SMS holds far less; write at most {MOST_CHARACTERS}.")
    found = personal(personal_data(text))
    if found:
        what = f"The text holds personal data ({', '.join(found)}) and was neither kept nor sent."
        raise TextRefused("personal-data", what, "Take the numbers and addresses out, then repeat it.")
    return shown


def keep(kind: str, text: str, actor: str, hold: Hold) -> int:
    """Seal *text* into the case; returns the id of the statement."""
    uuid = str(uuid4())
    return statements.add(
        hold.session,
        {
            "uuid": uuid,
            "case_id": hold.case.id,
            "kind": kind,
            "actor": actor[:64],
            "body": hold.office.vault.seal(uuid, text),
            "at": hold.now,
        },
    )
