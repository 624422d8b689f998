"""The console for people: whether it is there, under which address, and how long a sign-in lasts."""

from sms_gateway.settings.section import Count, HttpUrl, Seconds, Section


class Console(Section):
    enabled: bool = True
    url: HttpUrl | None = None  # None: public_url
    idle_minutes: Count = 30
    session_hours: Count = 12
    invite_hours: Count = 72
    sign_in_minutes: Count = 15
    sign_in_tries: Count = 10
    sign_in_tries_per_address: Count = 50
    requests_per_minute: Count = 300
    review_lease_minutes: Count = 10
    review_undo_seconds: Seconds = 10
    review_similar: Count = 500
    export_hours: Count = 24
    export_rows: Count = 200_000
