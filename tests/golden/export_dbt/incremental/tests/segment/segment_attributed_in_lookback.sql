-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 5165252de6cac079
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- An attributed source is the session's own, or an earlier one's with a touch, within the lookback (A10).
SELECT
    sources.user_id,
    sources.session_id,
    sources.attributed_session_id,
    sources.touch,
    earlier.touch AS earlier_touch,
    sources.session_start_timestamp,
    earlier.session_start_timestamp AS earlier_start_timestamp
FROM (
    SELECT
        written.session_id,
        written.session_index,
        written.user_id,
        written.session_start_timestamp,
        written.touch,
        written.attributed_source,
        written.attributed_medium,
        written.attributed_campaign,
        written.attributed_channel,
        written.attributed_session_id,
        written.attributed_is_own
    FROM (
        SELECT
            kept.session_id,
            kept.session_index,
            kept.user_id,
            kept.session_start_timestamp,
            kept.touch,
            kept.attributed_source,
            kept.attributed_medium,
            kept.attributed_campaign,
            kept.attributed_channel,
            kept.attributed_session_id,
            kept.attributed_is_own
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
            put_in.session_id,
            put_in.session_index,
            put_in.user_id,
            put_in.session_start_timestamp,
            put_in.touch,
            put_in.attributed_source,
            put_in.attributed_medium,
            put_in.attributed_campaign,
            put_in.attributed_channel,
            put_in.attributed_session_id,
            put_in.attributed_is_own
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
    ) AS written
    JOIN {{ ref('segment_run_cuts') }} AS theirs
        ON written.user_id = theirs.user_id
) AS sources
LEFT JOIN (
    SELECT
        written.session_id,
        written.session_index,
        written.user_id,
        written.session_start_timestamp,
        written.touch,
        written.traffic_source,
        written.traffic_medium,
        written.traffic_campaign,
        written.channel
    FROM (
        SELECT
            kept.session_id,
            kept.session_index,
            kept.user_id,
            kept.session_start_timestamp,
            kept.touch,
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
            put_in.session_id,
            put_in.session_index,
            put_in.user_id,
            put_in.session_start_timestamp,
            put_in.touch,
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
    ) AS written
    JOIN {{ ref('segment_run_cuts') }} AS theirs
        ON written.user_id = theirs.user_id
) AS earlier
    ON sources.user_id = earlier.user_id
    AND sources.attributed_session_id = earlier.session_id
WHERE
    earlier.session_id IS NULL
    OR sources.attributed_source IS DISTINCT FROM earlier.traffic_source
    OR sources.attributed_medium IS DISTINCT FROM earlier.traffic_medium
    OR sources.attributed_campaign IS DISTINCT FROM earlier.traffic_campaign
    OR sources.attributed_channel IS DISTINCT FROM earlier.channel
    OR COALESCE(sources.attributed_is_own <> (
        sources.session_id = earlier.session_id
    ), TRUE)
    OR (
        sources.session_id <> earlier.session_id
        AND (
            TIMESTAMP_DIFF(sources.session_start_timestamp, earlier.session_start_timestamp, MICROSECOND) > 7776000000000
            OR earlier.session_index >= sources.session_index
            OR earlier.touch IN ('direct', 'none')
            OR sources.touch NOT IN ('direct', 'none')
        )
    )
