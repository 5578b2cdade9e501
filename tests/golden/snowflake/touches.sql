WITH pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR) AS source,
    id AS page_id,
    user_id AS user_id,
    anonymous_id AS anonymous_id,
    CASE
      WHEN YEAR(timestamp) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', timestamp) AS TIMESTAMP_NTZ(6))
    END AS timestamp,
    CASE
      WHEN YEAR(received_at) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN YEAR(uuid_ts) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', uuid_ts) AS TIMESTAMP_NTZ(6))
      END,
      CASE
        WHEN YEAR(received_at) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
      END
    ) AS call_loaded_at,
    url AS url,
    referrer AS referrer,
    title AS title,
    name AS name,
    search AS search,
    path AS path,
    context_campaign_content AS utm_content,
    context_campaign_medium AS utm_medium,
    context_campaign_source AS utm_source,
    context_campaign_name AS utm_campaign,
    context_campaign_term AS utm_term,
    category AS category,
    "price paid" AS "price paid"
  FROM web.pages
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR) AS source,
    id AS page_id,
    user_id AS user_id,
    anonymous_id AS anonymous_id,
    CASE
      WHEN YEAR(timestamp) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', timestamp) AS TIMESTAMP_NTZ(6))
    END AS timestamp,
    CASE
      WHEN YEAR(received_at) BETWEEN 1 AND 9999
      THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN YEAR(uuid_ts) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', uuid_ts) AS TIMESTAMP_NTZ(6))
      END,
      CASE
        WHEN YEAR(received_at) BETWEEN 1 AND 9999
        THEN CAST(DATE_TRUNC('MICROSECOND', received_at) AS TIMESTAMP_NTZ(6))
      END
    ) AS call_loaded_at,
    url AS url,
    referrer AS referrer,
    title AS title,
    name AS name,
    search AS search,
    path AS path,
    context_campaign_content AS utm_content,
    context_campaign_medium AS utm_medium,
    context_campaign_source AS utm_source,
    context_campaign_name AS utm_campaign,
    context_campaign_term AS utm_term,
    category AS category,
    "price paid" AS "price paid"
  FROM ios.pages
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_LIKE(page_id, '^ *$')
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(page_id, '^[0-]*$')
      THEN page_id
    END AS page_id,
    CASE
      WHEN NOT REGEXP_LIKE(user_id, '^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(user_id, '^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_LIKE(anonymous_id, '^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_LIKE(anonymous_id, '^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
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
    category,
    "price paid"
  FROM pages_united
), pages_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    page_id
  FROM pages_united
  WHERE
    page_id IS NOT NULL
  GROUP BY
    source,
    page_id
  HAVING
    COUNT(*) > 1
), pages_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.page_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.url,
    copies.referrer,
    copies.title,
    copies.name,
    copies.search,
    copies.path,
    copies.utm_content,
    copies.utm_medium,
    copies.utm_source,
    copies.utm_campaign,
    copies.utm_term,
    copies.category,
    copies."price paid",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.page_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.url ASC NULLS LAST,
        copies.referrer ASC NULLS LAST,
        copies.title ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies.search ASC NULLS LAST,
        copies.path ASC NULLS LAST,
        copies.utm_content ASC NULLS LAST,
        copies.utm_medium ASC NULLS LAST,
        copies.utm_source ASC NULLS LAST,
        copies.utm_campaign ASC NULLS LAST,
        copies.utm_term ASC NULLS LAST,
        copies.category ASC NULLS LAST,
        copies."price paid" ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM pages_cleaned AS copies
  JOIN pages_repeated AS repeated
    ON copies.source = repeated.source AND copies.page_id = repeated.page_id
), pages_once AS (
  /* Each call once (R4). */
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
    category,
    "price paid"
  FROM pages_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM pages_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.page_id = repeated.page_id
    )
  UNION ALL
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
    category,
    "price paid"
  FROM pages_ranked
  WHERE
    call_copy = 1
), pages_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
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
    category,
    "price paid",
    CASE
      WHEN page_id IS NULL
      THEN CAST('missing_id' AS VARCHAR)
      WHEN timestamp IS NULL
      THEN CAST('missing_timestamp' AS VARCHAR)
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN CAST('missing_person' AS VARCHAR)
      WHEN TIMESTAMPDIFF(MICROSECOND, call_received_at, timestamp) > 86400000000
      THEN CAST('clock_ahead' AS VARCHAR)
      WHEN timestamp < CAST(TO_TIMESTAMP_NTZ('2000-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.FF6') AS TIMESTAMP_NTZ(6))
      THEN CAST('clock_behind' AS VARCHAR)
    END AS reject_reason
  FROM pages_once
), queried AS (
  /* What columns have of the campaign; the query of the address (A2), and both addresses without what follows their hosts. */
  SELECT
    source,
    page_id,
    timestamp,
    COALESCE(utm_source, '') AS sent_source,
    COALESCE(utm_medium, '') AS sent_medium,
    COALESCE(utm_campaign, '') AS sent_campaign,
    COALESCE(utm_term, '') AS sent_term,
    COALESCE(utm_content, '') AS sent_content,
    REPLACE(
      CASE
        WHEN TRIM(search, ' ') <> ''
        THEN SPLIT_PART(search, '#', 1)
        WHEN CHARINDEX('?', SPLIT_PART(COALESCE(url, ''), '#', 1)) > 0
        THEN SUBSTRING(
          SPLIT_PART(COALESCE(url, ''), '#', 1),
          CHARINDEX('?', SPLIT_PART(COALESCE(url, ''), '#', 1))
        )
        ELSE ''
      END,
      '?',
      '&'
    ) || '&' AS query_text,
    SUBSTRING(
      COALESCE(url, ''),
      1,
      CHARINDEX('://', COALESCE(url, '')) + 2 + CHARINDEX('/', SUBSTRING(COALESCE(url, '') || '/', CHARINDEX('://', COALESCE(url, '')) + 3))
    ) AS page_start,
    SUBSTRING(
      COALESCE(referrer, ''),
      1,
      CHARINDEX('://', COALESCE(referrer, '')) + 2 + CHARINDEX(
        '/',
        SUBSTRING(COALESCE(referrer, '') || '/', CHARINDEX('://', COALESCE(referrer, '')) + 3)
      )
    ) AS referrer_start
  FROM pages_judged
  WHERE
    reject_reason IS NULL
), candidates AS (
  /* Pages that may tell a source: with a campaign, a click id, or a referrer that is not their own host. */
  SELECT
    source,
    page_id,
    timestamp,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    query_text,
    page_start,
    referrer_start
  FROM queried
  WHERE
    CASE
      WHEN sent_source <> ''
      OR sent_medium <> ''
      OR sent_campaign <> ''
      OR sent_term <> ''
      OR sent_content <> ''
      THEN TRUE
      WHEN CHARINDEX('=', query_text) > 0
      AND (
        CHARINDEX('utm_', query_text) > 0
        OR CHARINDEX('gclid=', query_text) > 0
        OR CHARINDEX('gbraid=', query_text) > 0
        OR CHARINDEX('wbraid=', query_text) > 0
        OR CHARINDEX('gclsrc=', query_text) > 0
        OR CHARINDEX('gad_source=', query_text) > 0
        OR CHARINDEX('dclid=', query_text) > 0
        OR CHARINDEX('msclkid=', query_text) > 0
        OR CHARINDEX('ttclid=', query_text) > 0
        OR CHARINDEX('twclid=', query_text) > 0
        OR CHARINDEX('li_fat_id=', query_text) > 0
        OR CHARINDEX('rdt_cid=', query_text) > 0
        OR CHARINDEX('ScCid=', query_text) > 0
        OR CHARINDEX('epik=', query_text) > 0
        OR CHARINDEX('qclid=', query_text) > 0
        OR CHARINDEX('yclid=', query_text) > 0
        OR CHARINDEX('irclickid=', query_text) > 0
        OR CHARINDEX('srsltid=', query_text) > 0
        OR CHARINDEX('fbclid=', query_text) > 0
        OR CHARINDEX('igshid=', query_text) > 0
        OR CHARINDEX('mc_cid=', query_text) > 0
        OR CHARINDEX('_kx=', query_text) > 0
      )
      THEN TRUE
      WHEN referrer_start = ''
      THEN FALSE
      WHEN referrer_start = page_start AND NOT referrer_start LIKE '% %'
      THEN FALSE
      ELSE TRUE
    END
), parsed AS (
  /* The first click id of the address (A5); where no column has a campaign, its values in the query, & between them (A2). */
  SELECT
    source,
    page_id,
    timestamp,
    query_text,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    CASE
      WHEN TRIM(sent_source, ' ') <> ''
      OR TRIM(sent_medium, ' ') <> ''
      OR TRIM(sent_campaign, ' ') <> ''
      OR TRIM(sent_term, ' ') <> ''
      OR TRIM(sent_content, ' ') <> ''
      OR NOT CHARINDEX('utm_', query_text) > 0
      THEN ''
      ELSE SPLIT_PART(SPLIT_PART(query_text, '&utm_source=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_medium=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_campaign=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_term=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_content=', 2), '&', 1)
    END AS encoded,
    CASE
      WHEN CHARINDEX('=', query_text) > 0
      THEN CASE
        WHEN CHARINDEX('&gclid=', query_text) > 0
        AND CHARINDEX('&gclid=', query_text) <> CHARINDEX('&gclid=&', query_text)
        THEN CAST('gclid' AS VARCHAR)
        WHEN CHARINDEX('&gbraid=', query_text) > 0
        AND CHARINDEX('&gbraid=', query_text) <> CHARINDEX('&gbraid=&', query_text)
        THEN CAST('gbraid' AS VARCHAR)
        WHEN CHARINDEX('&wbraid=', query_text) > 0
        AND CHARINDEX('&wbraid=', query_text) <> CHARINDEX('&wbraid=&', query_text)
        THEN CAST('wbraid' AS VARCHAR)
        WHEN CHARINDEX('&gclsrc=', query_text) > 0
        AND CHARINDEX('&gclsrc=', query_text) <> CHARINDEX('&gclsrc=&', query_text)
        THEN CAST('gclsrc' AS VARCHAR)
        WHEN CHARINDEX('&gad_source=', query_text) > 0
        AND CHARINDEX('&gad_source=', query_text) <> CHARINDEX('&gad_source=&', query_text)
        THEN CAST('gad_source' AS VARCHAR)
        WHEN CHARINDEX('&dclid=', query_text) > 0
        AND CHARINDEX('&dclid=', query_text) <> CHARINDEX('&dclid=&', query_text)
        THEN CAST('dclid' AS VARCHAR)
        WHEN CHARINDEX('&msclkid=', query_text) > 0
        AND CHARINDEX('&msclkid=', query_text) <> CHARINDEX('&msclkid=&', query_text)
        THEN CAST('msclkid' AS VARCHAR)
        WHEN CHARINDEX('&ttclid=', query_text) > 0
        AND CHARINDEX('&ttclid=', query_text) <> CHARINDEX('&ttclid=&', query_text)
        THEN CAST('ttclid' AS VARCHAR)
        WHEN CHARINDEX('&twclid=', query_text) > 0
        AND CHARINDEX('&twclid=', query_text) <> CHARINDEX('&twclid=&', query_text)
        THEN CAST('twclid' AS VARCHAR)
        WHEN CHARINDEX('&li_fat_id=', query_text) > 0
        AND CHARINDEX('&li_fat_id=', query_text) <> CHARINDEX('&li_fat_id=&', query_text)
        THEN CAST('li_fat_id' AS VARCHAR)
        WHEN CHARINDEX('&rdt_cid=', query_text) > 0
        AND CHARINDEX('&rdt_cid=', query_text) <> CHARINDEX('&rdt_cid=&', query_text)
        THEN CAST('rdt_cid' AS VARCHAR)
        WHEN CHARINDEX('&ScCid=', query_text) > 0
        AND CHARINDEX('&ScCid=', query_text) <> CHARINDEX('&ScCid=&', query_text)
        THEN CAST('ScCid' AS VARCHAR)
        WHEN CHARINDEX('&epik=', query_text) > 0
        AND CHARINDEX('&epik=', query_text) <> CHARINDEX('&epik=&', query_text)
        THEN CAST('epik' AS VARCHAR)
        WHEN CHARINDEX('&qclid=', query_text) > 0
        AND CHARINDEX('&qclid=', query_text) <> CHARINDEX('&qclid=&', query_text)
        THEN CAST('qclid' AS VARCHAR)
        WHEN CHARINDEX('&yclid=', query_text) > 0
        AND CHARINDEX('&yclid=', query_text) <> CHARINDEX('&yclid=&', query_text)
        THEN CAST('yclid' AS VARCHAR)
        WHEN CHARINDEX('&irclickid=', query_text) > 0
        AND CHARINDEX('&irclickid=', query_text) <> CHARINDEX('&irclickid=&', query_text)
        THEN CAST('irclickid' AS VARCHAR)
        WHEN CHARINDEX('&srsltid=', query_text) > 0
        AND CHARINDEX('&srsltid=', query_text) <> CHARINDEX('&srsltid=&', query_text)
        THEN CAST('srsltid' AS VARCHAR)
        WHEN CHARINDEX('&fbclid=', query_text) > 0
        AND CHARINDEX('&fbclid=', query_text) <> CHARINDEX('&fbclid=&', query_text)
        THEN CAST('fbclid' AS VARCHAR)
        WHEN CHARINDEX('&igshid=', query_text) > 0
        AND CHARINDEX('&igshid=', query_text) <> CHARINDEX('&igshid=&', query_text)
        THEN CAST('igshid' AS VARCHAR)
        WHEN CHARINDEX('&mc_cid=', query_text) > 0
        AND CHARINDEX('&mc_cid=', query_text) <> CHARINDEX('&mc_cid=&', query_text)
        THEN CAST('mc_cid' AS VARCHAR)
        WHEN CHARINDEX('&_kx=', query_text) > 0
        AND CHARINDEX('&_kx=', query_text) <> CHARINDEX('&_kx=&', query_text)
        THEN CAST('_kx' AS VARCHAR)
        ELSE CAST('' AS VARCHAR)
      END
      ELSE ''
    END AS click_id_name,
    page_start,
    referrer_start
  FROM candidates
), said AS (
  /* What pages say, each once: far fewer rows than pages, and all that follows is found out for these. */
  SELECT DISTINCT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start
  FROM parsed
), escaped AS (
  /* The values that have escapes, each once; + is a space (A2). */
  SELECT
    encoded,
    REPLACE(encoded, '+', ' ') AS decoded
  FROM (
    SELECT DISTINCT
      encoded
    FROM said
  ) AS texts
  WHERE
    CHARINDEX('%', encoded) > 0 OR CHARINDEX('+', encoded) > 0
), decoded_signs AS (
  /* The same with ! " # $ ' ( ) for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%20', ' '), '%21', '!'), '%22', '"'), '%23', '#'),
            '%24',
            '$'
          ),
          '%27',
          ''''
        ),
        '%28',
        '('
      ),
      '%29',
      ')'
    ) AS decoded
  FROM escaped
), decoded_marks AS (
  /* The same with * + , - . / for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(
              REPLACE(
                REPLACE(
                  REPLACE(
                    REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%2A', '*'), '%2a', '*'), '%2B', '+'), '%2b', '+'),
                    '%2C',
                    ','
                  ),
                  '%2c',
                  ','
                ),
                '%2D',
                '-'
              ),
              '%2d',
              '-'
            ),
            '%2E',
            '.'
          ),
          '%2e',
          '.'
        ),
        '%2F',
        '/'
      ),
      '%2f',
      '/'
    ) AS decoded
  FROM decoded_signs
), decoded_points AS (
  /* The same with : ; = ? for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%3A', ':'), '%3a', ':'), '%3B', ';'), '%3b', ';'),
            '%3D',
            '='
          ),
          '%3d',
          '='
        ),
        '%3F',
        '?'
      ),
      '%3f',
      '?'
    ) AS decoded
  FROM decoded_marks
), decoded_brackets AS (
  /* The same with @ [ ] _ | ~ for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(
              REPLACE(
                REPLACE(
                  REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%40', '@'), '%5B', '['), '%5b', '['), '%5D', ']'),
                  '%5d',
                  ']'
                ),
                '%5F',
                '_'
              ),
              '%5f',
              '_'
            ),
            '%7C',
            '|'
          ),
          '%7c',
          '|'
        ),
        '%7E',
        '~'
      ),
      '%7e',
      '~'
    ) AS decoded
  FROM decoded_points
), cut AS (
  /* Where both addresses lead. */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    SPLIT_PART(SPLIT_PART(referrer_start, ' ', 1), '://', 1) AS referrer_scheme,
    SPLIT_PART(
      REPLACE(
        REPLACE(SPLIT_PART(SPLIT_PART(referrer_start, ' ', 1), '://', 2), '?', '/'),
        '#',
        '/'
      ),
      '/',
      1
    ) AS referrer_place,
    SPLIT_PART(page_start, '://', 1) AS page_scheme,
    SPLIT_PART(REPLACE(REPLACE(SPLIT_PART(page_start, '://', 2), '?', '/'), '#', '/'), '/', 1) AS page_place
  FROM said
), addressed AS (
  /* The hosts of both addresses as they are written, without users and ports (A3). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    CASE
      WHEN referrer_scheme LIKE '%/%'
      OR referrer_scheme LIKE '%?%'
      OR referrer_scheme LIKE '%#%'
      THEN ''
      WHEN CHARINDEX('@', referrer_place) > 0
      THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(referrer_place), '@', 1)), ':', 1)
      ELSE SPLIT_PART(referrer_place, ':', 1)
    END AS referrer_authority,
    CASE
      WHEN page_scheme LIKE '%/%' OR page_scheme LIKE '%?%' OR page_scheme LIKE '%#%'
      THEN ''
      WHEN CHARINDEX('@', page_place) > 0
      THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(page_place), '@', 1)), ':', 1)
      ELSE SPLIT_PART(page_place, ':', 1)
    END AS page_authority
  FROM cut
), hosted AS (
  /* The hosts (A3). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    NULLIF(
      CASE
        WHEN CASE
          WHEN LOWER(referrer_authority) = referrer_authority
          THEN referrer_authority
          ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END LIKE 'www.%'
        THEN SUBSTRING(
          CASE
            WHEN LOWER(referrer_authority) = referrer_authority
            THEN referrer_authority
            ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
          END,
          5
        )
        ELSE CASE
          WHEN LOWER(referrer_authority) = referrer_authority
          THEN referrer_authority
          ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END
      END,
      ''
    ) AS referrer_host,
    NULLIF(
      CASE
        WHEN CASE
          WHEN LOWER(page_authority) = page_authority
          THEN page_authority
          ELSE TRANSLATE(page_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END LIKE 'www.%'
        THEN SUBSTRING(
          CASE
            WHEN LOWER(page_authority) = page_authority
            THEN page_authority
            ELSE TRANSLATE(page_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
          END,
          5
        )
        ELSE CASE
          WHEN LOWER(page_authority) = page_authority
          THEN page_authority
          ELSE TRANSLATE(page_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END
      END,
      ''
    ) AS page_host
  FROM addressed
), labelled AS (
  /* The last three labels of both hosts, from their ends. */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    referrer_host,
    page_host,
    REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 1)) AS referrer_label_1,
    REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 2)) AS referrer_label_2,
    REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 3)) AS referrer_label_3,
    REVERSE(SPLIT_PART(REVERSE(page_host), '.', 1)) AS page_label_1,
    REVERSE(SPLIT_PART(REVERSE(page_host), '.', 2)) AS page_label_2,
    REVERSE(SPLIT_PART(REVERSE(page_host), '.', 3)) AS page_label_3
  FROM hosted
), sited AS (
  /* The sites of both hosts (A3); the values as decoded, or as sent where they have no escapes (A2). */
  SELECT
    labelled.encoded,
    labelled.sent_source,
    labelled.sent_medium,
    labelled.sent_campaign,
    labelled.sent_term,
    labelled.sent_content,
    labelled.click_id_name,
    labelled.page_start,
    labelled.referrer_start,
    referrer_host,
    CASE
      WHEN CHARINDEX('.', referrer_host) = 0
      OR REGEXP_LIKE(referrer_label_1, '^[0-9]+$')
      OR referrer_host = referrer_label_2 || '.' || referrer_label_1
      THEN referrer_host
      WHEN REGEXP_LIKE(referrer_label_1, '^[a-z][a-z]$')
      AND referrer_label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN referrer_label_3 || '.' || referrer_label_2 || '.' || referrer_label_1
      ELSE referrer_label_2 || '.' || referrer_label_1
    END AS referrer_site,
    CASE
      WHEN CHARINDEX('.', page_host) = 0
      OR REGEXP_LIKE(page_label_1, '^[0-9]+$')
      OR page_host = page_label_2 || '.' || page_label_1
      THEN page_host
      WHEN REGEXP_LIKE(page_label_1, '^[a-z][a-z]$')
      AND page_label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN page_label_3 || '.' || page_label_2 || '.' || page_label_1
      ELSE page_label_2 || '.' || page_label_1
    END AS page_site,
    COALESCE(decoded_brackets.decoded, labelled.encoded) AS decoded
  FROM labelled
  LEFT JOIN decoded_brackets
    ON labelled.encoded = decoded_brackets.encoded
), told AS (
  /* What the campaign says (A4), what the click id does (A5), and the referrer's host where it is external (A3). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    NULLIF(
      TRANSLATE(
        TRIM(
          CASE
            WHEN encoded = ''
            THEN sent_source
            ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 1), '%26', '&'), '%25', '%')
          END,
          ' '
        ),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'abcdefghijklmnopqrstuvwxyz'
      ),
      ''
    ) AS utm_source,
    NULLIF(
      TRANSLATE(
        TRIM(
          CASE
            WHEN encoded = ''
            THEN sent_medium
            ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 2), '%26', '&'), '%25', '%')
          END,
          ' '
        ),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'abcdefghijklmnopqrstuvwxyz'
      ),
      ''
    ) AS utm_medium,
    NULLIF(
      TRIM(
        CASE
          WHEN encoded = ''
          THEN sent_campaign
          ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 3), '%26', '&'), '%25', '%')
        END,
        ' '
      ),
      ''
    ) AS utm_campaign,
    NULLIF(
      TRIM(
        CASE
          WHEN encoded = ''
          THEN sent_term
          ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 4), '%26', '&'), '%25', '%')
        END,
        ' '
      ),
      ''
    ) AS utm_term,
    NULLIF(
      TRIM(
        CASE
          WHEN encoded = ''
          THEN sent_content
          ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 5), '%26', '&'), '%25', '%')
        END,
        ' '
      ),
      ''
    ) AS utm_content,
    CASE
      WHEN click_id_name IN ('gclid', 'gbraid', 'wbraid', 'gclsrc', 'gad_source', 'dclid', 'srsltid')
      THEN CAST('google' AS VARCHAR)
      WHEN click_id_name IN ('msclkid')
      THEN CAST('bing' AS VARCHAR)
      WHEN click_id_name IN ('ttclid')
      THEN CAST('tiktok' AS VARCHAR)
      WHEN click_id_name IN ('twclid')
      THEN CAST('twitter' AS VARCHAR)
      WHEN click_id_name IN ('li_fat_id')
      THEN CAST('linkedin' AS VARCHAR)
      WHEN click_id_name IN ('rdt_cid')
      THEN CAST('reddit' AS VARCHAR)
      WHEN click_id_name IN ('ScCid')
      THEN CAST('snapchat' AS VARCHAR)
      WHEN click_id_name IN ('epik')
      THEN CAST('pinterest' AS VARCHAR)
      WHEN click_id_name IN ('qclid')
      THEN CAST('quora' AS VARCHAR)
      WHEN click_id_name IN ('yclid')
      THEN CAST('yandex' AS VARCHAR)
      WHEN click_id_name IN ('irclickid')
      THEN CAST('impact' AS VARCHAR)
      WHEN click_id_name IN ('fbclid')
      THEN CAST('facebook' AS VARCHAR)
      WHEN click_id_name IN ('igshid')
      THEN CAST('instagram' AS VARCHAR)
      WHEN click_id_name IN ('mc_cid')
      THEN CAST('mailchimp' AS VARCHAR)
      WHEN click_id_name IN ('_kx')
      THEN CAST('klaviyo' AS VARCHAR)
    END AS click_source,
    CASE
      WHEN click_id_name IN (
        'gclid',
        'gbraid',
        'wbraid',
        'gclsrc',
        'gad_source',
        'dclid',
        'msclkid',
        'ttclid',
        'twclid',
        'li_fat_id',
        'rdt_cid',
        'ScCid',
        'epik',
        'qclid',
        'yclid'
      )
      THEN CAST('cpc' AS VARCHAR)
      WHEN click_id_name IN ('irclickid')
      THEN CAST('affiliate' AS VARCHAR)
      WHEN click_id_name IN ('srsltid')
      THEN CAST('organic' AS VARCHAR)
      WHEN click_id_name IN ('fbclid', 'igshid')
      THEN CAST('referral' AS VARCHAR)
      WHEN click_id_name IN ('mc_cid', '_kx')
      THEN CAST('email' AS VARCHAR)
    END AS click_medium,
    CASE
      WHEN click_id_name IN ('srsltid')
      THEN CAST('Shopping Free Listings' AS VARCHAR)
    END AS click_campaign,
    referrer_host,
    CASE
      WHEN referrer_site = page_site
      OR referrer_host IN (
        'paypal.com',
        'stripe.com',
        'klarna.com',
        'adyen.com',
        'mollie.com',
        'afterpay.com',
        'affirm.com',
        'shop.app',
        'payments.amazon.com',
        'pay.google.com',
        'accounts.google.com',
        'appleid.apple.com',
        'login.microsoftonline.com',
        'auth0.com',
        'okta.com'
      )
      OR referrer_host LIKE '%.paypal.com'
      OR referrer_host LIKE '%.stripe.com'
      OR referrer_host LIKE '%.klarna.com'
      OR referrer_host LIKE '%.adyen.com'
      OR referrer_host LIKE '%.mollie.com'
      OR referrer_host LIKE '%.afterpay.com'
      OR referrer_host LIKE '%.affirm.com'
      OR referrer_host LIKE '%.shop.app'
      OR referrer_host LIKE '%.payments.amazon.com'
      OR referrer_host LIKE '%.pay.google.com'
      OR referrer_host LIKE '%.accounts.google.com'
      OR referrer_host LIKE '%.appleid.apple.com'
      OR referrer_host LIKE '%.login.microsoftonline.com'
      OR referrer_host LIKE '%.auth0.com'
      OR referrer_host LIKE '%.okta.com'
      THEN NULL
      ELSE referrer_host
    END AS external_host
  FROM sited
), named AS (
  /* What is missing of a campaign comes from the click id, and its source else from the referrer (A4). What has none of them has no touch (A7). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    CASE
      WHEN utm_source IS NOT NULL OR utm_medium IS NOT NULL OR utm_campaign IS NOT NULL
      THEN CAST('utm' AS VARCHAR)
      WHEN click_id_name <> ''
      THEN CAST('click_id' AS VARCHAR)
      ELSE CAST('referrer' AS VARCHAR)
    END AS touch,
    COALESCE(utm_source, click_source, external_host, '(not set)') AS traffic_source,
    COALESCE(utm_medium, click_medium, '(not set)') AS traffic_medium,
    COALESCE(utm_campaign, click_campaign, '(not set)') AS traffic_campaign,
    utm_term AS traffic_term,
    utm_content AS traffic_content,
    referrer_host,
    CASE
      WHEN utm_source IS NULL
      AND utm_medium IS NULL
      AND utm_campaign IS NULL
      AND click_id_name = ''
      THEN external_host
      ELSE CASE
        WHEN COALESCE(utm_source, click_source, external_host, '(not set)') LIKE 'www.%'
        THEN SUBSTRING(COALESCE(utm_source, click_source, external_host, '(not set)'), 5)
        ELSE COALESCE(utm_source, click_source, external_host, '(not set)')
      END
    END AS looked_up
  FROM told
  WHERE
    utm_source IS NOT NULL
    OR utm_medium IS NOT NULL
    OR utm_campaign IS NOT NULL
    OR click_id_name <> ''
    OR external_host IS NOT NULL
), with_labels AS (
  /* What is looked up in the list of sources, with its last two labels. */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    referrer_host,
    looked_up,
    REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 1)) AS label_1,
    REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 2)) AS label_2
  FROM named
), without_none AS (
  /* The same with * for the ending of its country (A8). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    referrer_host,
    looked_up,
    CASE
      WHEN REGEXP_LIKE(label_1, '^[a-z][a-z]$')
      AND label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN SUBSTRING(looked_up, 1, LENGTH(looked_up) - LENGTH(label_2) - LENGTH(label_1) - 1) || '*'
      WHEN REGEXP_LIKE(label_1, '^[a-z][a-z]$')
      THEN SUBSTRING(looked_up, 1, LENGTH(looked_up) - LENGTH(label_1)) || '*'
    END AS starred,
    looked_up AS under_0
  FROM with_labels
), without_one AS (
  /* The same without one of its labels; no domain of the list has a single one (A8). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    referrer_host,
    looked_up,
    starred,
    under_0,
    SUBSTRING(under_0, CHARINDEX('.', under_0) + 1) AS under_1
  FROM without_none
), without_two AS (
  /* The same without two of its labels; no domain of the list has a single one (A8). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    referrer_host,
    looked_up,
    starred,
    under_0,
    under_1,
    SUBSTRING(under_1, CHARINDEX('.', under_1) + 1) AS under_2
  FROM without_one
), without_three AS (
  /* The same without three of its labels; no domain of the list has a single one (A8). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    referrer_host,
    looked_up,
    starred,
    under_0,
    under_1,
    under_2,
    SUBSTRING(under_2, CHARINDEX('.', under_2) + 1) AS under_3
  FROM without_two
), found AS (
  /* What the list says of it: of the first that is in it (A8). */
  SELECT
    keyed.encoded,
    keyed.sent_source,
    keyed.sent_medium,
    keyed.sent_campaign,
    keyed.sent_term,
    keyed.sent_content,
    keyed.click_id_name,
    keyed.page_start,
    keyed.referrer_start,
    keyed.touch,
    keyed.traffic_source,
    keyed.traffic_medium,
    keyed.traffic_campaign,
    keyed.traffic_term,
    keyed.traffic_content,
    keyed.referrer_host,
    keyed.looked_up,
    COALESCE(
      by_itself.source,
      by_starred.source,
      by_under_1.source,
      by_under_2.source,
      by_under_3.source
    ) AS listed_source,
    COALESCE(
      by_itself.category,
      by_starred.category,
      by_under_1.category,
      by_under_2.category,
      by_under_3.category
    ) AS traffic_category
  FROM without_three AS keyed
  LEFT JOIN segment_models.segment_traffic_sources AS by_itself
    ON keyed.looked_up = by_itself.key
  LEFT JOIN segment_models.segment_traffic_sources AS by_starred
    ON keyed.starred = by_starred.key
  LEFT JOIN segment_models.segment_traffic_sources AS by_under_1
    ON keyed.under_1 = by_under_1.key AND by_under_1.match = 'domain'
  LEFT JOIN segment_models.segment_traffic_sources AS by_under_2
    ON keyed.under_2 = by_under_2.key AND by_under_2.match = 'domain'
  LEFT JOIN segment_models.segment_traffic_sources AS by_under_3
    ON keyed.under_3 = by_under_3.key AND by_under_3.match = 'domain'
), valued AS (
  /* A referrer's host says the medium by its category, and a search engine has a name (A6). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    CASE
      WHEN touch = 'referrer' AND traffic_category = 'search'
      THEN listed_source
      ELSE traffic_source
    END AS traffic_source,
    CASE
      WHEN touch <> 'referrer'
      THEN traffic_medium
      WHEN traffic_category = 'search'
      THEN CAST('organic' AS VARCHAR)
      WHEN traffic_category = 'ai'
      THEN CAST('ai-assistant' AS VARCHAR)
      WHEN traffic_category = 'email'
      THEN CAST('email' AS VARCHAR)
      ELSE CAST('referral' AS VARCHAR)
    END AS traffic_medium,
    CASE
      WHEN touch <> 'referrer'
      THEN traffic_campaign
      WHEN traffic_category = 'search'
      THEN CAST('(organic)' AS VARCHAR)
      WHEN traffic_category = 'ai'
      THEN CAST('(ai-assistant)' AS VARCHAR)
      WHEN traffic_category = 'email'
      THEN CAST('(referral)' AS VARCHAR)
      ELSE CAST('(referral)' AS VARCHAR)
    END AS traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    referrer_host
  FROM found
), paid AS (
  /* Whether the medium is paid, and whether the campaign is of a shop: several channels ask. */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    referrer_host,
    (
      traffic_medium LIKE '%cp%'
      OR traffic_medium IN ('ppc', 'retargeting')
      OR traffic_medium LIKE 'paid%'
    ) AS is_paid,
    REGEXP_INSTR(
      TRANSLATE(traffic_campaign, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
      '(^|[^a-df-z])shop|shopping'
    ) > 0 AS is_shop
  FROM valued
), channelled AS (
  /* The channel: the first whose rule holds (C1 to C20). */
  SELECT
    encoded,
    sent_source,
    sent_medium,
    sent_campaign,
    sent_term,
    sent_content,
    click_id_name,
    page_start,
    referrer_start,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    CASE
      WHEN traffic_source IN ('direct', '(direct)')
      AND traffic_medium IN ('(not set)', '(none)')
      THEN CAST('Direct' AS VARCHAR)
      WHEN traffic_campaign LIKE '%cross-network%'
      THEN CAST('Cross-network' AS VARCHAR)
      WHEN is_paid AND (
        traffic_category = 'shopping' OR is_shop
      )
      THEN CAST('Paid Shopping' AS VARCHAR)
      WHEN is_paid AND traffic_category = 'search'
      THEN CAST('Paid Search' AS VARCHAR)
      WHEN is_paid AND traffic_category = 'social'
      THEN CAST('Paid Social' AS VARCHAR)
      WHEN is_paid AND traffic_category = 'video'
      THEN CAST('Paid Video' AS VARCHAR)
      WHEN traffic_medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm')
      THEN CAST('Display' AS VARCHAR)
      WHEN is_paid
      THEN CAST('Paid Other' AS VARCHAR)
      WHEN traffic_medium = 'ai-assistant'
      OR (
        traffic_category = 'ai' AND traffic_medium IN ('referral', '(not set)')
      )
      THEN CAST('AI Assistant' AS VARCHAR)
      WHEN traffic_category = 'shopping' OR is_shop
      THEN CAST('Organic Shopping' AS VARCHAR)
      WHEN traffic_category = 'social'
      OR traffic_medium IN (
        'social',
        'social-network',
        'social-media',
        'sm',
        'social network',
        'social media'
      )
      THEN CAST('Organic Social' AS VARCHAR)
      WHEN traffic_category = 'video' OR traffic_medium LIKE '%video%'
      THEN CAST('Organic Video' AS VARCHAR)
      WHEN traffic_category = 'search' OR traffic_medium = 'organic'
      THEN CAST('Organic Search' AS VARCHAR)
      WHEN traffic_medium IN ('referral', 'app', 'link')
      THEN CAST('Referral' AS VARCHAR)
      WHEN traffic_source IN ('email', 'e-mail', 'e_mail', 'e mail')
      OR traffic_medium IN ('email', 'e-mail', 'e_mail', 'e mail')
      THEN CAST('Email' AS VARCHAR)
      WHEN traffic_medium = 'affiliate'
      THEN CAST('Affiliates' AS VARCHAR)
      WHEN traffic_medium = 'audio'
      THEN CAST('Audio' AS VARCHAR)
      WHEN traffic_source = 'sms' OR traffic_medium = 'sms'
      THEN CAST('SMS' AS VARCHAR)
      WHEN traffic_medium LIKE '%push'
      OR traffic_medium LIKE '%mobile%'
      OR traffic_medium LIKE '%notification%'
      OR traffic_source = 'firebase'
      THEN CAST('Mobile Push Notifications' AS VARCHAR)
      ELSE CAST('Unassigned' AS VARCHAR)
    END AS channel,
    referrer_host
  FROM paid
)
SELECT
  parsed.source,
  parsed.page_id,
  parsed.timestamp,
  channelled.touch,
  channelled.traffic_source,
  channelled.traffic_medium,
  channelled.traffic_campaign,
  channelled.traffic_term,
  channelled.traffic_content,
  channelled.traffic_category,
  channelled.channel,
  NULLIF(parsed.click_id_name, '') AS click_id_name,
  CASE
    WHEN parsed.click_id_name <> ''
    THEN SPLIT_PART(
      SUBSTRING(
        parsed.query_text,
        CHARINDEX('&' || parsed.click_id_name || '=', parsed.query_text) + LENGTH(parsed.click_id_name) + 2
      ),
      '&',
      1
    )
  END AS click_id,
  channelled.referrer_host
FROM parsed
JOIN channelled
  ON parsed.encoded = channelled.encoded
  AND parsed.sent_source = channelled.sent_source
  AND parsed.sent_medium = channelled.sent_medium
  AND parsed.sent_campaign = channelled.sent_campaign
  AND parsed.sent_term = channelled.sent_term
  AND parsed.sent_content = channelled.sent_content
  AND parsed.click_id_name = channelled.click_id_name
  AND parsed.page_start = channelled.page_start
  AND parsed.referrer_start = channelled.referrer_start
