"""Reads config.yaml and the environment into one checked value; nothing else looks there."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_settings import BaseSettings, SettingsError, YamlConfigSettingsSource

from sms_gateway.errors import ConfigurationFault
from sms_gateway.settings.model import SECRET_NAMES, Settings
from sms_gateway.settings.words import nearest


def load(config: Path | None = None, data_dir: Path | None = None, **overrides: Any) -> Settings:
    """Read *config* (default: ./config.yaml if there is one) and the environment; *overrides* win over both.

    Raises ConfigurationFault naming every fault at once; a secret in the file is one of them.
    """
    if config is not None and not config.is_file():
        raise ConfigurationFault([f"--config {config}: there is no such file"])
    path = config or (Path("config.yaml") if Path("config.yaml").is_file() else None)
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    strangers = [
        f"{name}: no such key for the environment{nearest(name, _variables())}"
        for name in unknown_names(os.environ)
    ]
    try:
        found = (_reader(path) if path else Settings)(**overrides)
    except ConfigurationFault as fault:
        raise ConfigurationFault([*map(_with_variable, fault.faults), *strangers]) from None
    except SettingsError as error:
        raise ConfigurationFault([_of_section(str(error)), *strangers]) from None
    if strangers:
        raise ConfigurationFault(strangers)
    return found.model_copy(update={"data_dir": found.data_dir.expanduser().absolute()})


def unknown_names(names: Any) -> list[str]:
    """Variables that start with SMSGW_ but set nothing: a typing error that would pass in silence."""
    known = _variables()
    return sorted(name for name in names if name.startswith("SMSGW_") and name.upper() not in known)


def _variables() -> set[str]:
    return {f"SMSGW_{key}".upper() for key in known_keys(Settings)}


def _with_variable(fault: str) -> str:
    """*fault* with the variable its key was set by, which wins over the file whatever stands there."""
    key, colon, told = fault.partition(": ")
    name = f"SMSGW_{key.replace('.', '__').upper()}"
    return f"{key} ({name}){colon}{told}" if name in map(str.upper, os.environ) else fault


def _of_section(told: str) -> str:
    """The library names the section whose variable it could not read, never the value."""
    found = re.search(r'field "(\w+)"', told)
    name = f"SMSGW_{found[1].upper()}" if found else "SMSGW_"
    return f"{name}: a section is set key by key, like {name}__NAME, or as a whole in JSON"


def known_keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key as the environment spells it, sections joined by a double underscore."""
    for name, field in model.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from known_keys(field.annotation, f"{prefix}{name}__")


def _reader(path: Path) -> type[Settings]:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *args: Any, **kwargs: Any
        ) -> Any:
            upper = super().settings_customise_sources(settings_cls, *args, **kwargs)
            return (*upper, _file_source(settings_cls, path))

    return FromFile


def _file_source(settings_cls: type[BaseSettings], path: Path) -> YamlConfigSettingsSource:
    try:
        source = YamlConfigSettingsSource(settings_cls, yaml_file=path)
    except Exception as error:  # the YAML library has a dozen, all meaning: not a mapping we can read
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        wanted = "must be a YAML mapping, lines like `env: production` (blanks, no tabs, before a key)"
        raise ConfigurationFault([f"{path}{where}: {wanted}"]) from None
    secrets = [name for name in SECRET_NAMES if name in source.yaml_data]
    if secrets:
        raise ConfigurationFault(
            [f"{path}: {name} is a secret and belongs into SMSGW_{name.upper()}" for name in secrets]
        )
    return source
