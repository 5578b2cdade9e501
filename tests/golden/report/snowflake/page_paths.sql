WITH pages AS (
  /* The pages of every session, in their order (P1). */
  SELECT
    session_id,
    user_id,
    page_index,
    path,
    timestamp
  FROM segment_models.segment_page_views AS views
  WHERE
    page_index IS NOT NULL
    AND timestamp >= CAST(TO_TIMESTAMP_NTZ('2026-02-27 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
), entrances AS (
  /* When each session had its first page. */
  SELECT
    session_id,
    user_id,
    page_index,
    path,
    MIN(CASE WHEN page_index = 1 THEN timestamp END) OVER (PARTITION BY session_id) AS first_at
  FROM pages
), dated AS (
  /* Sessions of the days that are asked for. */
  SELECT
    session_id,
    user_id,
    page_index,
    path
  FROM entrances
  WHERE
    CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', first_at) AS DATE) >= TO_DATE('2026-03-01', 'YYYY-MM-DD')
    AND CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', first_at) AS DATE) < TO_DATE('2026-04-01', 'YYYY-MM-DD')
), placed AS (
  /* The pages of the path, numbered from 1. */
  SELECT
    session_id,
    user_id,
    page_index AS place,
    COALESCE(path, CAST('(no path)' AS VARCHAR)) AS path
  FROM dated
  WHERE
    page_index <= 4
), walked AS (
  /* The path of each session in one row. */
  SELECT
    session_id,
    user_id,
    MAX(CASE WHEN place = 1 THEN path END) AS page_1,
    MAX(CASE WHEN place = 2 THEN path END) AS page_2,
    MAX(CASE WHEN place = 3 THEN path END) AS page_3,
    MAX(CASE WHEN place = 4 THEN path END) AS page_4
  FROM placed
  GROUP BY
    session_id,
    user_id
), counted AS (
  /* Beside each session, how many have its path. */
  SELECT
    user_id,
    page_1,
    page_2,
    page_3,
    page_4,
    COUNT(*) OVER (PARTITION BY page_1, page_2, page_3, page_4) AS sessions,
    COUNT(*) OVER () AS all_sessions
  FROM walked
), ranked AS (
  /* Sessions of the most frequent path first; paths that are as frequent, by their pages. */
  SELECT
    user_id,
    page_1,
    page_2,
    page_3,
    page_4,
    all_sessions,
    DENSE_RANK() OVER (
      ORDER BY
        sessions DESC,
        page_1 ASC NULLS LAST,
        page_2 ASC NULLS LAST,
        page_3 ASC NULLS LAST,
        page_4 ASC NULLS LAST
    ) AS place
  FROM counted
), shown AS (
  /* Each session with the row that counts it: that of its path, or that of the rest. */
  SELECT
    user_id,
    CASE WHEN place <= 10 THEN place END AS row_rank,
    place,
    all_sessions,
    CASE WHEN place <= 10 THEN page_1 END AS page_1,
    CASE WHEN place <= 10 THEN page_2 END AS page_2,
    CASE WHEN place <= 10 THEN page_3 END AS page_3,
    CASE WHEN place <= 10 THEN page_4 END AS page_4
  FROM ranked
)
SELECT
  CAST(row_rank AS NUMBER(38, 0)) AS rank,
  page_1,
  page_2,
  page_3,
  page_4,
  COUNT(DISTINCT place) AS paths,
  COUNT(*) AS sessions,
  COUNT(DISTINCT user_id) AS people,
  CASE
    WHEN MAX(all_sessions) > 0
    THEN CAST(COUNT(*) AS FLOAT) / CAST(MAX(all_sessions) AS FLOAT)
  END AS share
FROM shown
GROUP BY
  row_rank,
  page_1,
  page_2,
  page_3,
  page_4
ORDER BY
  row_rank ASC NULLS LAST
