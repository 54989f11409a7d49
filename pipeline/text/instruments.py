"""What a Resolution or Decision is called."""

from __future__ import annotations


def instrument_label(kind: str, number: str, revision: str | None) -> str:
    """Return a Resolution or Decision as one writes it: `Resolution Conf. 12.4 (Rev. CoP18)`.

    `revision` is the meeting, or `Rev.` where none is named, or None.
    """
    name = f"Resolution Conf. {number}" if kind == "resolution" else f"Decision {number}"
    match revision:
        case None:
            return name
        case "Rev.":
            return f"{name} (Rev.)"
        case meeting:
            return f"{name} (Rev. {meeting})"


def meeting_id(number: int) -> str:
    """Return the key of a meeting of the Conference of the Parties."""
    return f"CoP{number}"
