-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 46dced15e2f03e97
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A rejected call has the first reason that holds (R5).
SELECT
    source,
    call_type,
    event_id,
    timestamp,
    received_at,
    user_id,
    anonymous_id,
    reason
FROM (
    SELECT
        kept.source,
        kept.call_type,
        kept.event_id,
        kept.timestamp,
        kept.received_at,
        kept.user_id,
        kept.anonymous_id,
        kept.reason
    FROM {{ segment_run_was('segment_rejected_events') }} AS kept
    LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS theirs_2
        ON (
            kept.source = theirs_2.source AND kept.event_id = theirs_2.track_id
        )
        AND kept.call_type = 'track'
    LEFT JOIN {{ ref('segment_run_pages_changed') }} AS theirs_3
        ON (
            kept.source = theirs_3.source AND kept.event_id = theirs_3.page_id
        )
        AND kept.call_type = 'page'
    LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_4
        ON (
            kept.source = theirs_4.source AND kept.event_id = theirs_4.screen_id
        )
        AND kept.call_type = 'screen'
    LEFT JOIN {{ ref('segment_run_identifies_changed') }} AS theirs_5
        ON (
            kept.source = theirs_5.source AND kept.event_id = theirs_5.identify_id
        )
        AND kept.call_type = 'identify'
    WHERE
        (
            (
                (
                    NOT (
                        kept.event_id IS NULL
                    ) AND theirs_2.source IS NULL
                )
                AND theirs_3.source IS NULL
            )
            AND theirs_4.source IS NULL
        )
        AND theirs_5.source IS NULL
    UNION ALL
    SELECT
        put_in.source,
        put_in.call_type,
        put_in.event_id,
        put_in.timestamp,
        put_in.received_at,
        put_in.user_id,
        put_in.anonymous_id,
        put_in.reason
    FROM (
        SELECT
            source,
            call_type,
            event_id,
            timestamp,
            received_at,
            user_id,
            anonymous_id,
            reason
        FROM {{ ref('segment_run_rejected_events_rebuilt') }}
    ) AS put_in
) AS rejected_events
WHERE
    NOT COALESCE(
        CASE
            WHEN event_id IS NULL
                THEN reason = 'missing_id'
            WHEN timestamp IS NULL
                THEN reason = 'missing_timestamp'
            WHEN user_id IS NULL AND anonymous_id IS NULL
                THEN reason = 'missing_person'
            WHEN TIMESTAMP_DIFF(timestamp, received_at, MICROSECOND) > 86400000000
                THEN reason = 'clock_ahead'
            ELSE reason = 'clock_behind'
            AND timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
        END,
        FALSE
    )
    AND reason IS NOT NULL
