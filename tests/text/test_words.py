"""Words as keys."""

from __future__ import annotations

import pytest

from pipeline.text.words import slug


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Kunming-Montreal global biodiversity framework", "kunming-montreal-global-biodiversity-framework"),
        ("–the Biodiversity", "the-biodiversity"),
        ("Conventions(BLG)", "conventions-blg"),
        ("Force,the", "force-the"),
        ("  San José / Costa Rica ", "san-jose-costa-rica"),
        ("ÅÉÎ øß", "aei"),
        ("20th meeting of the Conference.", "20th-meeting-of-the-conference"),
        ("www.informea.org", "www-informea-org"),
        ("---", ""),
    ],
)
def test_slug(words: str, key: str) -> None:
    assert slug(words) == key


def test_slug_of_a_slug_is_itself() -> None:
    assert slug(slug("Group’s aims – (WCO)working")) == slug("Group’s aims – (WCO)working") == "groups-aims-wco-working"
