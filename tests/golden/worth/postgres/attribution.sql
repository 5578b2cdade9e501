WITH buyers AS (
  /* Those who converted. Nobody else's sessions are looked at. */
  SELECT DISTINCT
    user_id
  FROM "segment_models"."segment_conversions" AS conversions
  WHERE
    NOT is_repeat
), visits AS (
  /* The sessions, each with its own source, whether that is a touch (T2), and how many touches the person had until then. */
  SELECT
    sessions.user_id,
    session_id,
    session_index,
    session_start_timestamp,
    touch NOT IN ('direct', 'none') AS is_touch,
    COUNT(CASE WHEN touch NOT IN ('direct', 'none') THEN 1 END) OVER (
      PARTITION BY sessions.user_id
      ORDER BY session_index
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS touches_so_far,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign
  FROM "segment_models"."segment_session_sources" AS sessions
  JOIN buyers
    ON sessions.user_id = buyers.user_id
), path AS (
  /* Each conversion beside the person's sessions that started before it, no more than the lookback ago (T1). */
  SELECT
    conversions.conversion,
    conversions.source,
    conversions.track_id,
    conversions.timestamp,
    conversions.user_id,
    conversions.value,
    visits.session_id,
    visits.session_index,
    visits.is_touch,
    visits.touches_so_far,
    visits.channel,
    visits.traffic_source,
    visits.traffic_medium,
    visits.traffic_campaign,
    CAST(EXTRACT(EPOCH FROM conversions.timestamp - visits.session_start_timestamp) * 1000000 AS BIGINT) AS micros_before
  FROM "segment_models"."segment_conversions" AS conversions
  LEFT JOIN visits
    ON conversions.user_id = visits.user_id
    AND conversions.timestamp >= visits.session_start_timestamp
    AND CAST(EXTRACT(EPOCH FROM conversions.timestamp - visits.session_start_timestamp) * 1000000 AS BIGINT) <= 7776000000000
    AND COALESCE(visits.session_index <= conversions.session_index, TRUE)
  WHERE
    NOT conversions.is_repeat
), aged AS (
  /* How many whole days before the conversion each session started. */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    user_id,
    value,
    session_id,
    session_index,
    is_touch,
    touches_so_far,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    CAST(CAST((
      micros_before - micros_before % 86400000000
    ) AS DOUBLE PRECISION) / 86400000000 AS BIGINT) AS days_before
  FROM path
), halved AS (
  /* What so many days leave of its weight (T3). */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    user_id,
    value,
    session_id,
    session_index,
    is_touch,
    touches_so_far,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    days_before,
    CASE days_before
      WHEN 0
      THEN 1000000000
      WHEN 1
      THEN 905723664
      WHEN 2
      THEN 820335356
      WHEN 3
      THEN 742997145
      WHEN 4
      THEN 672950096
      WHEN 5
      THEN 609506827
      WHEN 6
      THEN 552044757
      WHEN 7
      THEN 500000000
      WHEN 8
      THEN 452861832
      WHEN 9
      THEN 410167678
      WHEN 10
      THEN 371498572
      WHEN 11
      THEN 336475048
      WHEN 12
      THEN 304753414
      WHEN 13
      THEN 276022378
      WHEN 14
      THEN 250000000
      WHEN 15
      THEN 226430916
      WHEN 16
      THEN 205083839
      WHEN 17
      THEN 185749286
      WHEN 18
      THEN 168237524
      WHEN 19
      THEN 152376707
      WHEN 20
      THEN 138011189
      WHEN 21
      THEN 125000000
      WHEN 22
      THEN 113215458
      WHEN 23
      THEN 102541920
      WHEN 24
      THEN 92874643
      WHEN 25
      THEN 84118762
      WHEN 26
      THEN 76188353
      WHEN 27
      THEN 69005595
      WHEN 28
      THEN 62500000
      WHEN 29
      THEN 56607729
      WHEN 30
      THEN 51270960
      WHEN 31
      THEN 46437322
      WHEN 32
      THEN 42059381
      WHEN 33
      THEN 38094177
      WHEN 34
      THEN 34502797
      WHEN 35
      THEN 31250000
      WHEN 36
      THEN 28303865
      WHEN 37
      THEN 25635480
      WHEN 38
      THEN 23218661
      WHEN 39
      THEN 21029691
      WHEN 40
      THEN 19047088
      WHEN 41
      THEN 17251399
      WHEN 42
      THEN 15625000
      WHEN 43
      THEN 14151932
      WHEN 44
      THEN 12817740
      WHEN 45
      THEN 11609330
      WHEN 46
      THEN 10514845
      WHEN 47
      THEN 9523544
      WHEN 48
      THEN 8625699
      WHEN 49
      THEN 7812500
      WHEN 50
      THEN 7075966
      WHEN 51
      THEN 6408870
      WHEN 52
      THEN 5804665
      WHEN 53
      THEN 5257423
      WHEN 54
      THEN 4761772
      WHEN 55
      THEN 4312850
      WHEN 56
      THEN 3906250
      WHEN 57
      THEN 3537983
      WHEN 58
      THEN 3204435
      WHEN 59
      THEN 2902333
      WHEN 60
      THEN 2628711
      WHEN 61
      THEN 2380886
      WHEN 62
      THEN 2156425
      WHEN 63
      THEN 1953125
      WHEN 64
      THEN 1768992
      WHEN 65
      THEN 1602217
      WHEN 66
      THEN 1451166
      WHEN 67
      THEN 1314356
      WHEN 68
      THEN 1190443
      WHEN 69
      THEN 1078212
      WHEN 70
      THEN 976562
      WHEN 71
      THEN 884496
      WHEN 72
      THEN 801109
      WHEN 73
      THEN 725583
      WHEN 74
      THEN 657178
      WHEN 75
      THEN 595222
      WHEN 76
      THEN 539106
      WHEN 77
      THEN 488281
      WHEN 78
      THEN 442248
      WHEN 79
      THEN 400554
      WHEN 80
      THEN 362792
      WHEN 81
      THEN 328589
      WHEN 82
      THEN 297611
      WHEN 83
      THEN 269553
      WHEN 84
      THEN 244141
      WHEN 85
      THEN 221124
      WHEN 86
      THEN 200277
      WHEN 87
      THEN 181396
      WHEN 88
      THEN 164294
      WHEN 89
      THEN 148805
      WHEN 90
      THEN 134777
      ELSE 134777
    END AS decayed
  FROM aged
), paths AS (
  /* Each conversion with its sessions: how many, and how many have a touch. A person's sessions and touches are numbered, so the first number says the place of each. */
  SELECT
    conversion,
    source,
    track_id,
    COUNT(session_id) AS touches,
    MIN(session_index) AS first_index,
    COUNT(CASE WHEN is_touch THEN 1 END) AS counted,
    MIN(CASE WHEN is_touch THEN touches_so_far END) AS first_counted,
    COALESCE(SUM(CASE WHEN is_touch THEN decayed END), SUM(decayed)) AS decayed_whole
  FROM halved
  GROUP BY
    conversion,
    source,
    track_id
), placed AS (
  /* Those with a touch count; where none has one, all of them do (T2). The place of each among those. */
  SELECT
    halved.conversion,
    halved.source,
    halved.track_id,
    halved.timestamp,
    halved.user_id,
    halved.value,
    halved.session_id,
    halved.session_index,
    halved.is_touch,
    halved.touches_so_far,
    halved.channel,
    halved.traffic_source,
    halved.traffic_medium,
    halved.traffic_campaign,
    halved.days_before,
    halved.decayed,
    paths.touches,
    paths.decayed_whole,
    halved.session_index - paths.first_index + 1 AS touch_number,
    paths.counted = 0 OR COALESCE(halved.is_touch, FALSE) AS is_counted,
    CASE
      WHEN paths.touches = 0
      THEN 1
      WHEN paths.counted = 0
      THEN paths.touches
      ELSE paths.counted
    END AS places,
    CASE
      WHEN paths.touches = 0
      THEN 1
      WHEN paths.counted = 0
      THEN halved.session_index - paths.first_index + 1
      ELSE halved.touches_so_far - paths.first_counted + 1
    END AS place
  FROM halved
  JOIN paths
    ON halved.conversion = paths.conversion
    AND halved.source = paths.source
    AND halved.track_id = paths.track_id
)
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
  CASE WHEN session_id IS NULL THEN 'Unassigned' COLLATE "C" ELSE channel END AS channel,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  CAST(CASE WHEN session_id IS NULL OR touch_number = 1 THEN 1 ELSE 0 END AS DOUBLE PRECISION) AS first_weight,
  CAST(CASE WHEN session_id IS NULL OR touch_number = touches THEN 1 ELSE 0 END AS DOUBLE PRECISION) AS last_weight,
  CAST(CASE WHEN is_counted AND place = 1 THEN 1 ELSE 0 END AS DOUBLE PRECISION) AS first_non_direct_weight,
  CAST(CASE WHEN is_counted AND place = places THEN 1 ELSE 0 END AS DOUBLE PRECISION) AS last_non_direct_weight,
  CASE
    WHEN NOT is_counted
    THEN CAST(0 AS DOUBLE PRECISION)
    ELSE CAST(1 AS DOUBLE PRECISION) / CAST(places AS DOUBLE PRECISION)
  END AS linear_weight,
  CASE
    WHEN NOT is_counted
    THEN CAST(0 AS DOUBLE PRECISION)
    WHEN places = 1
    THEN CAST(1 AS DOUBLE PRECISION)
    WHEN places = 2
    THEN CAST(1 AS DOUBLE PRECISION) / CAST(2 AS DOUBLE PRECISION)
    WHEN place IN (1, places)
    THEN CAST(2 AS DOUBLE PRECISION) / CAST(5 AS DOUBLE PRECISION)
    ELSE CAST(1 AS DOUBLE PRECISION) / CAST(5 * NULLIF(places - 2, 0) AS DOUBLE PRECISION)
  END AS position_weight,
  CASE
    WHEN NOT is_counted
    THEN CAST(0 AS DOUBLE PRECISION)
    ELSE CAST(decayed AS DOUBLE PRECISION) / CAST(decayed_whole AS DOUBLE PRECISION)
  END AS time_decay_weight
FROM placed
