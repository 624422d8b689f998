"""Every key of the configuration: its type, its default, and the faults that lie between keys."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from sms_gateway.domain.msisdn import calling_code
from sms_gateway.errors import ConfigurationFault
from sms_gateway.settings.carriers import (
    SECRETS_OF,
    Carriers,
    enabled_in,
    missing_secrets,
    number,
    too_slow,
    unfinished,
)
from sms_gateway.settings.console import Console
from sms_gateway.settings.hours import Calendar, ClockTime, QuietHours
from sms_gateway.settings.retention import Retention
from sms_gateway.settings.section import (
    Addresses,
    Count,
    HttpUrl,
    Lease,
    Seconds,
    Section,
    WordList,
    split_words,
)
from sms_gateway.settings.tracing import Tracing
from sms_gateway.settings.words import like, sentence, with_a_port

SENTINEL_SCHEME = "redis+sentinel://"
_PLACE = r"([^\s@/,:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?"
SENTINEL_FORM = re.compile(rf"{re.escape(SENTINEL_SCHEME)}([^\s@/]*@)?{_PLACE}(,{_PLACE})*/[^\s/]+(/[0-9]+)?")

SECRET_NAMES = (*(name for names in SECRETS_OF.values() for name in names), "field_keys", "index_key")


_Few = Annotated[int, Field(ge=1, le=32)]


class Database(Section):
    url: str | None = None  # None: SQLite in the data directory
    pool_size: Count = 8

    @field_validator("url")
    @classmethod
    def _one_of_two_dialects(cls, url: str | None) -> str | None:
        if url is None or url.startswith("sqlite:///"):
            if url == "sqlite:///":
                raise ValueError(
                    "must name the file of SQLite, like sqlite:////var/lib/sms-gateway/gateway.db"
                )
            return url
        scheme, _, rest = url.partition("://")
        if scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise ValueError("must start with postgresql:// or sqlite:///")
        if "," in rest.partition("/")[0].rpartition("@")[2]:
            raise ValueError("several hosts are written behind the name: ?host=one:5432&host=two:5432")
        return with_a_port("postgresql+psycopg://" + rest)


class Redis(Section):
    url: str | None = None  # None: the embedded Valkey in the data directory

    @field_validator("url")
    @classmethod
    def _redis_scheme(cls, url: str | None) -> str | None:
        if url is None or url.startswith("unix://"):
            return url
        if url.startswith(("redis://", "rediss://")):
            return with_a_port(url)
        if url.startswith(SENTINEL_SCHEME):
            if SENTINEL_FORM.fullmatch(url):
                return url
            raise ValueError("must be like redis+sentinel://host:26379,host:26379/NAME/0")
        raise ValueError("must start with redis://, rediss://, unix:// or redis+sentinel://")


class Replies(Section):
    countries: WordList = ("62",)

    @field_validator("countries")
    @classmethod
    def _calling_codes(cls, countries: tuple[str, ...]) -> tuple[str, ...]:
        """One that is none would answer nobody, and be no fault anywhere else."""
        codes = tuple(each.removeprefix("+") for each in countries)
        for each in codes:
            meant = calling_code(each)
            if meant != each:
                raise ValueError(f'must be calling codes: write "{meant or 62}" instead of "{each[:12]}"')
        if not codes:
            raise ValueError('must be calling codes, at least one, like "62": otherwise nobody is answered')
        return codes


class Limits(Section):
    """Every limit in force; the legal source of each stands beside it in config.yaml."""

    verify_working_days: Count = 3
    answer_working_days: Count = 5
    close_working_days: Count = 10
    extend_working_days: Count = 5
    wapres_working_days: Count = 14
    verify_minutes: Count = 15
    final_days: Count = 60
    cancel_hours: Count = 24
    reopen_days: Count = 30
    disputes: Count = 2
    question_hours: Count = 48
    repeat_hours: Count = 24
    enrol_hours: Count = 48
    code_tries: Count = 3
    bundle_seconds: Seconds = 30
    recap_at: ClockTime = "08:00"
    quote_segments: Annotated[int, Field(ge=1, le=6)] = 3
    body_bytes: Count = 65536
    text_characters: Count = 10000
    incomplete_parts_seconds: Seconds = 120
    triage_attempts: Count = 3
    send_hours: Count = 24
    carrier_failures: Count = 5
    carrier_pause_seconds: Seconds = 30
    carrier_longest_pause_seconds: Seconds = 900
    carrier_successes: Count = 3
    carrier_return_seconds: Seconds = 300
    lookup_gap_seconds: Seconds = 60
    recipient_block_seconds: Seconds = 60
    inbox_lease_seconds: Lease = 10
    outbox_lease_seconds: Lease = 30
    sweep_seconds: Seconds = 2
    reconcile_seconds: Seconds = 300
    reconcile_overlap_seconds: Seconds = 3600
    review_days: Count = 3
    replies_per_hour: Count = 30
    replies_per_day: Count = 60
    idle_replies: Count = 3
    silence_hours: Count = 24
    segments_per_hour: Count = 20_000
    segments_per_day: Count = 100_000
    erase_hours: Count = 72
    order_minutes: Count = 15
    undo_seconds: Seconds = 120
    order_tries: Count = 3
    order_failures: Count = 5
    officer_replies_per_hour: Count = 60
    max_clock_skew_seconds: Seconds = 5
    clock_settle_seconds: Seconds = 900
    certificate_days: Count = 14
    min_free_disk_mb: Count = 200


class Web(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 1708
    threads: Annotated[int, Field(ge=1, le=256)] = 32
    commit_seconds: Annotated[float, Field(gt=0, le=9)] = 8
    read_seconds: Annotated[float, Field(gt=0, le=60)] = 10  # granian takes no more for a head
    waiting: Count = 200
    connections: Annotated[int, Field(ge=1, le=60_000)] = 2000
    proxies: Addresses = ()
    certificate: Path | None = None

    @property
    def turn_seconds(self) -> float:
        """How long a call waits for a thread: with the COMMIT behind it less than the 15 s Twilio waits."""
        return self.commit_seconds / 2


class Workers(Section):
    """How many of each `sms-gateway up` starts; more by hand, or on other hosts, is always possible."""

    inbox: _Few | None = None  # None: two, one on SQLite
    outbox: _Few = 1


class Routing(Section):
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.3
    review: Annotated[float, Field(ge=0, le=1)] = 0.4
    forward: Annotated[float, Field(ge=0, le=1)] | None = None  # None: a person verifies every report
    rules: Path | None = None  # None: the rules that come with the program


class Templates(Section):
    language: Annotated[str, like(r"[a-z]{2,3}", "the code of a language, like id")] = "id"
    file: Path | None = None  # None: the texts that come with the program


class Testing(Section):
    """Faults on purpose; refused unless env is test."""

    crash_at: str | None = None
    poison: str | None = None


class Settings(BaseSettings):
    """The whole configuration. Precedence: environment, then config.yaml, then the defaults here."""

    model_config = SettingsConfigDict(
        env_prefix="SMSGW_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    env: Literal["development", "test", "production"] = "development"
    public_url: HttpUrl = "http://127.0.0.1:1708"
    data_dir: Path = Path("data")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    database: Database = Database()
    redis: Redis = Redis()
    carriers: Carriers = Carriers()
    replies: Replies = Replies()
    limits: Limits = Limits()
    web: Web = Web()
    workers: Workers = Workers()
    console: Console = Console()
    routing: Routing = Routing()
    templates: Templates = Templates()
    calendar: Calendar = Calendar()
    quiet: QuietHours = QuietHours()
    retention: Retention = Retention()
    tracing: Tracing = Tracing()
    testing: Testing = Testing()

    twilio_account_sid: str | None = None
    twilio_auth_tokens: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    kannel_password: SecretStr | None = None
    kannel_secret: SecretStr | None = None  # in the path of the webhooks Kannel calls
    jasmin_password: SecretStr | None = None
    jasmin_secret: SecretStr | None = None  # in the path of the webhooks Jasmin calls
    generic_password: SecretStr | None = None
    generic_secret: SecretStr | None = None  # in the path of its calls, or what they are signed with
    field_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    index_key: SecretStr | None = None

    @field_validator("twilio_auth_tokens", "field_keys", mode="before")
    @classmethod
    def _comma_list(cls, value: Any) -> Any:
        return split_words(value) if isinstance(value, str) else value

    @property
    def inbox_workers(self) -> int:
        """How many work the inbox on this host; on SQLite one at a time can write, so a second only waits."""
        on_postgresql = (self.database.url or "").startswith("postgresql")
        return self.workers.inbox or (2 if on_postgresql else 1)

    @model_validator(mode="wrap")
    @classmethod
    def _whole(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Every fault at once: those of single keys and those between keys."""
        between = faults_between_keys(data) if isinstance(data, dict) else []
        try:
            model = handler(data)
        except ValidationError as error:
            told = [sentence(fault, Settings, SECRET_NAMES) for fault in error.errors()]
            raise ConfigurationFault([*told, *between]) from None
        if between:
            raise ConfigurationFault(between)
        return model

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the caller states, the environment, then the file handed to `load`."""
        return init_settings, env_settings


def faults_between_keys(data: Mapping[str, Any]) -> list[str]:
    """What single keys cannot say, read from the raw mapping so that it shows beside their own faults."""
    env = data.get("env", "development")
    faults = []
    if data.get("testing") and env != "test":
        faults.append("testing: plants faults on purpose and needs env: test")
    lease = number(data.get("limits"), "outbox_lease_seconds", Limits().outbox_lease_seconds)
    faults += missing_secrets(data) + too_slow(data, lease) + unfinished(data)
    return faults + (_production_faults(data, enabled_in(data)) if env == "production" else [])


def _production_faults(data: Mapping[str, Any], enabled: Any) -> list[str]:
    faults = [
        f"SMSGW_{name.upper()} is not set (make one with `sms-gateway make-keys`)"
        for name in ("field_keys", "index_key")
        if not data.get(name)
    ]
    if "simulator" in enabled:
        faults.append("carriers.enabled: the simulator is refused in production; name a carrier that sends")
    if not str(data.get("public_url", "")).startswith("https://"):
        faults.append("public_url: must start with https:// in production")
    return faults
