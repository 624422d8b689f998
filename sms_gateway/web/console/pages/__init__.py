"""The pages of the console, one module for each noun; a new one adds its function to PAGES."""

from collections.abc import Callable
from typing import Final

from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.pages.account import account_pages
from sms_gateway.web.console.pages.agencies import agency_pages
from sms_gateway.web.console.pages.audit import audit_pages
from sms_gateway.web.console.pages.dashboard import dashboard_pages
from sms_gateway.web.console.pages.exports import export_pages
from sms_gateway.web.console.pages.home import home_pages
from sms_gateway.web.console.pages.learning import learning_pages
from sms_gateway.web.console.pages.officers import officer_pages
from sms_gateway.web.console.pages.outbox import outbox_pages
from sms_gateway.web.console.pages.privacy import privacy_pages
from sms_gateway.web.console.pages.privacy_acts import privacy_act_pages
from sms_gateway.web.console.pages.reviews import review_pages
from sms_gateway.web.console.pages.second_factor import second_factor_pages
from sms_gateway.web.console.pages.sentences import sentence_pages
from sms_gateway.web.console.pages.sign_in import sign_in_pages
from sms_gateway.web.console.pages.status import status_pages
from sms_gateway.web.console.pages.ticket_merges import ticket_merge_pages
from sms_gateway.web.console.pages.ticket_moves import ticket_move_pages
from sms_gateway.web.console.pages.tickets import ticket_pages
from sms_gateway.web.console.pages.triage import triage_pages
from sms_gateway.web.console.pages.users import user_pages

PAGES: Final[tuple[Callable[[Desk], None], ...]] = (
    sign_in_pages,
    second_factor_pages,
    home_pages,
    account_pages,
    review_pages,
    user_pages,
    ticket_pages,
    ticket_move_pages,
    ticket_merge_pages,
    triage_pages,
    dashboard_pages,
    audit_pages,
    outbox_pages,
    status_pages,
    learning_pages,
    officer_pages,
    agency_pages,
    privacy_pages,
    privacy_act_pages,
    sentence_pages,
    export_pages,
)
