-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 7c763fe7e58a52b6
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- What these calls convert to, as they are now (V1, V3).
WITH calls_now AS (
    /* The calls in doubt, as they are now. */
    SELECT
        kept.source,
        kept.track_id,
        kept.timestamp,
        kept.event
    FROM {{ segment_run_was('segment_track_calls') }} AS kept
    JOIN {{ ref('segment_run_conversion_calls_in_doubt') }} AS ids
        ON kept.source = ids.source AND kept.track_id = ids.track_id
    WHERE
        kept.reject_reason IS NULL
        AND NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_tracks_changed') }} AS changed
            WHERE
                kept.source = changed.source AND kept.track_id = changed.track_id
        )
    UNION ALL
    SELECT
        source,
        track_id,
        timestamp,
        event
    FROM {{ ref('segment_run_tracks_changed') }}
    WHERE
        reject_reason IS NULL
),

order_completed_properties_now AS (
    /* Their properties, as they are now. */
    SELECT
        kept.source,
        kept.track_id,
        kept.`revenue`,
        kept.`order_id`,
        kept.`currency`
    FROM {{ segment_run_was('segment_order_completed_properties') }} AS kept
    JOIN {{ ref('segment_run_conversion_calls_in_doubt') }} AS ids
        ON kept.source = ids.source AND kept.track_id = ids.track_id
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_order_completed_properties_changed') }} AS changed
            WHERE
                kept.source = changed.source AND kept.track_id = changed.track_id
        )
    UNION ALL
    SELECT
        changed.source,
        changed.track_id,
        changed.`revenue`,
        changed.`order_id`,
        changed.`currency`
    FROM {{ ref('segment_run_order_completed_properties_changed') }} AS changed
    WHERE
        changed.track_id IS NOT NULL
),

form_submitted_properties_now AS (
    /* Their properties, as they are now. */
    SELECT
        kept.source,
        kept.track_id,
        kept.`form`
    FROM {{ segment_run_was('segment_form_submitted_properties') }} AS kept
    JOIN {{ ref('segment_run_conversion_calls_in_doubt') }} AS ids
        ON kept.source = ids.source AND kept.track_id = ids.track_id
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_run_form_submitted_properties_changed') }} AS changed
            WHERE
                kept.source = changed.source AND kept.track_id = changed.track_id
        )
    UNION ALL
    SELECT
        changed.source,
        changed.track_id,
        changed.`form`
    FROM {{ ref('segment_run_form_submitted_properties_changed') }} AS changed
    WHERE
        changed.track_id IS NOT NULL
),

met AS (
    /* The calls of each conversion, with what they are worth (V1, V3, V4). */
    SELECT
        'signed_up' AS conversion,
        calls.source,
        calls.track_id,
        calls.timestamp,
        CAST(NULL AS NUMERIC) AS value,
        CAST(NULL AS STRING) AS currency,
        CAST(NULL AS STRING) AS conversion_key
    FROM calls_now AS calls
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
                REGEXP_CONTAINS(TRIM(properties.`revenue`, ' '), r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$')
                AND LENGTH(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '')) <= 14
                THEN CASE
                    WHEN
                        CAST(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '') || '.' || SUBSTRING(
                            SPLIT(CONCAT(TRIM(properties.`revenue`, ' '), '.'), '.')[SAFE_OFFSET(1)] || '000000',
                            1,
                            6
                        ) AS NUMERIC) BETWEEN -9000000000000 AND 9000000000000
                        THEN CAST(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '') || '.' || SUBSTRING(
                            SPLIT(CONCAT(TRIM(properties.`revenue`, ' '), '.'), '.')[SAFE_OFFSET(1)] || '000000',
                            1,
                            6
                        ) AS NUMERIC)
                END
            WHEN
                REGEXP_CONTAINS(
                    TRIM(properties.`revenue`, ' '),
                    r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?0*[0-9]?[0-9]$'
                )
                AND LENGTH(TRIM(properties.`revenue`, ' ')) <= 40
                THEN CASE
                    WHEN CAST(TRIM(properties.`revenue`, ' ') AS FLOAT64) BETWEEN -9000000000000 AND 9000000000000
                        THEN CAST(CAST(CAST(FLOOR(CAST(TRIM(properties.`revenue`, ' ') AS FLOAT64) * 1000000 + 0.5) AS INT64) AS NUMERIC) * CAST('0.000001' AS NUMERIC) AS NUMERIC)
                END
            WHEN
                REGEXP_CONTAINS(TRIM(properties.`revenue`, ' '), r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE]-[0-9]+$')
                AND LENGTH(TRIM(properties.`revenue`, ' ')) <= 40
                THEN CAST(0 AS NUMERIC)
        END AS NUMERIC) AS value,
        properties.`currency` AS currency,
        properties.`order_id` AS conversion_key
    FROM calls_now AS calls
    LEFT JOIN order_completed_properties_now AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
    WHERE
        calls.event = 'order_completed'
    UNION ALL
    SELECT
        'demo' AS conversion,
        calls.source,
        calls.track_id,
        calls.timestamp,
        CAST('250.000000' AS NUMERIC) AS value,
        CAST(NULL AS STRING) AS currency,
        CAST(NULL AS STRING) AS conversion_key
    FROM calls_now AS calls
    LEFT JOIN form_submitted_properties_now AS properties
        ON calls.source = properties.source AND calls.track_id = properties.track_id
    WHERE
        calls.event = 'form_submitted' AND properties.`form` = 'demo'
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
                NOT REGEXP_CONTAINS(conversion_key, r'^ *$')
                AND conversion_key NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(conversion_key, r'^[0-]*$')
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
    conversion_key
FROM keyed
