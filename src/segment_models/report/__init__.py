"""The report: one page that shows what is built, for people who read no SQL; all of its numbers are small queries."""

from segment_models.report.page import ReportPage
from segment_models.report.writing import write_report

__all__ = ["ReportPage", "write_report"]
