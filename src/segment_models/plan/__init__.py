"""What a run will do, as a value: a tuple of steps. Making a plan touches nothing.

`run` carries a plan out, ``--dry-run`` prints it, tests compare it.
"""

from segment_models.plan.making import make_plan
from segment_models.plan.steps import (
    Account,
    Build,
    CreateSchema,
    Derive,
    Describe,
    DropOther,
    Forget,
    Plan,
    PlanStep,
    Publish,
    Record,
    RunCheck,
    Stage,
    State,
    Unstage,
)

__all__ = [
    "Account",
    "Build",
    "CreateSchema",
    "Derive",
    "Describe",
    "DropOther",
    "Forget",
    "Plan",
    "PlanStep",
    "Publish",
    "Record",
    "RunCheck",
    "Stage",
    "State",
    "Unstage",
    "make_plan",
]
