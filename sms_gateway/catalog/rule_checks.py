"""Finds rules that can never be reached, because one above them fits whenever they do."""

from collections.abc import Collection, Iterator, Sequence

from sms_gateway.catalog.faults import Fault
from sms_gateway.domain.rulebook import Rule


def lost_behind(rules: Sequence[Rule], first: Collection[str], source: str) -> Iterator[Fault]:
    """One fault for each rule that another above it hides; *first*: the groups tried before the topics."""
    for place, rule in enumerate(rules):
        rivals = [above for above in rules[:place] if (above.group in first) == (rule.group in first)]
        for topic in sorted(rule.topics) or [""]:
            hiding = next((above for above in rivals if _hides(above, rule, topic)), None)
            if hiding is not None:
                where = f" for {topic}" if topic else ""
                told = f"{hiding.id} in line {hiding.line} fits whenever it does"
                yield Fault(
                    source,
                    rule.line,
                    f"{rule.id} is never reached{where}: {told}",
                    "Move it up, or make the other narrower.",
                )
                break


def _hides(above: Rule, rule: Rule, topic: str) -> bool:
    """Whether *above* fits whenever *rule* does for *topic*; "" is that of the rules without topics."""
    if above.agencies or above.regions or above.government or not above.never <= rule.never:
        return False
    if (topic not in above.topics) if topic else bool(above.topics):
        return False
    return all(any(mine <= need for mine in rule.needs) for need in above.needs)
