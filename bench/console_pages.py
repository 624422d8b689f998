"""Every page of the console that is opened by GET, once or in several ways, with who opens it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Who(StrEnum):
    """Who asks; the first three have signed in."""

    ADMIN = "admin"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    AGENCY = "agency"  # the admin of one agency
    NOBODY = "nobody"
    HALF = "half"  # whose password was right, and whose code is missing
    SET_UP = "set_up"  # who has to set one up


@dataclass(frozen=True, slots=True)
class Page:
    """An address with fields in braces, drawn anew for each request, and the endpoint it belongs to."""

    endpoint: str
    path: str
    name: str = ""
    who: Who = Who.ADMIN
    status: int = 200
    begun: bool = False  # a download counts until its first lines are there

    @property
    def title(self) -> str:
        """What the table calls it."""
        return self.name or self.endpoint.replace("_", " ")


_OFFICER = "/console/officers/{officer}"
_TICKET = "/console/tickets/{number}"
_COUNTS = "/console/dashboard/counts.csv?period=30d"
PAGES: Final = (
    Page("home", "/console/", "start page"),
    Page("home", "/console/", "start page of an agency", Who.AGENCY),
    Page("own_account", "/console/account"),
    Page("password", "/console/account/password"),
    Page("recovery", "/console/account/recovery"),
    Page("tickets", "/console/tickets", "tickets"),
    Page("tickets", "/console/tickets?after={after}", "tickets, deep page"),
    Page("tickets", "/console/tickets?agency={agency}", "tickets of an agency"),
    Page("tickets", "/console/tickets?agency={idle}", "tickets of a small agency"),
    Page("tickets", "/console/tickets?agency={agency}&after={after}", "tickets of an agency, deep page"),
    Page("tickets", "/console/tickets?state={state}", "tickets in a state"),
    Page("tickets", "/console/tickets?state={state}&after={after}", "tickets in a state, deep page"),
    Page("tickets", "/console/tickets?state=cancelled", "tickets in a state none is in"),
    Page("tickets", "/console/tickets?place={province}", "tickets in a province"),
    Page("tickets", "/console/tickets?place={region}", "tickets in a regency"),
    Page("tickets", "/console/tickets?place={region}&state=working", "tickets in a regency and state"),
    Page("tickets", "/console/tickets?since={day}&until={day}", "tickets of a day"),
    Page("tickets", "/console/tickets?agency={agency}&since={day}", "tickets of an agency since a day"),
    Page("tickets", "/console/tickets?agency={agency}&state=done&words=jalan", "agency, state and words"),
    Page("tickets", "/console/tickets?agency={idle}&words={frequent}", "small agency, frequent word"),
    Page("tickets", "/console/tickets?state=asking&words={frequent}", "rare state, frequent word"),
    Page("tickets", "/console/tickets?place={region}&words={frequent}", "regency, frequent word"),
    Page("tickets", "/console/tickets?since={day}&until={day}&words={frequent}", "day, frequent word"),
    Page("tickets", "/console/tickets?number={number}", "a number"),
    Page("tickets", "/console/tickets?words={frequent}", "a frequent word"),
    Page("tickets", "/console/tickets?words={frequent}&after={after}", "a frequent word, deep page"),
    Page("tickets", "/console/tickets?words={added}", "a frequent word of additions"),
    Page("tickets", "/console/tickets?words={rare}", "a rare word"),
    Page("tickets", "/console/tickets?words=sampah+melati", "two words"),
    Page("tickets", "/console/tickets?words={rare}+{frequent}", "a rare and a frequent word"),
    Page("tickets", "/console/tickets?words=zzzz", "a word nobody wrote"),
    Page("tickets", "/console/tickets?work=late", "tickets, late"),
    Page("tickets", "/console/tickets?work=open", "tickets, open"),
    Page("tickets", "/console/tickets?agency={agency}&work=open", "tickets, open at an agency"),
    Page("tickets", "/console/tickets?agency={agency}&work=late", "tickets, late at an agency"),
    Page("tickets", "/console/tickets?sender={search}", "tickets of one phone"),
    Page("tickets", "/console/tickets", "tickets as an agency", Who.AGENCY),
    Page("tickets", "/console/tickets?words={frequent}", "a frequent word as an agency", Who.AGENCY),
    Page("tickets", "/console/tickets?words=zzzz", "a word nobody wrote as an agency", Who.AGENCY),
    Page("ticket", _TICKET, "a ticket"),
    Page("ticket", "/console/tickets/{long}", "a ticket with hundreds of SMS"),
    Page("ticket", "/console/tickets/{crowd}", "a ticket two thousand others joined"),
    Page("move_ticket", f"{_TICKET}/do/forward", "forward a ticket"),
    Page("move_ticket", f"{_TICKET}/do/answer", "answer a ticket"),
    Page("move_ticket", "/console/tickets/{crowd}/do/answer", "answer two thousand"),
    Page("refile_ticket", f"{_TICKET}/file"),
    Page("merge_ticket", f"{_TICKET}/merge?other={{other}}"),
    Page("merge_ticket", "/console/tickets/{linked}/merge", "merge ticket with a proposal"),
    Page("reveal_number", f"{_TICKET}/number"),
    Page("search_sender", "/console/tickets/sender"),
    Page("triage", "/console/triage"),
    Page("triage", "/console/triage?queue=late", "triage, late"),
    Page("triage", "/console/triage?queue=late&after={triage}", "triage, late, deep page"),
    Page("reviews", "/console/reviews", "review queue", Who.REVIEWER),
    Page("reviews", "/console/reviews?after=20.{review}", "review queue, deep page", Who.REVIEWER),
    Page("review", "/console/reviews/{review}", "a review", Who.REVIEWER),
    Page("review", "/console/reviews/{review}?topic=sampah&place={region}", "a review, edited", Who.REVIEWER),
    Page("review", "/console/reviews/{review}?q=ban", "a review, looking for a place", Who.REVIEWER),
    Page("review", "/console/reviews/{read}", "a review that is over", Who.REVIEWER),
    Page("merge_review", "/console/reviews/{review}/merge", "", Who.REVIEWER),
    Page("dismiss_review", "/console/reviews/{review}/dismiss", "", Who.REVIEWER),
    Page("rules", "/console/learning", "learning"),
    Page("rules", "/console/learning?state=rejected&before={rule}", "learning, deep page"),
    Page("rule", "/console/learning/rules/{rule}", "a rule"),
    Page("propose_rule", "/console/learning/propose"),
    Page("versions", "/console/learning/versions", "versions of rules"),
    Page("roll_back", "/console/learning/versions/{version}/rollback"),
    Page("sentences", "/console/templates"),
    Page("sentences", "/console/templates?q=tiket", "sentences, a word"),
    Page("sentence", "/console/templates/sentences/{sentence}"),
    Page("rewordings", "/console/templates/proposals"),
    Page("rewording", "/console/templates/proposals/{rewording}"),
    Page("wording_versions", "/console/templates/versions"),
    Page("roll_back_wording", "/console/templates/versions/{wording}/rollback"),
    Page("agencies", "/console/agencies"),
    Page("agencies", "/console/agencies?q={region}", "agencies of a region"),
    Page("agencies", "/console/agencies?which=unserved", "agencies nobody serves"),
    Page("agencies", "/console/agencies?which=served", "agencies somebody serves"),
    Page("agencies", "/console/agencies", "agencies as an agency", Who.AGENCY),
    Page("agency", "/console/agencies/{agency}", "an agency"),
    Page("why_there", "/console/agencies/why"),
    Page("officers", "/console/officers"),
    Page("officers", "/console/officers?after={officer}&state=active", "officers, deep page"),
    Page("officers", "/console/officers?agency={agency}", "officers of an agency"),
    Page("officers", "/console/officers", "officers as an agency", Who.AGENCY),
    Page("officer", _OFFICER, "an officer"),
    Page("add_officer", "/console/officers/add"),
    Page("edit_officer", f"{_OFFICER}/edit"),
    Page("officer_leave", f"{_OFFICER}/leave"),
    Page("change_officer", f"{_OFFICER}/disable"),
    Page("dashboard", "/console/dashboard", "dashboard, a week"),
    Page("dashboard", "/console/dashboard?period=24h", "dashboard, a day"),
    Page("dashboard", "/console/dashboard?period=30d", "dashboard, a month"),
    Page(
        "dashboard", "/console/dashboard?period=dates&from={quarter_ago}&to={today}", "dashboard, a quarter"
    ),
    Page("dashboard", "/console/dashboard?period=30d", "dashboard, a month of an agency", Who.AGENCY),
    Page("dashboard_csv", "/console/dashboard/counts.csv?period=30d", "dashboard as CSV, a month, all of it"),
    Page("dashboard_csv", _COUNTS, "dashboard as CSV, first lines", begun=True),
    Page("exports", "/console/exports"),
    Page("export", "/console/exports/{export}", "an export"),
    Page("export_file", "/console/exports/{export}/file", "an export, all of it"),
    Page("export_file", "/console/exports/{export}/file", "an export, its first lines", begun=True),
    Page("outbox", "/console/outbox"),
    Page("outbox", "/console/outbox?state=held&carrier=simulator&after={waiting}", "outbox, deep page"),
    Page("outbox", "/console/outbox?state=failed", "outbox, failed"),
    Page("outbox", "/console/outbox?state=failed&carrier=twilio", "outbox, failed at a carrier without any"),
    Page("outbox_sms", "/console/outbox/{sms}", "an SMS of ours"),
    Page("retry_outbox", "/console/outbox/retry?id={sms}"),
    Page("drop_outbox", "/console/outbox/drop?id={sms}"),
    Page("audit", "/console/audit"),
    Page("audit", "/console/audit?before={entry}", "audit, deep page"),
    Page("audit", "/console/audit?actor=contoh{account:02d}", "audit of an account"),
    Page("audit", "/console/audit?action=number-shown&since={day}&until={day}", "audit of a day and action"),
    Page("audit", "/console/audit?actor=nobody&action=case-answer", "audit, nothing found"),
    Page("status", "/console/status"),
    Page("users", "/console/users"),
    Page("users", "/console/users?q=contoh", "users by name"),
    Page("invite_user", "/console/users/invite"),
    Page("reset_user", "/console/users/{user}/reset"),
    Page("disable_user", "/console/users/{user}/disable"),
    Page("enable_user", "/console/users/{user}/enable"),
    Page("privacy", "/console/privacy", "privacy: what is kept"),
    Page("search_lookers", "/console/privacy/lookers"),
    Page("show_lookers", "/console/privacy/lookers/{search}", "who looked at a number"),
    Page("breach_pack", "/console/privacy/breach"),
    Page("breach_pack", "/console/privacy/breach?user={user}&since={month_ago}", "breach pack, a month"),
    Page("breach_pack", "/console/privacy/breach?user=contoh01&since={year_ago}", "breach pack, a busy year"),
    Page("erasures", "/console/privacy/erasures"),
    Page("erasures", "/console/privacy/erasures?before={wish}", "erasures, deep page"),
    Page("new_erasure", "/console/privacy/erasures/new"),
    Page("confirm_erasure", "/console/privacy/erasures/new/{search}?reason=letter"),
    Page("holds", "/console/privacy/holds"),
    Page("new_hold", "/console/privacy/holds/new"),
    Page("lift_hold", "/console/privacy/holds/{hold}/lift"),
    Page("sign_in", "/console/sign-in", "", Who.NOBODY),
    Page("invitation", "/console/invitation", "", Who.NOBODY),
    Page("code", "/console/sign-in/code", "code of the phone", Who.HALF),
    Page("set_up", "/console/code-set-up", "set up a code", Who.SET_UP),
    Page("nowhere", "/console/there-is-no-such-page", "no such page", Who.NOBODY, 404),
)
