"""What BigQuery's refusals mean, and what to do next. Google's own messages name the objects and hold no secrets."""

import re

from segment_models.warehouses.refusals import advised

LOGGED_OUT = (
    "There are no Google credentials. On your machine, log in with: gcloud auth application-default login. "
    "Elsewhere, let GOOGLE_APPLICATION_CREDENTIALS name the key file of a service account."
)

ROLES = (
    "It takes the role BigQuery Job User (roles/bigquery.jobUser) on the project that pays, BigQuery Data Viewer "
    "(roles/bigquery.dataViewer) on the raw datasets, and BigQuery Data Editor (roles/bigquery.dataEditor) on the "
    "datasets of the models and on _segment_models_run beside them."
)

_SAYS = {  # what a reason or a message contains -> what to do
    r"bytesBilledLimitExceeded|bytes billed": (
        "The statement would bill more than maximum_bytes_billed allows, so BigQuery did not run it. Raise it in the "
        "connection; segment-models run --dry-run says what each statement would process."
    ),
    r"Billing has not been enabled|billingNotEnabled|sandbox": (
        "The project has no billing: in BigQuery's sandbox every table goes after 60 days, and the models are to stay. "
        "Enable billing for the project."
    ),
    r"quotaExceeded|rateLimitExceeded|Quota exceeded": (
        "A quota of the project is used up. Run again later, or raise it: https://cloud.google.com/bigquery/quotas"
    ),
    r"resourcesExceeded|Resources exceeded": (
        "BigQuery ran out of memory for a statement. Carry fewer custom fields, or set nested: false, which leaves the "
        "records out."
    ),
    r"different partitioning spec": (
        "The table is partitioned or clustered otherwise than configured, and BigQuery replaces none such. Drop it, "
        "and run again."
    ),
    r"[Jj]ob timed out|[Jj]ob execution was cancelled|stopped": (
        "The job was stopped: by its time limit (timeout in the connection, in seconds), or by somebody."
    ),
    r"Not found: Project|has not enabled BigQuery|ProjectId|project [Ii][Dd]|unknown project": (
        "Correct the project in the connection: it is the project's id, not its name or number."
    ),
    r"accessDenied|Access Denied|[Pp]ermission|forbidden": ROLES,
    r"Not found: Dataset": (
        "Correct segment_schema or default_config.schema, or the location in the connection: a job sees only the "
        "datasets of its own location."
    ),
    r"Not found": "Correct segment_schema, or build the models with: segment-models run",
}


def explain(error: Exception, project: str | None) -> str:
    """Return one message: what BigQuery said, and what to do about it."""
    kind, said = type(error).__name__, _first_words(error)
    if kind == "DefaultCredentialsError":
        return f"{LOGGED_OUT} ({said})"
    if kind in ("RefreshError", "ReauthFailError", "Unauthorized"):
        return f"Google does not accept the credentials: they may have expired. {LOGGED_OUT}"
    if isinstance(error, OSError) and "project" in str(error).lower() and not project:
        return "The credentials name no project. Set it in the connection, as in bigquery://my-project"
    if is_connection_lost(error):
        return (
            "The connection to BigQuery is lost, and did not come back. What was published is whole; "
            f"run again to finish. ({said})"
        )
    return advised(said, _SAYS, "BigQuery refused a statement", seen=_reasons(error))


def is_connection_lost(error: Exception) -> bool:
    """Return whether BigQuery could not be reached, as opposed to having said no."""
    lost = {"RetryError", "TransportError", "ServiceUnavailable", "RequestException"}
    return any(base.__name__ in lost for base in type(error).__mro__)


def _reasons(error: Exception) -> str:
    """Return the reasons that a refusal lists, as words."""
    found = getattr(error, "errors", None) or ()
    return " ".join(str(one.get("reason", "")) for one in found if isinstance(one, dict))


def _first_words(error: Exception) -> str:
    """Return what was said without the address of the request, the job's number and what is said twice."""
    said = str(getattr(error, "message", "") or error)
    said = re.sub(r"^\s*(GET|POST|PUT|PATCH|DELETE) \S+: ", "", said.strip())
    said = re.split(r"; reason: |\n", said)[0]
    return said.strip() or type(error).__name__
