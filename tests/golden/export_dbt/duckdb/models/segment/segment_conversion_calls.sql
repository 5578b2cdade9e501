-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 556001ae669f62f1
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per track call and conversion that it meets, whoever made it (V1 to V4).
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
        "revenue",
        "order_id",
        "currency",
        reject_reason
    FROM {{ ref('segment_order_completed_properties') }}
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
        "form",
        reject_reason
    FROM {{ ref('segment_form_submitted_properties') }}
),

met AS (
    /* The calls of each conversion, with what they are worth (V1, V3, V4). */
    SELECT
        'signed_up' AS conversion,
        calls.source,
        calls.track_id,
        calls.timestamp,
        CAST(NULL AS DECIMAL(28, 6)) AS value,
        CAST(NULL AS TEXT) AS currency,
        CAST(NULL AS TEXT) AS conversion_key
    FROM {{ ref('segment_track_events') }} AS calls
    WHERE
        calls.event = 'signed_up'
    UNION ALL
    SELECT
        'order_completed' AS conversion,
        calls.source,
        calls.track_id,
        calls.timestamp,
        CAST(CASE
            WHEN
                REGEXP_MATCHES(TRIM(properties."revenue", ' '), '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$')
                AND LENGTH(REPLACE(SPLIT_PART(TRIM(properties."revenue", ' '), '.', 1), '+', '')) <= 14
                THEN CASE
                    WHEN CAST(REPLACE(SPLIT_PART(TRIM(properties."revenue", ' '), '.', 1), '+', '') || '.' || SUBSTRING(SPLIT_PART(TRIM(properties."revenue", ' '), '.', 2) || '000000', 1, 6) AS DECIMAL(28, 6)) BETWEEN -9000000000000 AND 9000000000000
                        THEN CAST(REPLACE(SPLIT_PART(TRIM(properties."revenue", ' '), '.', 1), '+', '') || '.' || SUBSTRING(SPLIT_PART(TRIM(properties."revenue", ' '), '.', 2) || '000000', 1, 6) AS DECIMAL(28, 6))
                END
            WHEN
                REGEXP_MATCHES(
                    TRIM(properties."revenue", ' '),
                    '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?0*[0-9]?[0-9]$'
                )
                AND LENGTH(TRIM(properties."revenue", ' ')) <= 40
                THEN CASE
                    WHEN CAST(TRIM(properties."revenue", ' ') AS DOUBLE) BETWEEN -9000000000000 AND 9000000000000
                        THEN CAST(CAST(CAST(FLOOR(CAST(TRIM(properties."revenue", ' ') AS DOUBLE) * 1000000 + 0.5) AS BIGINT) AS DECIMAL(28, 6)) * CAST('0.000001' AS DECIMAL(7, 6)) AS DECIMAL(28, 6))
                END
            WHEN
                REGEXP_MATCHES(TRIM(properties."revenue", ' '), '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE]-[0-9]+$')
                AND LENGTH(TRIM(properties."revenue", ' ')) <= 40
                THEN CAST(0 AS DECIMAL(28, 6))
        END AS DECIMAL(28, 6)) AS value,
        properties."currency" AS currency,
        properties."order_id" AS conversion_key
    FROM {{ ref('segment_track_events') }} AS calls
    LEFT JOIN order_completed_properties_judged AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
    WHERE
        calls.event = 'order_completed'
    UNION ALL
    SELECT
        'demo' AS conversion,
        calls.source,
        calls.track_id,
        calls.timestamp,
        CAST('250.000000' AS DECIMAL(28, 6)) AS value,
        CAST(NULL AS TEXT) AS currency,
        CAST(NULL AS TEXT) AS conversion_key
    FROM {{ ref('segment_track_events') }} AS calls
    LEFT JOIN form_submitted_properties_judged AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
    WHERE
        calls.event = 'form_submitted' AND properties."form" = 'demo'
),

keyed AS (
    /* A key that is blank or that many clients share is none (R3). */
    SELECT
        conversion,
        source,
        track_id,
        timestamp,
        value,
        currency,
        CASE
            WHEN
                NOT REGEXP_MATCHES(conversion_key, '^ *$')
                AND conversion_key NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_MATCHES(conversion_key, '^[0-]*$')
                THEN conversion_key
        END AS conversion_key
    FROM met
)

SELECT
    conversion,
    source,
    track_id,
    timestamp,
    value,
    currency,
    conversion_key,
    conversion_key IS NOT NULL
    AND ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) > 1 AS is_repeat
FROM keyed
