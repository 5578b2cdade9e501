-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 5e606b8b880a7631
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_first_and_last_agree(model, description=none) -%}
-- A session that begins (ends) with a page or screen has its first (last) values; one without has none (R10).
SELECT
    user_id,
    session_id,
    session_index
FROM (SELECT * FROM {{ model }}) AS sessions
WHERE
    (
        sessions.records[SAFE_ORDINAL(1)].page.page_id IS NOT NULL
        AND (
            sessions.first_page_values.first_url IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.url
            OR sessions.first_page_values.first_referrer IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.referrer
            OR sessions.first_page_values.first_title IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.title
            OR sessions.first_page_values.first_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.name
            OR sessions.first_page_values.first_search IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.search
            OR sessions.first_page_values.first_path IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.path
            OR sessions.first_page_values.first_utm_content IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_content
            OR sessions.first_page_values.first_utm_medium IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_medium
            OR sessions.first_page_values.first_utm_source IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_source
            OR sessions.first_page_values.first_utm_campaign IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_campaign
            OR sessions.first_page_values.first_utm_term IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_term
        )
    )
    OR (
        sessions.stats.total_pages = 0
        AND (
            sessions.first_page_values.first_url IS NOT NULL
            OR sessions.first_page_values.first_referrer IS NOT NULL
            OR sessions.first_page_values.first_title IS NOT NULL
            OR sessions.first_page_values.first_name IS NOT NULL
            OR sessions.first_page_values.first_search IS NOT NULL
            OR sessions.first_page_values.first_path IS NOT NULL
            OR sessions.first_page_values.first_utm_content IS NOT NULL
            OR sessions.first_page_values.first_utm_medium IS NOT NULL
            OR sessions.first_page_values.first_utm_source IS NOT NULL
            OR sessions.first_page_values.first_utm_campaign IS NOT NULL
            OR sessions.first_page_values.first_utm_term IS NOT NULL
        )
    )
    OR (
        sessions.records[SAFE_ORDINAL((
            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
        ))].page.page_id IS NOT NULL
        AND (
            sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].timestamp = sessions.session_end_timestamp
            AND (
                (
                    sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
                ) = 1
                OR sessions.records[SAFE_ORDINAL(CASE
                    WHEN
                        (
                            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
                        ) > 1
                        THEN (
                            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
                        ) - 1
                    ELSE 1
                END)].timestamp <> sessions.session_end_timestamp
            )
        )
        AND (
            sessions.last_page_values.last_url IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.url
            OR sessions.last_page_values.last_referrer IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.referrer
            OR sessions.last_page_values.last_title IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.title
            OR sessions.last_page_values.last_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.name
            OR sessions.last_page_values.last_search IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.search
            OR sessions.last_page_values.last_path IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.path
            OR sessions.last_page_values.last_utm_content IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.utm_content
            OR sessions.last_page_values.last_utm_medium IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.utm_medium
            OR sessions.last_page_values.last_utm_source IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.utm_source
            OR sessions.last_page_values.last_utm_campaign IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.utm_campaign
            OR sessions.last_page_values.last_utm_term IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].page.utm_term
        )
    )
    OR (
        sessions.stats.total_pages = 0
        AND (
            sessions.last_page_values.last_url IS NOT NULL
            OR sessions.last_page_values.last_referrer IS NOT NULL
            OR sessions.last_page_values.last_title IS NOT NULL
            OR sessions.last_page_values.last_name IS NOT NULL
            OR sessions.last_page_values.last_search IS NOT NULL
            OR sessions.last_page_values.last_path IS NOT NULL
            OR sessions.last_page_values.last_utm_content IS NOT NULL
            OR sessions.last_page_values.last_utm_medium IS NOT NULL
            OR sessions.last_page_values.last_utm_source IS NOT NULL
            OR sessions.last_page_values.last_utm_campaign IS NOT NULL
            OR sessions.last_page_values.last_utm_term IS NOT NULL
        )
    )
    OR (
        sessions.records[SAFE_ORDINAL(1)].screen.screen_id IS NOT NULL
        AND (
            sessions.first_screen_values.first_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].screen.name
        )
    )
    OR (
        sessions.stats.total_screens = 0
        AND (
            sessions.first_screen_values.first_name IS NOT NULL
        )
    )
    OR (
        sessions.records[SAFE_ORDINAL((
            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
        ))].screen.screen_id IS NOT NULL
        AND (
            sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].timestamp = sessions.session_end_timestamp
            AND (
                (
                    sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
                ) = 1
                OR sessions.records[SAFE_ORDINAL(CASE
                    WHEN
                        (
                            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
                        ) > 1
                        THEN (
                            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
                        ) - 1
                    ELSE 1
                END)].timestamp <> sessions.session_end_timestamp
            )
        )
        AND (
            sessions.last_screen_values.last_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
                sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
            ))].screen.name
        )
    )
    OR (
        sessions.stats.total_screens = 0
        AND (
            sessions.last_screen_values.last_name IS NOT NULL
        )
    )
{% endtest %}
