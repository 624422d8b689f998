"""Reads config.yaml and the environment into one checked value; nothing else looks there."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_settings import BaseSettings, SettingsError, YamlConfigSettingsSource

from sms_gateway.errors import ConfigurationFault
from sms_gateway.settings.model import SECRET_NAMES, Settings


def load(config: Path | None = None, data_dir: Path | None = None, **overrides: Any) -> Settings:
    """Read *config* (default: ./config.yaml if there is one) and the environment; *overrides* win over both.

    Raises ConfigurationFault naming every fault at once; a secret in the file is one of them.
    """
    if config is not None and not config.is_file():
        raise ConfigurationFault([f"--config {config}: there is no such file"])
    path = config or (Path("config.yaml") if Path("config.yaml").is_file() else None)
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    strangers = [f"{name}: no such key for the environment" for name in unknown_names(os.environ)]
    try:
        found = (_reader(path) if path else Settings)(**overrides)
    except ConfigurationFault as fault:
        raise ConfigurationFault([*fault.faults, *strangers]) from None
    except SettingsError as error:  # names the section, never the value
        raise ConfigurationFault([f"environment: {error}", *strangers]) from None
    if strangers:
        raise ConfigurationFault(strangers)
    return found.model_copy(update={"data_dir": found.data_dir.expanduser().absolute()})


def unknown_names(names: Any) -> list[str]:
    """Variables that start with SMSGW_ but set nothing: a typing error that would pass in silence."""
    known = {f"SMSGW_{key}".upper() for key in known_keys(Settings)}
    return sorted(name for name in names if name.startswith("SMSGW_") and name.upper() not in known)


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
    except (
        Exception
    ) as error:  # the YAML library has a dozen of its own, all meaning: not a mapping we can read
        reason = f"{path}: cannot be read as a YAML mapping ({type(error).__name__})"
        raise ConfigurationFault([reason]) from None
    secrets = [name for name in SECRET_NAMES if name in source.yaml_data]
    if secrets:
        raise ConfigurationFault(
            [f"{path}: {name} is a secret and belongs into SMSGW_{name.upper()}" for name in secrets]
        )
    return source
