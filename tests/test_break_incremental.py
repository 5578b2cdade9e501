"""What scripts/break_incremental.py breaks is still there; that histories catch it, the script shows."""

import importlib.util
import sys
from pathlib import Path

import pytest

import segment_models

SCRIPT = Path(__file__).parents[1] / "scripts" / "break_incremental.py"


def ways():
    spec = importlib.util.spec_from_file_location("break_incremental", SCRIPT)
    sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WAYS


@pytest.mark.parametrize("way", ways(), ids=lambda way: way.name)
def test_the_text_that_is_broken_is_there(way):
    """A way whose text is gone breaks nothing, and nobody would see that its rule is unguarded."""
    text = (Path(segment_models.__file__).parent / way.file).read_text(encoding="utf-8")
    assert way.right in text
    assert text.replace(way.right, way.wrong) != text
