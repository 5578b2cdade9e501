-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7670e6f788055bf2
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    severity='warn'
) }}

-- A call of an event has its row in the event's own table, and each row there its call (E1).
WITH order_completed_properties_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event_text,
        `revenue`,
        `order_id`,
        `currency`,
        reject_reason
    FROM {{ ref('segment_order_completed_properties') }}
),

open_properties_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event_text,
        `channel`,
        reject_reason
    FROM {{ ref('segment_open_properties') }}
),

form_submitted_properties_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event_text,
        `form`,
        reject_reason
    FROM {{ ref('segment_form_submitted_properties') }}
),

counted AS (
    /* What has no counterpart, by event. */
    SELECT
        'order_completed' AS event,
        COUNT(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
        COUNT(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
    FROM {{ ref('segment_event_order_completed') }} AS calls
    FULL JOIN (
        SELECT
            source,
            track_id
        FROM order_completed_properties_judged
        WHERE
            track_id IS NOT NULL
    ) AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
    UNION ALL
    SELECT
        'open' AS event,
        COUNT(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
        COUNT(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
    FROM {{ ref('segment_event_open') }} AS calls
    FULL JOIN (
        SELECT
            source,
            track_id
        FROM open_properties_judged
        WHERE
            track_id IS NOT NULL
    ) AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
    UNION ALL
    SELECT
        'form_submitted' AS event,
        COUNT(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
        COUNT(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
    FROM {{ ref('segment_event_form_submitted') }} AS calls
    FULL JOIN (
        SELECT
            source,
            track_id
        FROM form_submitted_properties_judged
        WHERE
            track_id IS NOT NULL
    ) AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
)

SELECT
    event,
    calls_without,
    properties_without
FROM counted
WHERE
    calls_without + properties_without > 0
