"""Journeys: funnels, retention and paths of people, asked of the built models in the engine; the answers are small."""

from segment_models.journeys.answer import Answer, as_data
from segment_models.journeys.funnel import Funnel
from segment_models.journeys.paths import Paths
from segment_models.journeys.retention import Retention

__all__ = ["Answer", "Funnel", "Paths", "Retention", "as_data"]
