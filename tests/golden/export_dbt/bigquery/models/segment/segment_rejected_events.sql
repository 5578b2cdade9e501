-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e5bddbaef0c268a1
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per rejected call, with the reason why it cannot be used (R5).
WITH tracks_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event,
        `coupon code`,
        reject_reason
    FROM {{ ref('segment_track_calls') }}
),

pages_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        url,
        referrer,
        title,
        name,
        search,
        path,
        utm_content,
        utm_medium,
        utm_source,
        utm_campaign,
        utm_term,
        `category`,
        `price paid`,
        reject_reason
    FROM {{ ref('segment_page_calls') }}
),

screens_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        screen_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        name,
        `screen class`,
        reject_reason
    FROM {{ ref('segment_screen_calls') }}
),

identifies_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        identify_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        `email`,
        `company name`,
        reject_reason
    FROM {{ ref('segment_identify_calls') }}
)

SELECT
    source,
    'track' AS call_type,
    track_id AS event_id,
    timestamp,
    call_received_at AS received_at,
    user_id,
    anonymous_id,
    reject_reason AS reason
FROM tracks_judged
WHERE
    reject_reason IS NOT NULL
UNION ALL
SELECT
    source,
    'page' AS call_type,
    page_id AS event_id,
    timestamp,
    call_received_at AS received_at,
    user_id,
    anonymous_id,
    reject_reason AS reason
FROM pages_judged
WHERE
    reject_reason IS NOT NULL
UNION ALL
SELECT
    source,
    'screen' AS call_type,
    screen_id AS event_id,
    timestamp,
    call_received_at AS received_at,
    user_id,
    anonymous_id,
    reject_reason AS reason
FROM screens_judged
WHERE
    reject_reason IS NOT NULL
UNION ALL
SELECT
    source,
    'identify' AS call_type,
    identify_id AS event_id,
    timestamp,
    call_received_at AS received_at,
    user_id,
    anonymous_id,
    reject_reason AS reason
FROM identifies_judged
WHERE
    reject_reason IS NOT NULL
