WITH starts AS (
  /* Every session, by the event that starts it. */
  SELECT
    session_id,
    session_index,
    user_id,
    timestamp AS session_start_timestamp
  FROM `segment_models`.`segment_sessionized_events` AS sessionized_events
  WHERE
    session_start_event
), touched AS (
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
  FROM `segment_models`.`segment_touches` AS touches
), placed_pages AS (
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
  FROM `segment_models`.`segment_sessionized_events` AS events
  LEFT JOIN touched
    ON events.source = touched.source AND events.page_id = touched.page_id
  WHERE
    (
      events.page_id IS NOT NULL AND events.session_id IS NOT NULL
    )
    AND events.anonymous_id IS NOT NULL
), chosen AS (
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
), first_pages AS (
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
  JOIN `segment_models`.`segment_page_events` AS pages
    ON chosen.first_source = pages.source AND chosen.first_page_id = pages.page_id
), landed AS (
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
), screened AS (
  /* The sessions that have a screen. */
  SELECT DISTINCT
    session_id
  FROM `segment_models`.`segment_sessionized_events` AS events
  WHERE
    (
      screen_id IS NOT NULL AND events.session_id IS NOT NULL
    )
    AND events.anonymous_id IS NOT NULL
), sourced AS (
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
        WHEN CASE
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
), looked_back AS (
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
    MAX(CASE WHEN touch NOT IN ('direct', 'none') THEN session_index END) OVER (
      PARTITION BY user_id
      ORDER BY session_index
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS touched_index
  FROM sourced
), beside AS (
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
    MAX(CASE WHEN session_index = touched_index THEN session_id END) OVER (PARTITION BY user_id, touched_index) AS earlier_session_id,
    MAX(CASE WHEN session_index = touched_index THEN session_start_timestamp END) OVER (PARTITION BY user_id, touched_index) AS earlier_session_start_timestamp,
    MAX(CASE WHEN session_index = touched_index THEN traffic_source END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_source,
    MAX(CASE WHEN session_index = touched_index THEN traffic_medium END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_medium,
    MAX(CASE WHEN session_index = touched_index THEN traffic_campaign END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_campaign,
    MAX(CASE WHEN session_index = touched_index THEN channel END) OVER (PARTITION BY user_id, touched_index) AS earlier_channel
  FROM looked_back
), aged AS (
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
