-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text aec526a1c8c5f8cb
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A rejected call is listed once, with its reason; calls without an id are listed each.
SELECT
    source,
    call_type,
    event_id,
    MIN(reason) AS reason,
    COUNT(*) AS copies
FROM (
    SELECT
        kept.source,
        kept.call_type,
        kept.event_id,
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
GROUP BY
    source,
    call_type,
    event_id
HAVING
    (
        event_id IS NOT NULL AND COUNT(*) > 1
    )
    OR COUNT(rejected_events.reason) <> COUNT(*)
    OR source IS NULL
