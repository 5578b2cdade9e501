"""What Snowflake refuses, told with what to do next."""

import re
from collections.abc import Mapping

NO_RIGHT = 3001
"""Insufficient privileges: the number of that error, of which most rights are found in the text."""

_NO_WAREHOUSE, _NO_DATABASE, _NOT_THERE, _TIMEOUT, _TOO_LARGE = 606, 90105, (2003, 2043), 630, 100082
_GONE = (250001, 250002, 250003, 390111, 390112, 390114, 390195)

_RIGHTS = {
    "database": "GRANT USAGE, CREATE SCHEMA ON DATABASE {name} TO ROLE {role}",
    "schema": "GRANT USAGE, CREATE TABLE, CREATE VIEW ON SCHEMA {name} TO ROLE {role}",
    "table": "GRANT SELECT ON TABLE {name} TO ROLE {role} to read it; to replace it, the role must own it",
    "view": "GRANT SELECT ON VIEW {name} TO ROLE {role} to read it; to replace it, the role must own it",
    "warehouse": "GRANT USAGE ON WAREHOUSE {name} TO ROLE {role}",
}
"""What a role lacks that may not operate on such an object."""

SECRETS = ("password", "passcode", "token", "private_key_file_pwd", "private_key_passphrase", "private_key")
"""What a connection is given that nobody may read."""


def refusal(number: int | None, message: str, role: str, *, broke_off: bool = False) -> str:
    """Return what to tell of an error, by its number; ``broke_off`` says that it is of the connection."""
    return f"{_refused(number, message, role, broke_off=broke_off)} ({message})"


def _refused(number: int | None, message: str, role: str, *, broke_off: bool) -> str:
    told = "Snowflake refused a statement."
    if number == _NO_WAREHOUSE:
        told = (
            "No warehouse is running for the session: none was named, there is none of that name, or the role may not "
            "use it. Name one, as in snowflake://user@account/database?warehouse=COMPUTE_WH, and grant it: "
            f"GRANT USAGE ON WAREHOUSE … TO ROLE {role}."
        )
    elif number == _NO_DATABASE:
        told = "The session has no database. Name one, as in snowflake://user@account/DATABASE."
    elif number == NO_RIGHT:
        on = re.search(r"operate on (\w+) '([^']+)'", message)
        right = _RIGHTS.get(on[1].lower()) if on else None
        needed = right.format(name=on[2], role=role) if on and right else "the right that the message names"
        told = f"The role {role} may not do that. It needs: {needed}."
    elif number in _NOT_THERE and "not authorized" in message:
        told = (
            f"Something is not there, or the role {role} may not see it: it needs USAGE on the database and the "
            "schema, and SELECT on the tables."
        )
    elif number == _TIMEOUT:
        told = (
            "Snowflake stopped a statement that took too long: raise STATEMENT_TIMEOUT_IN_SECONDS, or take a larger "
            "warehouse."
        )
    elif number == _TOO_LARGE or ("exceeded" in message and "LOB" in message):
        told = (
            "A session has more records than one ARRAY can hold. Leave the records out with nested: false, or end "
            "sessions earlier with session_timeout_millis."
        )
    elif number in _GONE or broke_off:
        told = "The connection to Snowflake broke off; run again."
    return told


def closed_door(message: str, given: Mapping[str, object]) -> str:
    """Return what to tell where a connection does not open, without any secret it was given."""
    lower = message.lower()
    if any(word in lower for word in ("password", "jwt", "token", "authenticat")):
        what = (
            "Snowflake did not accept the user or what proves it: "
            "check user and password, private_key_file, or authenticator."
        )
    elif "role" in lower:
        what = f"The role {given.get('role', '')} cannot be used: GRANT ROLE … TO USER {given.get('user', '')}."
    elif any(word in lower for word in ("database", "warehouse", "schema")):
        what = "The database, schema or warehouse of the connection does not exist, or the role may not use it."
    else:
        account = given.get("account", "")
        what = f"Snowflake could not be reached under the account {account!r}: check it, and the network."
    for name in SECRETS:
        if given.get(name):
            message = message.replace(str(given[name]), "***")
    return f"{what} ({message})"
