"""What a page tells search engines and catalogues about itself: schema.org as JSON-LD, embedded in the page."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from pipeline.release import as_dataset, media_type
from pipeline.site.bodies import Partner
from pipeline.site.instruments import Instrument
from pipeline.site.published import Published, Values

_CONTEXT = {"@context": "https://schema.org"}


def embedded(value: Any) -> Markup:
    """Return JSON for a script element: it contains no `<`, which could end the element."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def dataset(published: Published) -> Values:
    """Return the dataset with its downloads; their addresses are relative to the first page."""
    return {
        **_CONTEXT,
        "@type": "Dataset",
        **as_dataset(published.descriptor),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": encoding, "contentUrl": f"downloads/{file.path}"}
            for file in published.files
            if "/" not in file.path and (encoding := media_type(file.path))
        ],
    }


def organization(partner: Partner) -> Values:
    """Return a partner, with its other names and its pages elsewhere."""
    values = partner.organization.values
    same = [row.values["url"] for row in partner.identifiers if row.values["relation"] == "same" and row.values["url"]]
    others = {name for _, name in partner.named("official", "acronym", "variant", "former")}
    described = {
        "@type": "Organization",
        "name": values["name"],
        "alternateName": sorted(others),
        "url": values["website"],
        "sameAs": same,
        "location": values["headquarters_city"],
    }
    return _CONTEXT | {name: value for name, value in described.items() if value}


def legislation(instrument: Instrument) -> Values:
    """Return a Resolution or Decision."""
    values = instrument.row.values
    day = instrument.adopted.values["end_date"]
    described = {
        "@type": "Legislation",
        "legislationIdentifier": values["label"],
        "name": values["official_title"] or values["title"],
        "legislationType": values["kind"].capitalize(),
        "legislationDate": day.isoformat() if day else None,
        "legislationPassedBy": {"@type": "Organization", "name": "Conference of the Parties to CITES"},
        "url": values["url"],
    }
    return _CONTEXT | {name: value for name, value in described.items() if value}
