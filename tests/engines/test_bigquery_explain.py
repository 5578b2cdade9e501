"""What is made of BigQuery's refusals: the texts are Google's own."""

import pytest

from installed import is_installed

if not is_installed("google.cloud.bigquery"):
    pytest.skip("bigquery: google-cloud-bigquery is not installed", allow_module_level=True)

from google.api_core import exceptions
from google.auth.exceptions import RefreshError

from segment_models.warehouses.bigquery.refusals import explain

pytestmark = pytest.mark.engine("bigquery")

URL = (
    "GET https://bigquery.googleapis.com/bigquery/v2/projects/p/queries/1?maxResults=0&location=EU&prettyPrint=false: "
)


@pytest.mark.parametrize(
    ("error", "parts"),
    [
        (
            exceptions.Forbidden(
                "POST https://bigquery.googleapis.com/bigquery/v2/projects/p/jobs?prettyPrint=false: Access Denied: "
                "Project p: User does not have bigquery.jobs.create permission in project p.",
                errors=[{"reason": "accessDenied"}],
            ),
            ("roles/bigquery.jobUser", "roles/bigquery.dataEditor", "bigquery.jobs.create permission in project p"),
        ),
        (
            exceptions.Forbidden(
                "Access Denied: Dataset p:out: Permission bigquery.tables.create denied on dataset p:out"
            ),
            ("roles/bigquery.dataEditor", "bigquery.tables.create denied on dataset p:out"),
        ),
        (
            exceptions.Forbidden(
                f"{URL}Quota exceeded: Your project exceeded quota", errors=[{"reason": "quotaExceeded"}]
            ),
            ("A quota of the project is used up", "Your project exceeded quota"),
        ),
        (
            exceptions.BadRequest(
                f"{URL}Query exceeded limit for bytes billed: 1000000. 10485760 or higher required.; reason: "
                "bytesBilledLimitExceeded, message: Query exceeded limit",
                errors=[{"reason": "bytesBilledLimitExceeded"}],
            ),
            ("maximum_bytes_billed", "10485760 or higher required", "--dry-run"),
        ),
        (
            exceptions.NotFound("Not found: Dataset p:javascript was not found in location US"),
            ("location in the connection", "was not found in location US"),
        ),
        (
            exceptions.BadRequest(
                "POST https://bigquery.googleapis.com/bigquery/v2/projects/x/jobs?prettyPrint=false: "
                "The project x has not enabled BigQuery."
            ),
            ("Correct the project in the connection", "project's id"),
        ),
        (
            exceptions.Forbidden("Access Denied: BigQuery BigQuery: Billing has not been enabled for this project."),
            ("sandbox", "Enable billing"),
        ),
        (
            exceptions.BadRequest("Cannot replace a table with a different partitioning spec. Instead, DROP the table"),
            ("partitioned or clustered otherwise", "Drop it"),
        ),
        (
            exceptions.BadRequest(
                "Resources exceeded during query execution", errors=[{"reason": "resourcesExceeded"}]
            ),
            ("nested: false", "Resources exceeded"),
        ),
        (exceptions.Conflict("Job execution was cancelled: Job timed out after 5s"), ("timeout in the connection",)),
        (RefreshError("Reauthentication is needed."), ("may have expired", "gcloud auth application-default login")),
        (exceptions.RetryError("Timeout of 120.0s exceeded", ConnectionError("refused")), ("is lost", "run again")),
        (exceptions.BadRequest("Syntax error: Unexpected end"), ("BigQuery refused a statement: Syntax error",)),
    ],
)
def test_what_is_said(error, parts):
    """One message: what happened, in Google's words, and what to do next; without the request's address."""
    message = explain(error, "p")
    for part in parts:
        assert part in message
    assert "https://bigquery.googleapis.com" not in message
    assert "prettyPrint" not in message
