-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text cf95f168ec88791f
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- The rows that are put into session_sources.
WITH starts AS (
    /* Every session, by the event that starts it. */
    SELECT
        session_id,
        session_index,
        user_id,
        timestamp AS session_start_timestamp
    FROM {{ ref('segment_run_events_rebuilt') }}
    WHERE
        session_start_event
),

touched AS (
    /* The pages that say where they came from. */
    SELECT
        source,
        page_id,
        touch,
        traffic_source,
        traffic_medium,
        traffic_campaign,
        traffic_term,
        traffic_content,
        traffic_category,
        channel,
        click_id_name,
        click_id,
        referrer_host
    FROM (
        SELECT
            kept.source,
            kept.page_id,
            kept.timestamp,
            kept.touch,
            kept.traffic_source,
            kept.traffic_medium,
            kept.traffic_campaign,
            kept.traffic_term,
            kept.traffic_content,
            kept.traffic_category,
            kept.channel,
            kept.click_id_name,
            kept.click_id,
            kept.referrer_host
        FROM {{ segment_run_was('segment_touches') }} AS kept
        LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.page_id,
            put_in.timestamp,
            put_in.touch,
            put_in.traffic_source,
            put_in.traffic_medium,
            put_in.traffic_campaign,
            put_in.traffic_term,
            put_in.traffic_content,
            put_in.traffic_category,
            put_in.channel,
            put_in.click_id_name,
            put_in.click_id,
            put_in.referrer_host
        FROM (
            SELECT
                source,
                page_id,
                timestamp,
                touch,
                traffic_source,
                traffic_medium,
                traffic_campaign,
                traffic_term,
                traffic_content,
                traffic_category,
                channel,
                click_id_name,
                click_id,
                referrer_host
            FROM {{ ref('segment_run_touches_rebuilt') }}
        ) AS put_in
    ) AS touches
    WHERE
        touches.timestamp >= {{ first_cut }}
),

placed_pages AS (
    /* The place of each page among those of its session (R7), and among those that say where it came from. */
    SELECT
        events.session_id,
        events.source,
        events.page_id,
        ROW_NUMBER() OVER (
            PARTITION BY events.session_id
            ORDER BY events.timestamp, events.source, events.page_id
        ) AS place,
        CASE
            WHEN touched.touch IS NOT NULL
                THEN COUNT(touched.touch) OVER (
                    PARTITION BY events.session_id
                    ORDER BY events.timestamp, events.source, events.page_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                )
        END AS touch_place
    FROM {{ ref('segment_run_events_rebuilt') }} AS events
    LEFT JOIN touched
        ON events.source = touched.source AND events.page_id = touched.page_id
    WHERE
        (
            events.page_id IS NOT NULL AND events.session_id IS NOT NULL
        )
        AND events.anonymous_id IS NOT NULL
),

chosen AS (
    /* The first page of each session, and the first that says where it came from (A9). */
    SELECT
        session_id,
        MAX(CASE WHEN place = 1 THEN source END) AS first_source,
        MAX(CASE WHEN place = 1 THEN page_id END) AS first_page_id,
        MAX(CASE WHEN touch_place = 1 THEN source END) AS touch_source,
        MAX(CASE WHEN touch_place = 1 THEN page_id END) AS touch_page_id
    FROM placed_pages
    WHERE
        place = 1 OR touch_place = 1
    GROUP BY
        session_id
),

first_pages AS (
    /* Each session's first page. */
    SELECT
        chosen.session_id,
        chosen.touch_source,
        chosen.touch_page_id,
        SPLIT(COALESCE(pages.url, ''), '://')[SAFE_OFFSET(0)] AS url_scheme,
        SPLIT(
            SPLIT(
                SPLIT(SPLIT(CONCAT(COALESCE(pages.url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
                '?'
            )[SAFE_OFFSET(0)],
            '#'
        )[SAFE_OFFSET(0)] AS url_place,
        pages.path
    FROM chosen
    JOIN (
        SELECT
            kept.source,
            kept.page_id,
            kept.timestamp,
            kept.url,
            kept.path
        FROM {{ segment_run_was('segment_page_events') }} AS kept
        LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
        WHERE
            theirs_1.source IS NULL
        UNION ALL
        SELECT
            put_in.source,
            put_in.page_id,
            put_in.timestamp,
            put_in.url,
            put_in.path
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
    ) AS pages
        ON chosen.first_source = pages.source AND chosen.first_page_id = pages.page_id
    WHERE
        pages.timestamp >= {{ first_cut }}
),

landed AS (
    /* The host of that page as it is written (A3). */
    SELECT
        session_id,
        touch_source,
        touch_page_id,
        CASE
            WHEN url_scheme LIKE '%/%' OR url_scheme LIKE '%?%' OR url_scheme LIKE '%#%'
                THEN ''
            WHEN INSTR(url_place, '@') > 0
                THEN SPLIT(REVERSE(SPLIT(REVERSE(url_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
            ELSE SPLIT(url_place, ':')[SAFE_OFFSET(0)]
        END AS authority,
        path
    FROM first_pages
),

screened AS (
    /* The sessions that have a screen. */
    SELECT DISTINCT
        session_id
    FROM {{ ref('segment_run_events_rebuilt') }} AS events
    WHERE
        (
            screen_id IS NOT NULL AND events.session_id IS NOT NULL
        )
        AND events.anonymous_id IS NOT NULL
),

sourced AS (
    /* The touch of the first page that has one; without one direct, or none (A9). */
    SELECT
        starts.session_id,
        starts.session_index,
        starts.user_id,
        starts.session_start_timestamp,
        CASE
            WHEN touched.page_id IS NOT NULL
                THEN touched.touch
            WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
                THEN 'direct'
            ELSE 'none'
        END AS touch,
        touched.page_id AS touch_page_id,
        CASE
            WHEN touched.page_id IS NOT NULL
                THEN touched.traffic_source
            WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
                THEN '(direct)'
        END AS traffic_source,
        CASE
            WHEN touched.page_id IS NOT NULL
                THEN touched.traffic_medium
            WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
                THEN '(none)'
        END AS traffic_medium,
        CASE
            WHEN touched.page_id IS NOT NULL
                THEN touched.traffic_campaign
            WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
                THEN '(direct)'
        END AS traffic_campaign,
        CASE WHEN touched.page_id IS NOT NULL THEN touched.traffic_term END AS traffic_term,
        CASE WHEN touched.page_id IS NOT NULL THEN touched.traffic_content END AS traffic_content,
        CASE WHEN touched.page_id IS NOT NULL THEN touched.traffic_category END AS traffic_category,
        CASE
            WHEN touched.page_id IS NOT NULL
                THEN touched.channel
            WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
                THEN 'Direct'
            ELSE 'Unassigned'
        END AS channel,
        CASE WHEN touched.page_id IS NOT NULL THEN touched.click_id_name END AS click_id_name,
        CASE WHEN touched.page_id IS NOT NULL THEN touched.click_id END AS click_id,
        CASE WHEN touched.page_id IS NOT NULL THEN touched.referrer_host END AS referrer_host,
        NULLIF(
            CASE
                WHEN
                    CASE
                        WHEN LOWER(landed.authority) = landed.authority
                            THEN landed.authority
                        ELSE TRANSLATE(landed.authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                    END LIKE 'www.%'
                    THEN SUBSTRING(
                        CASE
                            WHEN LOWER(landed.authority) = landed.authority
                                THEN landed.authority
                            ELSE TRANSLATE(landed.authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                        END,
                        5
                    )
                ELSE CASE
                    WHEN LOWER(landed.authority) = landed.authority
                        THEN landed.authority
                    ELSE TRANSLATE(landed.authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
                END
            END,
            ''
        ) AS landing_host,
        landed.path AS landing_path
    FROM starts
    LEFT JOIN landed
        ON starts.session_id = landed.session_id
    LEFT JOIN touched
        ON landed.touch_source = touched.source AND landed.touch_page_id = touched.page_id
    LEFT JOIN screened
        ON starts.session_id = screened.session_id
),

known AS (
    /* What an attributed source may be taken from (A10): also the sessions before the cut, which are kept. */
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
        FALSE AS is_kept
    FROM sourced
    UNION ALL
    SELECT
        kept.session_id,
        kept.session_index,
        kept.user_id,
        kept.session_start_timestamp,
        kept.touch,
        CAST(NULL AS STRING) AS touch_page_id,
        kept.traffic_source,
        kept.traffic_medium,
        kept.traffic_campaign,
        CAST(NULL AS STRING) AS traffic_term,
        CAST(NULL AS STRING) AS traffic_content,
        CAST(NULL AS STRING) AS traffic_category,
        kept.channel,
        CAST(NULL AS STRING) AS click_id_name,
        CAST(NULL AS STRING) AS click_id,
        CAST(NULL AS STRING) AS referrer_host,
        CAST(NULL AS STRING) AS landing_host,
        CAST(NULL AS STRING) AS landing_path,
        TRUE AS is_kept
    FROM {{ segment_run_was('segment_session_sources') }} AS kept
    JOIN {{ ref('segment_run_cuts') }} AS cuts
        ON kept.user_id = cuts.user_id
    WHERE
        (
            kept.session_start_timestamp < cuts.cut_at
            AND kept.touch NOT IN ('direct', 'none')
        )
        AND kept.session_start_timestamp >= IF(
            {{ first_cut }} IS NULL,
            NULL,
            COALESCE(
                SAFE.TIMESTAMP_SUB({{ first_cut }}, INTERVAL 7776000000000 MICROSECOND),
                CAST('0001-01-01 00:00:00+00' AS TIMESTAMP)
            )
        )
),

looked_back AS (
    /* The index of the person's latest session with a touch, this one or one before it. */
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
        is_kept,
        MAX(CASE WHEN touch NOT IN ('direct', 'none') THEN session_index END) OVER (
            PARTITION BY user_id
            ORDER BY session_index
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS touched_index
    FROM known
),

beside AS (
    /* Each session beside that one, which begins the sessions that look back at it. */
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
        is_kept,
        MAX(CASE WHEN session_index = touched_index THEN session_id END) OVER (PARTITION BY user_id, touched_index) AS earlier_session_id,
        MAX(CASE WHEN session_index = touched_index THEN session_start_timestamp END) OVER (PARTITION BY user_id, touched_index) AS earlier_session_start_timestamp,
        MAX(CASE WHEN session_index = touched_index THEN traffic_source END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_source,
        MAX(CASE WHEN session_index = touched_index THEN traffic_medium END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_medium,
        MAX(CASE WHEN session_index = touched_index THEN traffic_campaign END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_campaign,
        MAX(CASE WHEN session_index = touched_index THEN channel END) OVER (PARTITION BY user_id, touched_index) AS earlier_channel
    FROM looked_back
),

aged AS (
    /* Too old, that session counts no more, and nor does any before it. */
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
        is_kept,
        earlier_session_id,
        earlier_traffic_source,
        earlier_traffic_medium,
        earlier_traffic_campaign,
        earlier_channel,
        COALESCE(
            TIMESTAMP_DIFF(session_start_timestamp, earlier_session_start_timestamp, MICROSECOND) <= 7776000000000,
            FALSE
        ) AS is_near
    FROM beside
)

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
    CASE WHEN is_near THEN earlier_traffic_source ELSE traffic_source END AS attributed_source,
    CASE WHEN is_near THEN earlier_traffic_medium ELSE traffic_medium END AS attributed_medium,
    CASE WHEN is_near THEN earlier_traffic_campaign ELSE traffic_campaign END AS attributed_campaign,
    CASE WHEN is_near THEN earlier_channel ELSE channel END AS attributed_channel,
    CASE WHEN is_near THEN earlier_session_id ELSE session_id END AS attributed_session_id,
    NOT is_near OR earlier_session_id = session_id AS attributed_is_own
FROM aged
WHERE
    NOT is_kept
