"""What a run will do, as a value: a tuple of steps. Making a plan touches nothing.

`run` carries a plan out, ``--dry-run`` prints it, tests compare it.
"""

from segment_models.plan.making import make_plan
from segment_models.plan.steps import Account, Bind, Build, Execute, Plan, PlanStep, Publish, Record, RunCheck, Stage

__all__ = [
    "Account",
    "Bind",
    "Build",
    "Execute",
    "Plan",
    "PlanStep",
    "Publish",
    "Record",
    "RunCheck",
    "Stage",
    "make_plan",
]
