-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text ea47fe634b17bc30
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set track_since = segment_run_since(ref('segment_run_loads'), 'track', ['web', 'ios']) %}
{%- set page_since = segment_run_since(ref('segment_run_loads'), 'page', ['web', 'ios']) %}
{%- set screen_since = segment_run_since(ref('segment_run_loads'), 'screen', ['web', 'ios']) %}
{%- set identify_since = segment_run_since(ref('segment_run_loads'), 'identify', ['web', 'ios']) %}

-- The rows that are put into rejected_events.
WITH tracks_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
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
    FROM {{ ref('segment_run_tracks_changed') }}
),

pages_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
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
    FROM {{ ref('segment_run_pages_changed') }}
),

screens_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
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
    FROM {{ ref('segment_run_screens_changed') }}
),

identifies_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
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
    FROM {{ ref('segment_run_identifies_changed') }}
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
    reject_reason IS NOT NULL AND track_id IS NOT NULL
UNION ALL
SELECT
    source,
    'track' AS call_type,
    track_id AS event_id,
    timestamp,
    call_received_at AS received_at,
    user_id,
    anonymous_id,
    reject_reason AS reason
FROM (
    SELECT
        kept.source,
        kept.track_id,
        kept.timestamp,
        kept.call_received_at,
        kept.user_id,
        kept.anonymous_id,
        kept.reject_reason
    FROM {{ segment_run_was('segment_track_calls') }} AS kept
    LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    WHERE
        theirs_1.source IS NULL
        AND NOT (
            kept.track_id IS NULL
            AND (
                (
                    kept.source <> 'web'
                    OR kept.call_loaded_at >= CAST('{{ track_since['web'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
                AND (
                    kept.source <> 'ios'
                    OR kept.call_loaded_at >= CAST('{{ track_since['ios'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
            )
        )
    UNION ALL
    SELECT
        put_in.source,
        put_in.track_id,
        put_in.timestamp,
        put_in.call_received_at,
        put_in.user_id,
        put_in.anonymous_id,
        put_in.reject_reason
    FROM (
        SELECT
            source,
            track_id,
            timestamp,
            call_received_at,
            call_loaded_at,
            user_id,
            anonymous_id,
            event,
            `coupon code`,
            reject_reason
        FROM {{ ref('segment_run_tracks_changed') }}
    ) AS put_in
) AS track_calls
WHERE
    track_id IS NULL
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
    reject_reason IS NOT NULL AND page_id IS NOT NULL
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
FROM (
    SELECT
        kept.source,
        kept.page_id,
        kept.timestamp,
        kept.call_received_at,
        kept.user_id,
        kept.anonymous_id,
        kept.reject_reason
    FROM {{ segment_run_was('segment_page_calls') }} AS kept
    LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
        theirs_1.source IS NULL
        AND NOT (
            kept.page_id IS NULL
            AND (
                (
                    kept.source <> 'web'
                    OR kept.call_loaded_at >= CAST('{{ page_since['web'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
                AND (
                    kept.source <> 'ios'
                    OR kept.call_loaded_at >= CAST('{{ page_since['ios'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
            )
        )
    UNION ALL
    SELECT
        put_in.source,
        put_in.page_id,
        put_in.timestamp,
        put_in.call_received_at,
        put_in.user_id,
        put_in.anonymous_id,
        put_in.reject_reason
    FROM (
        SELECT
            source,
            page_id,
            timestamp,
            call_received_at,
            call_loaded_at,
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
        FROM {{ ref('segment_run_pages_changed') }}
    ) AS put_in
) AS page_calls
WHERE
    page_id IS NULL
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
    reject_reason IS NOT NULL AND screen_id IS NOT NULL
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
FROM (
    SELECT
        kept.source,
        kept.screen_id,
        kept.timestamp,
        kept.call_received_at,
        kept.user_id,
        kept.anonymous_id,
        kept.reject_reason
    FROM {{ segment_run_was('segment_screen_calls') }} AS kept
    LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
    WHERE
        theirs_1.source IS NULL
        AND NOT (
            kept.screen_id IS NULL
            AND (
                (
                    kept.source <> 'web'
                    OR kept.call_loaded_at >= CAST('{{ screen_since['web'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
                AND (
                    kept.source <> 'ios'
                    OR kept.call_loaded_at >= CAST('{{ screen_since['ios'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
            )
        )
    UNION ALL
    SELECT
        put_in.source,
        put_in.screen_id,
        put_in.timestamp,
        put_in.call_received_at,
        put_in.user_id,
        put_in.anonymous_id,
        put_in.reject_reason
    FROM (
        SELECT
            source,
            screen_id,
            timestamp,
            call_received_at,
            call_loaded_at,
            user_id,
            anonymous_id,
            name,
            `screen class`,
            reject_reason
        FROM {{ ref('segment_run_screens_changed') }}
    ) AS put_in
) AS screen_calls
WHERE
    screen_id IS NULL
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
    reject_reason IS NOT NULL AND identify_id IS NOT NULL
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
FROM (
    SELECT
        kept.source,
        kept.identify_id,
        kept.timestamp,
        kept.call_received_at,
        kept.user_id,
        kept.anonymous_id,
        kept.reject_reason
    FROM {{ segment_run_was('segment_identify_calls') }} AS kept
    LEFT JOIN {{ ref('segment_run_identifies_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.identify_id = theirs_1.identify_id
    WHERE
        theirs_1.source IS NULL
        AND NOT (
            kept.identify_id IS NULL
            AND (
                (
                    kept.source <> 'web'
                    OR kept.call_loaded_at >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
                AND (
                    kept.source <> 'ios'
                    OR kept.call_loaded_at >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
                    OR kept.call_loaded_at IS NULL
                )
            )
        )
    UNION ALL
    SELECT
        put_in.source,
        put_in.identify_id,
        put_in.timestamp,
        put_in.call_received_at,
        put_in.user_id,
        put_in.anonymous_id,
        put_in.reject_reason
    FROM (
        SELECT
            source,
            identify_id,
            timestamp,
            call_received_at,
            call_loaded_at,
            user_id,
            anonymous_id,
            `email`,
            `company name`,
            reject_reason
        FROM {{ ref('segment_run_identifies_changed') }}
    ) AS put_in
) AS identify_calls
WHERE
    identify_id IS NULL
