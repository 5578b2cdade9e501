"""What a connection's URL says."""

from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlsplit

from segment_models.errors import ConfigError, nearest


def split(url: str, example: str) -> SplitResult:
    """Return the parts of a URL; ``example`` is what one looks like.

    Raises:
        ConfigError: it is none. The message has nothing of it, for there may be a password in it.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port  # which is read only now
    except ValueError:
        raise ConfigError(
            f"The connection is no URL. It looks like {example}. "
            "In a password, @ is written %40, / is written %2F, and : is written %3A."
        ) from None
    return parts


def options(query: str, known: Iterable[str], *, prefix: str | None = None) -> dict[str, str]:
    """Return the options after a URL's question mark; those that begin with ``prefix`` are not ours to know.

    Raises:
        ConfigError: there is no such option.
    """
    found = dict(parse_qsl(query, keep_blank_values=True))
    for name in found:
        if name not in known and not (prefix and name.startswith(prefix)):
            others = f", and settings that begin with {prefix}" if prefix else ""
            raise ConfigError(
                f"The connection has an unknown option {name!r}.{nearest(name, known)} "
                f"Options: {', '.join(known)}{others}"
            )
    return found
