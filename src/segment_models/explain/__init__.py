"""Explain: why a session starts and ends where it does, and why a person has the events, values and times they have.

The questions are asked in the engine, of what is built and of the calls that it was built from; the answers are small.
"""

from segment_models.explain.answers import (
    Call,
    ConversionExplained,
    Converted,
    Engagement,
    Event,
    FirstOfKey,
    Mapping,
    Neighbour,
    RejectedCall,
    Rule,
    SessionExplained,
    SessionOf,
    SourceExplained,
    Traffic,
    Trait,
    UserExplained,
    as_data,
)
from segment_models.explain.sessions import explain_session
from segment_models.explain.users import explain_user

__all__ = [
    "Call",
    "ConversionExplained",
    "Converted",
    "Engagement",
    "Event",
    "FirstOfKey",
    "Mapping",
    "Neighbour",
    "RejectedCall",
    "Rule",
    "SessionExplained",
    "SessionOf",
    "SourceExplained",
    "Traffic",
    "Trait",
    "UserExplained",
    "as_data",
    "explain_session",
    "explain_user",
]
