-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 842bb416d899f965
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_publish',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false},
    publishing='asserting_script',
    members=['segment_order_completed_properties', 'segment_open_properties', 'segment_form_submitted_properties', 'segment_track_calls', 'segment_page_calls', 'segment_screen_calls', 'segment_identify_calls', 'segment_page_events', 'segment_track_events', 'segment_screen_events', 'segment_rejected_events', 'segment_traffic_sources', 'segment_touches', 'segment_user_map', 'segment_shared_calls', 'segment_sessionized_events', 'segment_sessionized_pages', 'segment_sessionized_tracks', 'segment_sessionized_screens', 'segment_sessions', 'segment_session_sources', 'segment_page_views', 'segment_conversion_calls', 'segment_conversions', 'segment_session_facts', 'segment_daily', 'segment_attribution', 'segment_active_days', 'segment_users', 'segment_event_order_completed', 'segment_event_open', 'segment_event_form_submitted']
) }}
-- depends_on: {{ ref('segment_run_started') }}
-- depends_on: {{ ref('segment_run_loads') }}
-- depends_on: {{ ref('segment_run_tracks_arrived') }}
-- depends_on: {{ ref('segment_run_tracks_known') }}
-- depends_on: {{ ref('segment_run_tracks_doubtful') }}
-- depends_on: {{ ref('segment_run_tracks_again') }}
-- depends_on: {{ ref('segment_run_tracks_changed') }}
-- depends_on: {{ ref('segment_run_pages_arrived') }}
-- depends_on: {{ ref('segment_run_pages_known') }}
-- depends_on: {{ ref('segment_run_pages_doubtful') }}
-- depends_on: {{ ref('segment_run_pages_again') }}
-- depends_on: {{ ref('segment_run_pages_changed') }}
-- depends_on: {{ ref('segment_run_screens_arrived') }}
-- depends_on: {{ ref('segment_run_screens_known') }}
-- depends_on: {{ ref('segment_run_screens_doubtful') }}
-- depends_on: {{ ref('segment_run_screens_again') }}
-- depends_on: {{ ref('segment_run_screens_changed') }}
-- depends_on: {{ ref('segment_run_identifies_arrived') }}
-- depends_on: {{ ref('segment_run_identifies_known') }}
-- depends_on: {{ ref('segment_run_identifies_doubtful') }}
-- depends_on: {{ ref('segment_run_identifies_again') }}
-- depends_on: {{ ref('segment_run_identifies_changed') }}
-- depends_on: {{ ref('segment_run_order_completed_properties_arrived') }}
-- depends_on: {{ ref('segment_run_order_completed_properties_known') }}
-- depends_on: {{ ref('segment_run_order_completed_properties_doubtful') }}
-- depends_on: {{ ref('segment_run_order_completed_properties_again') }}
-- depends_on: {{ ref('segment_run_order_completed_properties_changed') }}
-- depends_on: {{ ref('segment_run_open_properties_arrived') }}
-- depends_on: {{ ref('segment_run_open_properties_known') }}
-- depends_on: {{ ref('segment_run_open_properties_doubtful') }}
-- depends_on: {{ ref('segment_run_open_properties_again') }}
-- depends_on: {{ ref('segment_run_open_properties_changed') }}
-- depends_on: {{ ref('segment_run_form_submitted_properties_arrived') }}
-- depends_on: {{ ref('segment_run_form_submitted_properties_known') }}
-- depends_on: {{ ref('segment_run_form_submitted_properties_doubtful') }}
-- depends_on: {{ ref('segment_run_form_submitted_properties_again') }}
-- depends_on: {{ ref('segment_run_form_submitted_properties_changed') }}
-- depends_on: {{ ref('segment_run_calls_before') }}
-- depends_on: {{ ref('segment_run_calls_after') }}
-- depends_on: {{ ref('segment_run_log_ins') }}
-- depends_on: {{ ref('segment_run_user_map_changed') }}
-- depends_on: {{ ref('segment_run_shared_touched') }}
-- depends_on: {{ ref('segment_run_shared_owned') }}
-- depends_on: {{ ref('segment_run_conversion_calls_in_doubt') }}
-- depends_on: {{ ref('segment_run_conversion_calls_now') }}
-- depends_on: {{ ref('segment_run_conversion_keys') }}
-- depends_on: {{ ref('segment_run_conversion_calls_rebuilt') }}
-- depends_on: {{ ref('segment_run_calls_moved') }}
-- depends_on: {{ ref('segment_run_calls_arrived') }}
-- depends_on: {{ ref('segment_run_touched') }}
-- depends_on: {{ ref('segment_run_cuts') }}
-- depends_on: {{ ref('segment_run_events_before') }}
-- depends_on: {{ ref('segment_run_events_rebuilt') }}
-- depends_on: {{ ref('segment_run_dates_touched') }}
-- depends_on: {{ ref('segment_run_days_touched') }}
-- depends_on: {{ ref('segment_run_rejected_events_rebuilt') }}
-- depends_on: {{ ref('segment_run_traffic_sources_rebuilt') }}
-- depends_on: {{ ref('segment_run_touches_rebuilt') }}
-- depends_on: {{ ref('segment_run_sessionized_pages_rebuilt') }}
-- depends_on: {{ ref('segment_run_sessionized_tracks_rebuilt') }}
-- depends_on: {{ ref('segment_run_sessionized_screens_rebuilt') }}
-- depends_on: {{ ref('segment_run_sessions_rebuilt') }}
-- depends_on: {{ ref('segment_run_session_sources_rebuilt') }}
-- depends_on: {{ ref('segment_run_page_views_rebuilt') }}
-- depends_on: {{ ref('segment_run_conversions_rebuilt') }}
-- depends_on: {{ ref('segment_run_session_facts_rebuilt') }}
-- depends_on: {{ ref('segment_run_daily_rebuilt') }}
-- depends_on: {{ ref('segment_run_attribution_rebuilt') }}
-- depends_on: {{ ref('segment_run_active_days_rebuilt') }}
-- depends_on: {{ ref('segment_run_users_rebuilt') }}
-- depends_on: {{ ref('segment_run_event_order_completed_rebuilt') }}
-- depends_on: {{ ref('segment_run_event_open_rebuilt') }}
-- depends_on: {{ ref('segment_run_event_form_submitted_rebuilt') }}
-- depends_on: {{ ref('segment_run_account') }}
{{ segment_run_guard() }}
{%- set order_completed_properties_since = segment_run_since(ref('segment_run_loads'), 'order_completed_properties', ['web', 'ios']) %}
{%- set open_properties_since = segment_run_since(ref('segment_run_loads'), 'open_properties', ['web', 'ios']) %}
{%- set form_submitted_properties_since = segment_run_since(ref('segment_run_loads'), 'form_submitted_properties', ['web', 'ios']) %}
{%- set track_since = segment_run_since(ref('segment_run_loads'), 'track', ['web', 'ios']) %}
{%- set page_since = segment_run_since(ref('segment_run_loads'), 'page', ['web', 'ios']) %}
{%- set screen_since = segment_run_since(ref('segment_run_loads'), 'screen', ['web', 'ios']) %}
{%- set identify_since = segment_run_since(ref('segment_run_loads'), 'identify', ['web', 'ios']) %}
{%- set first_known_order_completed_properties_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_order_completed_properties') }} AS calls
    JOIN {{ ref('segment_run_order_completed_properties_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.track_id = arrived.track_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_order_completed_properties') }} AS calls
    WHERE
        calls.track_id IS NULL
) AS found
{%- endset %}
{%- set first_known_order_completed_properties = segment_run_moment(first_known_order_completed_properties_asked) %}
{%- set first_known_open_properties_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_open_properties') }} AS calls
    JOIN {{ ref('segment_run_open_properties_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.track_id = arrived.track_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_open_properties') }} AS calls
    WHERE
        calls.track_id IS NULL
) AS found
{%- endset %}
{%- set first_known_open_properties = segment_run_moment(first_known_open_properties_asked) %}
{%- set first_known_form_submitted_properties_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_form_submitted_properties') }} AS calls
    JOIN {{ ref('segment_run_form_submitted_properties_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.track_id = arrived.track_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_form_submitted_properties') }} AS calls
    WHERE
        calls.track_id IS NULL
) AS found
{%- endset %}
{%- set first_known_form_submitted_properties = segment_run_moment(first_known_form_submitted_properties_asked) %}
{%- set first_known_track_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_track_calls') }} AS calls
    JOIN {{ ref('segment_run_tracks_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.track_id = arrived.track_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_track_calls') }} AS calls
    WHERE
        calls.track_id IS NULL
) AS found
{%- endset %}
{%- set first_known_track = segment_run_moment(first_known_track_asked) %}
{%- set first_known_page_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_page_calls') }} AS calls
    JOIN {{ ref('segment_run_pages_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.page_id = arrived.page_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_page_calls') }} AS calls
    WHERE
        calls.page_id IS NULL
) AS found
{%- endset %}
{%- set first_known_page = segment_run_moment(first_known_page_asked) %}
{%- set first_known_screen_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_screen_calls') }} AS calls
    JOIN {{ ref('segment_run_screens_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.screen_id = arrived.screen_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_screen_calls') }} AS calls
    WHERE
        calls.screen_id IS NULL
) AS found
{%- endset %}
{%- set first_known_screen = segment_run_moment(first_known_screen_asked) %}
{%- set first_known_identify_asked %}
SELECT
    MIN(found.timestamp) AS first_known
FROM (
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_identify_calls') }} AS calls
    JOIN {{ ref('segment_run_identifies_arrived') }} AS arrived
        ON calls.source = arrived.source AND calls.identify_id = arrived.identify_id
    UNION ALL
    SELECT
        calls.timestamp
    FROM {{ segment_run_was('segment_identify_calls') }} AS calls
    WHERE
        calls.identify_id IS NULL
) AS found
{%- endset %}
{%- set first_known_identify = segment_run_moment(first_known_identify_asked) %}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- What changes in each model: the rows that go, and the rows that come.
DELETE FROM {{ segment_run_place('segment_order_completed_properties') if execute }} AS `{{ segment_run_own_name('segment_order_completed_properties') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_order_completed_properties') }}`.timestamp >= {{ first_known_order_completed_properties }}
    OR `{{ segment_run_own_name('segment_order_completed_properties') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_order_completed_properties_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_order_completed_properties') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_order_completed_properties') }}`.track_id = theirs.track_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_order_completed_properties') if execute }} AS `{{ segment_run_own_name('segment_order_completed_properties') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_order_completed_properties') }}`.timestamp >= {{ first_known_order_completed_properties }}
    OR `{{ segment_run_own_name('segment_order_completed_properties') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_order_completed_properties') }}`.track_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_order_completed_properties') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_order_completed_properties') }}`.call_loaded_at >= CAST('{{ order_completed_properties_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_order_completed_properties') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_order_completed_properties') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_order_completed_properties') }}`.call_loaded_at >= CAST('{{ order_completed_properties_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_order_completed_properties') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_order_completed_properties') if execute }}
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `revenue`,
  `order_id`,
  `currency`,
  reject_reason
FROM {{ ref('segment_run_order_completed_properties_changed') }} AS order_completed_properties_changed

-- then

DELETE FROM {{ segment_run_place('segment_open_properties') if execute }} AS `{{ segment_run_own_name('segment_open_properties') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_open_properties') }}`.timestamp >= {{ first_known_open_properties }}
    OR `{{ segment_run_own_name('segment_open_properties') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_open_properties_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_open_properties') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_open_properties') }}`.track_id = theirs.track_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_open_properties') if execute }} AS `{{ segment_run_own_name('segment_open_properties') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_open_properties') }}`.timestamp >= {{ first_known_open_properties }}
    OR `{{ segment_run_own_name('segment_open_properties') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_open_properties') }}`.track_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_open_properties') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_open_properties') }}`.call_loaded_at >= CAST('{{ open_properties_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_open_properties') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_open_properties') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_open_properties') }}`.call_loaded_at >= CAST('{{ open_properties_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_open_properties') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_open_properties') if execute }}
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `channel`,
  reject_reason
FROM {{ ref('segment_run_open_properties_changed') }} AS open_properties_changed

-- then

DELETE FROM {{ segment_run_place('segment_form_submitted_properties') if execute }} AS `{{ segment_run_own_name('segment_form_submitted_properties') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_form_submitted_properties') }}`.timestamp >= {{ first_known_form_submitted_properties }}
    OR `{{ segment_run_own_name('segment_form_submitted_properties') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_form_submitted_properties_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_form_submitted_properties') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_form_submitted_properties') }}`.track_id = theirs.track_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_form_submitted_properties') if execute }} AS `{{ segment_run_own_name('segment_form_submitted_properties') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_form_submitted_properties') }}`.timestamp >= {{ first_known_form_submitted_properties }}
    OR `{{ segment_run_own_name('segment_form_submitted_properties') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_form_submitted_properties') }}`.track_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_form_submitted_properties') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_form_submitted_properties') }}`.call_loaded_at >= CAST('{{ form_submitted_properties_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_form_submitted_properties') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_form_submitted_properties') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_form_submitted_properties') }}`.call_loaded_at >= CAST('{{ form_submitted_properties_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_form_submitted_properties') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_form_submitted_properties') if execute }}
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `form`,
  reject_reason
FROM {{ ref('segment_run_form_submitted_properties_changed') }} AS form_submitted_properties_changed

-- then

DELETE FROM {{ segment_run_place('segment_track_calls') if execute }} AS `{{ segment_run_own_name('segment_track_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_track_calls') }}`.timestamp >= {{ first_known_track }}
    OR `{{ segment_run_own_name('segment_track_calls') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_tracks_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_track_calls') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_track_calls') }}`.track_id = theirs.track_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_track_calls') if execute }} AS `{{ segment_run_own_name('segment_track_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_track_calls') }}`.timestamp >= {{ first_known_track }}
    OR `{{ segment_run_own_name('segment_track_calls') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_track_calls') }}`.track_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_track_calls') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_track_calls') }}`.call_loaded_at >= CAST('{{ track_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_track_calls') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_track_calls') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_track_calls') }}`.call_loaded_at >= CAST('{{ track_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_track_calls') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_track_calls') if execute }}
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
FROM {{ ref('segment_run_tracks_changed') }} AS tracks_changed

-- then

DELETE FROM {{ segment_run_place('segment_page_calls') if execute }} AS `{{ segment_run_own_name('segment_page_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_page_calls') }}`.timestamp >= {{ first_known_page }}
    OR `{{ segment_run_own_name('segment_page_calls') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_pages_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_page_calls') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_page_calls') }}`.page_id = theirs.page_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_page_calls') if execute }} AS `{{ segment_run_own_name('segment_page_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_page_calls') }}`.timestamp >= {{ first_known_page }}
    OR `{{ segment_run_own_name('segment_page_calls') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_page_calls') }}`.page_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_page_calls') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_page_calls') }}`.call_loaded_at >= CAST('{{ page_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_page_calls') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_page_calls') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_page_calls') }}`.call_loaded_at >= CAST('{{ page_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_page_calls') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_page_calls') if execute }}
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
FROM {{ ref('segment_run_pages_changed') }} AS pages_changed

-- then

DELETE FROM {{ segment_run_place('segment_screen_calls') if execute }} AS `{{ segment_run_own_name('segment_screen_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_screen_calls') }}`.timestamp >= {{ first_known_screen }}
    OR `{{ segment_run_own_name('segment_screen_calls') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_screens_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_screen_calls') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_screen_calls') }}`.screen_id = theirs.screen_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_screen_calls') if execute }} AS `{{ segment_run_own_name('segment_screen_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_screen_calls') }}`.timestamp >= {{ first_known_screen }}
    OR `{{ segment_run_own_name('segment_screen_calls') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_screen_calls') }}`.screen_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_screen_calls') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_screen_calls') }}`.call_loaded_at >= CAST('{{ screen_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_screen_calls') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_screen_calls') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_screen_calls') }}`.call_loaded_at >= CAST('{{ screen_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_screen_calls') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_screen_calls') if execute }}
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
FROM {{ ref('segment_run_screens_changed') }} AS screens_changed

-- then

DELETE FROM {{ segment_run_place('segment_identify_calls') if execute }} AS `{{ segment_run_own_name('segment_identify_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_identify_calls') }}`.timestamp >= {{ first_known_identify }}
    OR `{{ segment_run_own_name('segment_identify_calls') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_identifies_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_identify_calls') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_identify_calls') }}`.identify_id = theirs.identify_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_identify_calls') if execute }} AS `{{ segment_run_own_name('segment_identify_calls') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_identify_calls') }}`.timestamp >= {{ first_known_identify }}
    OR `{{ segment_run_own_name('segment_identify_calls') }}`.timestamp IS NULL
  )
  AND (
    `{{ segment_run_own_name('segment_identify_calls') }}`.identify_id IS NULL
    AND (
      (
        `{{ segment_run_own_name('segment_identify_calls') }}`.source <> 'web'
        OR `{{ segment_run_own_name('segment_identify_calls') }}`.call_loaded_at >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_identify_calls') }}`.call_loaded_at IS NULL
      )
      AND (
        `{{ segment_run_own_name('segment_identify_calls') }}`.source <> 'ios'
        OR `{{ segment_run_own_name('segment_identify_calls') }}`.call_loaded_at >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
        OR `{{ segment_run_own_name('segment_identify_calls') }}`.call_loaded_at IS NULL
      )
    )
  )

-- then

INSERT INTO {{ segment_run_place('segment_identify_calls') if execute }}
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
FROM {{ ref('segment_run_identifies_changed') }} AS identifies_changed

-- then

DELETE FROM {{ segment_run_place('segment_page_events') if execute }} AS `{{ segment_run_own_name('segment_page_events') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_page_events') }}`.timestamp >= {{ first_known_page }}
    OR `{{ segment_run_own_name('segment_page_events') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_pages_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_page_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_page_events') }}`.page_id = theirs.page_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_page_events') if execute }}
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
  FROM {{ ref('segment_run_pages_changed') }} AS pages_changed
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

-- then

DELETE FROM {{ segment_run_place('segment_track_events') if execute }} AS `{{ segment_run_own_name('segment_track_events') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_track_events') }}`.timestamp >= {{ first_known_track }}
    OR `{{ segment_run_own_name('segment_track_events') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_tracks_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_track_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_track_events') }}`.track_id = theirs.track_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_track_events') if execute }}
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
  FROM {{ ref('segment_run_tracks_changed') }} AS tracks_changed
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

-- then

DELETE FROM {{ segment_run_place('segment_screen_events') if execute }} AS `{{ segment_run_own_name('segment_screen_events') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_screen_events') }}`.timestamp >= {{ first_known_screen }}
    OR `{{ segment_run_own_name('segment_screen_events') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_screens_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_screen_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_screen_events') }}`.screen_id = theirs.screen_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_screen_events') if execute }}
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
  FROM {{ ref('segment_run_screens_changed') }} AS screens_changed
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

-- then

DELETE FROM {{ segment_run_place('segment_rejected_events') if execute }} AS `{{ segment_run_own_name('segment_rejected_events') }}`
WHERE
  `{{ segment_run_own_name('segment_rejected_events') }}`.event_id IS NULL

-- then

DELETE FROM {{ segment_run_place('segment_rejected_events') if execute }} AS `{{ segment_run_own_name('segment_rejected_events') }}`
WHERE
  `{{ segment_run_own_name('segment_rejected_events') }}`.call_type = 'track'
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_tracks_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_rejected_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_rejected_events') }}`.event_id = theirs.track_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_rejected_events') if execute }} AS `{{ segment_run_own_name('segment_rejected_events') }}`
WHERE
  `{{ segment_run_own_name('segment_rejected_events') }}`.call_type = 'page'
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_pages_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_rejected_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_rejected_events') }}`.event_id = theirs.page_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_rejected_events') if execute }} AS `{{ segment_run_own_name('segment_rejected_events') }}`
WHERE
  `{{ segment_run_own_name('segment_rejected_events') }}`.call_type = 'screen'
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_screens_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_rejected_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_rejected_events') }}`.event_id = theirs.screen_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_rejected_events') if execute }} AS `{{ segment_run_own_name('segment_rejected_events') }}`
WHERE
  `{{ segment_run_own_name('segment_rejected_events') }}`.call_type = 'identify'
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_identifies_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_rejected_events') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_rejected_events') }}`.event_id = theirs.identify_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_rejected_events') if execute }}
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

-- then

DELETE FROM {{ segment_run_place('segment_traffic_sources') if execute }} AS `{{ segment_run_own_name('segment_traffic_sources') }}`
WHERE
  `{{ segment_run_own_name('segment_traffic_sources') }}`.key IS NOT NULL

-- then

INSERT INTO {{ segment_run_place('segment_traffic_sources') if execute }}
SELECT
  key,
  match,
  source,
  category
FROM {{ ref('segment_run_traffic_sources_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_touches') if execute }} AS `{{ segment_run_own_name('segment_touches') }}`
WHERE
  (
    `{{ segment_run_own_name('segment_touches') }}`.timestamp >= {{ first_known_page }}
    OR `{{ segment_run_own_name('segment_touches') }}`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_pages_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_touches') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_touches') }}`.page_id = theirs.page_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_touches') if execute }}
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

-- then

DELETE FROM {{ segment_run_place('segment_user_map') if execute }} AS `{{ segment_run_own_name('segment_user_map') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_user_map_changed') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_user_map') }}`.anonymous_id = theirs.anonymous_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_user_map') if execute }}
SELECT
  anonymous_id,
  user_id,
  mapped_at,
  is_shared
FROM {{ ref('segment_run_user_map_changed') }} AS user_map_changed
WHERE
  is_there

-- then

DELETE FROM {{ segment_run_place('segment_shared_calls') if execute }} AS `{{ segment_run_own_name('segment_shared_calls') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_shared_touched') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_shared_calls') }}`.anonymous_id = theirs.anonymous_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_shared_calls') if execute }}
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

-- then

DELETE FROM {{ segment_run_place('segment_sessionized_events') if execute }} AS `{{ segment_run_own_name('segment_sessionized_events') }}`
WHERE
  `{{ segment_run_own_name('segment_sessionized_events') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_sessionized_events') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_sessionized_events') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_sessionized_events') if execute }}
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

-- then

DELETE FROM {{ segment_run_place('segment_sessionized_pages') if execute }} AS `{{ segment_run_own_name('segment_sessionized_pages') }}`
WHERE
  `{{ segment_run_own_name('segment_sessionized_pages') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_sessionized_pages') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_sessionized_pages') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_sessionized_pages') if execute }}
SELECT
  source,
  timestamp,
  user_id,
  page_id,
  session_index,
  session_id,
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
FROM {{ ref('segment_run_sessionized_pages_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_sessionized_tracks') if execute }} AS `{{ segment_run_own_name('segment_sessionized_tracks') }}`
WHERE
  `{{ segment_run_own_name('segment_sessionized_tracks') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_sessionized_tracks') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_sessionized_tracks') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_sessionized_tracks') if execute }}
SELECT
  source,
  timestamp,
  user_id,
  track_id,
  session_index,
  session_id,
  event,
  `coupon code`
FROM {{ ref('segment_run_sessionized_tracks_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_sessionized_screens') if execute }} AS `{{ segment_run_own_name('segment_sessionized_screens') }}`
WHERE
  `{{ segment_run_own_name('segment_sessionized_screens') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_sessionized_screens') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_sessionized_screens') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_sessionized_screens') if execute }}
SELECT
  source,
  timestamp,
  user_id,
  screen_id,
  session_index,
  session_id,
  name,
  `screen class`
FROM {{ ref('segment_run_sessionized_screens_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_sessions') if execute }} AS `{{ segment_run_own_name('segment_sessions') }}`
WHERE
  `{{ segment_run_own_name('segment_sessions') }}`.session_start_timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_sessions') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_sessions') }}`.session_start_timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_sessions') if execute }}
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  session_end_timestamp,
  stats,
  first_page_values,
  last_page_values,
  first_screen_values,
  last_screen_values,
  records
FROM {{ ref('segment_run_sessions_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_session_sources') if execute }} AS `{{ segment_run_own_name('segment_session_sources') }}`
WHERE
  `{{ segment_run_own_name('segment_session_sources') }}`.session_start_timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_session_sources') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_session_sources') }}`.session_start_timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_session_sources') if execute }}
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

-- then

DELETE FROM {{ segment_run_place('segment_page_views') if execute }} AS `{{ segment_run_own_name('segment_page_views') }}`
WHERE
  `{{ segment_run_own_name('segment_page_views') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_page_views') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_page_views') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_page_views') if execute }}
SELECT
  source,
  page_id,
  timestamp,
  user_id,
  session_id,
  session_index,
  page_index,
  is_entrance,
  is_exit,
  time_on_page_millis,
  previous_path,
  next_path,
  host,
  path,
  title,
  referrer_host,
  `category`,
  `price paid`
FROM {{ ref('segment_run_page_views_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_conversion_calls') if execute }} AS `{{ segment_run_own_name('segment_conversion_calls') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_conversion_calls_in_doubt') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_conversion_calls') }}`.source = theirs.source
      AND `{{ segment_run_own_name('segment_conversion_calls') }}`.track_id = theirs.track_id
  )

-- then

DELETE FROM {{ segment_run_place('segment_conversion_calls') if execute }} AS `{{ segment_run_own_name('segment_conversion_calls') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_conversion_keys') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_conversion_calls') }}`.conversion = theirs.conversion
      AND `{{ segment_run_own_name('segment_conversion_calls') }}`.conversion_key = theirs.conversion_key
  )

-- then

INSERT INTO {{ segment_run_place('segment_conversion_calls') if execute }}
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  value,
  currency,
  conversion_key,
  is_repeat
FROM {{ ref('segment_run_conversion_calls_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_conversions') if execute }} AS `{{ segment_run_own_name('segment_conversions') }}`
WHERE
  `{{ segment_run_own_name('segment_conversions') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_conversions') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_conversions') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_conversions') if execute }}
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  user_id,
  session_id,
  session_index,
  value,
  currency,
  conversion_key,
  is_repeat,
  conversion_index
FROM {{ ref('segment_run_conversions_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_session_facts') if execute }} AS `{{ segment_run_own_name('segment_session_facts') }}`
WHERE
  `{{ segment_run_own_name('segment_session_facts') }}`.session_start_timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_session_facts') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_session_facts') }}`.session_start_timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_session_facts') if execute }}
SELECT
  session_id,
  user_id,
  session_index,
  is_first_session,
  session_start_timestamp,
  session_end_timestamp,
  session_date,
  duration_millis,
  total_pages,
  total_tracks,
  total_screens,
  unique_paths,
  sources,
  is_mixed_sources,
  is_engaged,
  is_bounce,
  is_single_page,
  landing_host,
  landing_path,
  exit_path,
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
  attributed_source,
  attributed_medium,
  attributed_campaign,
  attributed_channel,
  attributed_session_id,
  attributed_is_own,
  total_conversions,
  conversion_value,
  signed_up_count,
  signed_up_value,
  order_completed_count,
  order_completed_value,
  demo_count,
  demo_value
FROM {{ ref('segment_run_session_facts_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_daily') if execute }} AS `{{ segment_run_own_name('segment_daily') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_dates_touched') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_daily') }}`.session_date = theirs.session_date
  )

-- then

INSERT INTO {{ segment_run_place('segment_daily') if execute }}
SELECT
  session_date,
  channel,
  traffic_source,
  traffic_medium,
  sessions,
  engaged_sessions,
  bounces,
  users,
  new_users,
  pages,
  duration_millis,
  conversions,
  conversion_value,
  signed_up_count,
  signed_up_value,
  order_completed_count,
  order_completed_value,
  demo_count,
  demo_value
FROM {{ ref('segment_run_daily_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_attribution') if execute }} AS `{{ segment_run_own_name('segment_attribution') }}`
WHERE
  `{{ segment_run_own_name('segment_attribution') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_attribution') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_attribution') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_attribution') if execute }}
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  user_id,
  value,
  session_id,
  session_index,
  touch_number,
  touches,
  days_before,
  channel,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  first_weight,
  last_weight,
  first_non_direct_weight,
  last_non_direct_weight,
  linear_weight,
  position_weight,
  time_decay_weight
FROM {{ ref('segment_run_attribution_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_active_days') if execute }} AS `{{ segment_run_own_name('segment_active_days') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_days_touched') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_active_days') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_active_days') }}`.active_date >= theirs.first_day
  )

-- then

INSERT INTO {{ segment_run_place('segment_active_days') if execute }}
SELECT
  user_id,
  active_date,
  events,
  sessions,
  is_first_day
FROM {{ ref('segment_run_active_days_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_users') if execute }} AS `{{ segment_run_own_name('segment_users') }}`
WHERE
  EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_touched') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_users') }}`.user_id = theirs.user_id
  )

-- then

INSERT INTO {{ segment_run_place('segment_users') if execute }}
SELECT
  user_id,
  is_identified,
  first_seen_at,
  last_seen_at,
  first_identified_at,
  total_sessions,
  total_tracks,
  total_pages,
  total_screens,
  first_source,
  first_medium,
  first_campaign,
  first_channel,
  `email`,
  `company name`
FROM {{ ref('segment_run_users_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_event_order_completed') if execute }} AS `{{ segment_run_own_name('segment_event_order_completed') }}`
WHERE
  `{{ segment_run_own_name('segment_event_order_completed') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_event_order_completed') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_event_order_completed') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_event_order_completed') if execute }}
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  session_id,
  session_index,
  event_text,
  `revenue`,
  `order_id`,
  `currency`
FROM {{ ref('segment_run_event_order_completed_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_event_open') if execute }} AS `{{ segment_run_own_name('segment_event_open') }}`
WHERE
  `{{ segment_run_own_name('segment_event_open') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_event_open') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_event_open') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_event_open') if execute }}
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  session_id,
  session_index,
  event_text,
  `channel`
FROM {{ ref('segment_run_event_open_rebuilt') }}

-- then

DELETE FROM {{ segment_run_place('segment_event_form_submitted') if execute }} AS `{{ segment_run_own_name('segment_event_form_submitted') }}`
WHERE
  `{{ segment_run_own_name('segment_event_form_submitted') }}`.timestamp >= {{ first_cut }}
  AND EXISTS(
    SELECT
      1
    FROM {{ ref('segment_run_cuts') }} AS theirs
    WHERE
      `{{ segment_run_own_name('segment_event_form_submitted') }}`.user_id = theirs.user_id
      AND `{{ segment_run_own_name('segment_event_form_submitted') }}`.timestamp >= theirs.cut_at
  )

-- then

INSERT INTO {{ segment_run_place('segment_event_form_submitted') if execute }}
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  session_id,
  session_index,
  event_text,
  `form`
FROM {{ ref('segment_run_event_form_submitted_rebuilt') }}
