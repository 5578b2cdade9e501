"""A written page: its text, where to put it, and how a notebook shows it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segment_models.report.content import Finding


@dataclass(frozen=True)
class ReportPage:
    """The report: one HTML page that needs no other file and no network.

    Printing it, or leaving it as the last line of a cell, shows the answers at its top; `save` writes the page.
    """

    html: str
    findings: tuple[Finding, ...]
    """The answers at the top."""
    queries: tuple[str, ...]
    """Every query that it was made of, in the engine's SQL; those of the checks are not among them."""

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, and return where that is.

        Raises:
            OSError: the file cannot be written.
        """
        place = Path(path)
        place.write_text(self.html, encoding="utf-8")
        return place

    def _repr_html_(self) -> str:
        """Return the answers for a notebook: the page itself would be much longer than what a cell should keep."""
        told = "".join(f"<dt>{escape(one.question)}</dt><dd>{escape(one.answer)}</dd>" for one in self.findings)
        return f"<dl>{told}</dl><p>The whole page: <code>.save(&quot;report.html&quot;)</code></p>"

    def __repr__(self) -> str:
        """Show the answers as lines."""
        told = "\n".join(f"  {one.question} {one.answer}" for one in self.findings)
        return f"<report of {len(self.html):,} characters>\n{told}"
