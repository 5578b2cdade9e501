"""Whether a package that not everybody has is there."""

from importlib.util import find_spec


def is_installed(module: str) -> bool:
    """Return whether a module can be imported, however deep in packages it is."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package that it is in
        return False
