"""What a person decides (config.yaml) and what is secret (the environment), checked at start."""

from sms_gateway.settings.carriers import TwilioSection
from sms_gateway.settings.load import known_keys, load
from sms_gateway.settings.model import Limits, Settings

__all__ = ["Limits", "Settings", "TwilioSection", "known_keys", "load"]
