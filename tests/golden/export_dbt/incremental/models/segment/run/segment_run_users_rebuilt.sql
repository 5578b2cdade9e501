-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f27b843b68cf5e29
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set identify_since = segment_run_since(ref('segment_run_loads'), 'identify', ['web', 'ios']) %}

-- The rows that are put into users.
WITH identifies_judged AS (
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
    FROM (
        SELECT
            kept.source,
            kept.identify_id,
            kept.timestamp,
            kept.call_received_at,
            kept.user_id,
            kept.anonymous_id,
            `kept`.`email`,
            `kept`.`company name`,
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
            `put_in`.`email`,
            `put_in`.`company name`,
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
),

identifies AS (
    /* The good identifies, each with its person (R6). */
    SELECT
        identifies.source,
        identifies.identify_id,
        identifies.timestamp,
        identifies.user_id AS call_user_id,
        COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
        identifies.`email`,
        identifies.`company name`
    FROM identifies_judged AS identifies
    LEFT JOIN (
        SELECT
            kept.anonymous_id,
            kept.user_id
        FROM {{ segment_run_was('segment_user_map') }} AS kept
        LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS theirs_1
            ON kept.anonymous_id = theirs_1.anonymous_id
        WHERE
            theirs_1.anonymous_id IS NULL
        UNION ALL
        SELECT
            put_in.anonymous_id,
            put_in.user_id
        FROM (
            SELECT
                anonymous_id,
                user_id,
                mapped_at,
                is_shared
            FROM {{ ref('segment_run_user_map_changed') }}
            WHERE
                is_there
        ) AS put_in
    ) AS user_map
        ON identifies.anonymous_id = user_map.anonymous_id
    LEFT JOIN (
        SELECT
            kept.source,
            kept.call_type,
            kept.event_id,
            kept.anonymous_id,
            kept.user_id
        FROM {{ segment_run_was('segment_shared_calls') }} AS kept
        LEFT JOIN {{ ref('segment_run_shared_touched') }} AS theirs_1
            ON kept.anonymous_id = theirs_1.anonymous_id
        WHERE
            theirs_1.anonymous_id IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.call_type,
            put_in.event_id,
            put_in.anonymous_id,
            put_in.user_id
        FROM (
            SELECT
                source,
                call_type,
                event_id,
                timestamp,
                anonymous_id,
                user_id,
                rule,
                log_in_event_id
            FROM {{ ref('segment_run_shared_owned') }}
        ) AS put_in
    ) AS shared_calls
        ON identifies.source = shared_calls.source
        AND shared_calls.call_type = 'identify'
        AND identifies.identify_id = shared_calls.event_id
    WHERE
        identifies.reject_reason IS NULL
        AND COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) IN (
            SELECT
                touched.user_id
            FROM {{ ref('segment_run_touched') }} AS touched
        )
),

activity AS (
    /* What each person did; the highest session number is the number of sessions. */
    SELECT
        user_id,
        MIN(timestamp) AS first_event_at,
        MAX(timestamp) AS last_event_at,
        MAX(session_index) AS total_sessions,
        COUNT(track_id) AS total_tracks,
        COUNT(page_id) AS total_pages,
        COUNT(screen_id) AS total_screens
    FROM (
        SELECT
            kept.timestamp,
            kept.user_id,
            kept.track_id,
            kept.page_id,
            kept.screen_id,
            kept.session_index
        FROM {{ segment_run_was('segment_sessionized_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL OR NOT (
                kept.timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.timestamp,
            put_in.user_id,
            put_in.track_id,
            put_in.page_id,
            put_in.screen_id,
            put_in.session_index
        FROM (
            SELECT
                source,
                timestamp,
                user_id,
                anonymous_id,
                track_id,
                page_id,
                screen_id,
                session_start_event,
                session_index,
                session_id
            FROM {{ ref('segment_run_events_rebuilt') }}
        ) AS put_in
    ) AS sessionized_events
    WHERE
        user_id IN (
            SELECT
                touched.user_id
            FROM {{ ref('segment_run_touched') }} AS touched
        )
    GROUP BY
        user_id
),

moments AS (
    /* When each person was seen: in events, and in identifies. */
    SELECT
        user_id,
        first_event_at AS first_at,
        last_event_at AS last_at
    FROM activity
    UNION ALL
    SELECT
        user_id,
        timestamp AS first_at,
        timestamp AS last_at
    FROM identifies
),

seen AS (
    /* First and last of these. */
    SELECT
        user_id,
        MIN(first_at) AS first_seen_at,
        MAX(last_at) AS last_seen_at
    FROM moments
    GROUP BY
        user_id
),

log_ins AS (
    /* Every call of any type that carried a user id. */
    SELECT
        user_id,
        timestamp
    FROM (
        SELECT
            kept.timestamp,
            kept.user_id
        FROM {{ segment_run_was('segment_track_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.timestamp,
            put_in.user_id
        FROM (
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
            )

            SELECT
                source,
                track_id,
                timestamp,
                user_id,
                anonymous_id,
                event,
                `coupon code`
            FROM tracks_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS track_events
    WHERE
        user_id IS NOT NULL
        AND user_id IN (
            SELECT
                touched.user_id
            FROM {{ ref('segment_run_touched') }} AS touched
        )
    UNION ALL
    SELECT
        user_id,
        timestamp
    FROM (
        SELECT
            kept.timestamp,
            kept.user_id
        FROM {{ segment_run_was('segment_page_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.timestamp,
            put_in.user_id
        FROM (
            WITH pages_judged AS (
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
            )

            SELECT
                source,
                page_id,
                timestamp,
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
                `price paid`
            FROM pages_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS page_events
    WHERE
        user_id IS NOT NULL
        AND user_id IN (
            SELECT
                touched.user_id
            FROM {{ ref('segment_run_touched') }} AS touched
        )
    UNION ALL
    SELECT
        user_id,
        timestamp
    FROM (
        SELECT
            kept.timestamp,
            kept.user_id
        FROM {{ segment_run_was('segment_screen_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.timestamp,
            put_in.user_id
        FROM (
            WITH screens_judged AS (
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
            )

            SELECT
                source,
                screen_id,
                timestamp,
                user_id,
                anonymous_id,
                name,
                `screen class`
            FROM screens_judged
            WHERE
                reject_reason IS NULL
        ) AS put_in
    ) AS screen_events
    WHERE
        user_id IS NOT NULL
        AND user_id IN (
            SELECT
                touched.user_id
            FROM {{ ref('segment_run_touched') }} AS touched
        )
    UNION ALL
    SELECT
        user_id,
        timestamp
    FROM identifies
    WHERE
        call_user_id IS NOT NULL
),

identified AS (
    /* Since when each user id is known. */
    SELECT
        user_id,
        MIN(timestamp) AS first_identified_at
    FROM log_ins
    GROUP BY
        user_id
),

positioned AS (
    /* Each identify's place among the person's (R7). */
    SELECT
        user_id,
        `email`,
        `company name`,
        ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY timestamp, source, identify_id) AS position
    FROM identifies
),

traits AS (
    /* Each trait's latest value that is not NULL: a later call without it does not erase it (R11). */
    SELECT
        user_id,
        ANY_VALUE(`email` HAVING MAX IF(`email` IS NULL, NULL, position)) AS `email`,
        ANY_VALUE(`company name` HAVING MAX IF(`company name` IS NULL, NULL, position)) AS `company name`
    FROM positioned
    GROUP BY
        user_id
),

first_sessions AS (
    /* Where each person's first session came from, direct or not (A11). */
    SELECT
        user_id,
        traffic_source AS first_source,
        traffic_medium AS first_medium,
        traffic_campaign AS first_campaign,
        channel AS first_channel
    FROM (
        SELECT
            kept.session_index,
            kept.user_id,
            kept.traffic_source,
            kept.traffic_medium,
            kept.traffic_campaign,
            kept.channel
        FROM {{ segment_run_was('segment_session_sources') }} AS kept
        LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL
            OR NOT (
                kept.session_start_timestamp >= theirs_1.cut_at
            )
        UNION ALL
        SELECT
            put_in.session_index,
            put_in.user_id,
            put_in.traffic_source,
            put_in.traffic_medium,
            put_in.traffic_campaign,
            put_in.channel
        FROM (
            SELECT
                session_id,
                session_index,
                user_id,
                session_start_timestamp,
                touch,
                touch_page_id,
                traffic_source,
                traffic_medium,
                traffic_campaign,
                traffic_term,
                traffic_content,
                traffic_category,
                channel,
                click_id_name,
                click_id,
                referrer_host,
                landing_host,
                landing_path,
                attributed_source,
                attributed_medium,
                attributed_campaign,
                attributed_channel,
                attributed_session_id,
                attributed_is_own
            FROM {{ ref('segment_run_session_sources_rebuilt') }}
        ) AS put_in
    ) AS session_sources
    WHERE
        session_index = 1
        AND user_id IN (
            SELECT
                touched.user_id
            FROM {{ ref('segment_run_touched') }} AS touched
        )
),

people AS (
    /* Who gets a row (R11). */
    SELECT
        user_id
    FROM identified
    UNION DISTINCT
    SELECT
        user_id
    FROM identifies
    UNION DISTINCT
    SELECT
        user_id
    FROM activity
)

SELECT
    people.user_id,
    identified.user_id IS NOT NULL AS is_identified,
    seen.first_seen_at,
    seen.last_seen_at,
    identified.first_identified_at,
    COALESCE(activity.total_sessions, 0) AS total_sessions,
    COALESCE(activity.total_tracks, 0) AS total_tracks,
    COALESCE(activity.total_pages, 0) AS total_pages,
    COALESCE(activity.total_screens, 0) AS total_screens,
    first_sessions.first_source,
    first_sessions.first_medium,
    first_sessions.first_campaign,
    first_sessions.first_channel,
    traits.`email`,
    traits.`company name`
FROM people
LEFT JOIN seen
    ON people.user_id = seen.user_id
LEFT JOIN identified
    ON people.user_id = identified.user_id
LEFT JOIN activity
    ON people.user_id = activity.user_id
LEFT JOIN first_sessions
    ON people.user_id = first_sessions.user_id
LEFT JOIN traits
    ON people.user_id = traits.user_id
