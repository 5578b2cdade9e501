"""`segment_touches`: what each page call says of where its visitor came from (A1 to A8), and the channel (C1 to C20)."""

from sixty import COLUMNS, VISITS
from stories import page, web

TOLD = ("page_id", "traffic_source", "traffic_medium", "channel")


def visits():
    """Return a page of each visit, each on a device of its own."""
    return [
        page(
            f"p{number:02}",
            "10:00:00",
            device=f"v{number}",
            url=url,
            referrer=referrer,
            search=None,
            **dict.fromkeys(COLUMNS[58]),
        )
        | COLUMNS.get(number, {})
        for number, (url, referrer, *_) in enumerate(VISITS, start=1)
    ]


def test_sixty_visits(warehouse):
    """Search, ads, social networks, assistants, mail: each has its source, medium and channel; direct ones no touch."""
    built = warehouse.build(web(pages=visits()))
    assert built("touches", *TOLD) == [
        (f"p{number:02}", source, medium, channel)
        for number, (*_, source, medium, channel) in enumerate(VISITS, start=1)
        if channel != "Direct"
    ]
