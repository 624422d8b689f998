"""The menu marks the page that is open, and of a page below one its section."""

import re

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import tickets
from tests.builders import ROAD, rows, store, work
from tests.web.console.conftest import SignIn

_MARKED = re.compile(r'<a (?:class="who" )?href="([^"]+)" aria-current="(page|true)">')


MARKED: dict[str, tuple[str, str] | None] = {
    "/console/": ("/console/", "page"),
    "/console/tickets": ("/console/tickets", "page"),
    "/console/tickets?words=jalan": ("/console/tickets", "page"),
    "/console/tickets/{number}": ("/console/tickets", "true"),
    "/console/tickets/{number}/number": ("/console/tickets", "true"),
    "/console/officers/add": ("/console/officers", "true"),
    "/console/agencies/why": ("/console/agencies", "true"),
    "/console/learning/versions": ("/console/learning", "true"),
    "/console/privacy/holds/new": ("/console/privacy", "true"),
    "/console/users/invite": ("/console/users", "true"),
    "/console/account": ("/console/account", "page"),
    "/console/account/password": ("/console/account", "true"),
    "/console/sign-in/code": None,
}


def test_the_page_that_is_open_or_its_section_is_marked(sign_in: SignIn, office: Office) -> None:
    store(office, ROAD)
    work(office)
    person, number = sign_in(AccountRole.NATIONAL_ADMIN), rows(office, tickets)[0].number
    for path, marked in MARKED.items():
        head = person.get(path.format(number=number)).text.partition("<main")[0]
        assert _MARKED.findall(head) == ([marked] if marked else []), path
