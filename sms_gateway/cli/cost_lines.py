"""What SMS cost, as a table and as JSON: amounts are decimal numbers in text, never rounded."""

from decimal import Decimal
from typing import Any

from rich.table import Table

from sms_gateway.services.costs import Bill


def table(bill: Bill) -> Table:
    """One line a day, carrier and kind, and one for each day; days without any SMS are left out."""
    columns = ("day", "carrier", "kind", "SMS", "segments", f"cost {bill.currency}", "of the budget")
    made = Table(*columns, box=None, pad_edge=False, header_style="dim")
    for day in bill.days:
        for line in day.lines:
            of = line.counted
            made.add_row(
                f"{day.day}", of.carrier, of.kind, str(of.sms), str(of.segments), _amount(line.cost), ""
            )
        if day.lines:
            sms = sum(line.counted.sms for line in day.lines)
            made.add_row(
                f"{day.day}", "all", "", str(sms), str(day.segments), _amount(day.cost), f"{day.used:.1%}"
            )
    return made


def budget(bill: Bill) -> str:
    """What the breaker counts."""
    share = bill.last_24_hours / bill.most
    return f"In the last 24 hours {bill.last_24_hours} of {bill.most} segments ({share:.1%}) are used."


def as_json(bill: Bill) -> dict[str, Any]:
    """Everything, days without any SMS too."""
    return {
        "currency": bill.currency,
        "segments_per_day": bill.most,
        "last_24_hours": bill.last_24_hours,
        "days": [
            {
                "day": f"{day.day}",
                "segments": day.segments,
                "cost": _text(day.cost),
                "budget_used": round(day.used, 4),
                "lines": [
                    {
                        "carrier": line.counted.carrier,
                        "kind": line.counted.kind,
                        "sms": line.counted.sms,
                        "segments": line.counted.segments,
                        "cost": _text(line.cost),
                    }
                    for line in day.lines
                ],
            }
            for day in bill.days
        ],
    }


def _amount(cost: Decimal | None) -> str:
    return "-" if cost is None else f"{cost:,f}"


def _text(cost: Decimal | None) -> str | None:
    return None if cost is None else f"{cost:f}"
