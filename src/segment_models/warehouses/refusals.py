"""What an engine's refusal means, and what to do next."""

import re
from collections.abc import Mapping


def advised(said: str, advice: Mapping[str, str], otherwise: str, *, seen: str = "") -> str:
    """Return the first advice whose pattern is found in what an engine said, or ``otherwise``, and then what it said.

    ``seen`` is more that the patterns are looked for in, and that is not told.
    """
    found = next((what for pattern, what in advice.items() if re.search(pattern, f"{said} {seen}")), None)
    return f"{found} ({said})" if found else f"{otherwise}: {said}"
