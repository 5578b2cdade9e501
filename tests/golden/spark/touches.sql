WITH pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `url` AS url,
    `referrer` AS referrer,
    `title` AS title,
    `name` AS name,
    `search` AS search,
    `path` AS path,
    `context_campaign_content` AS utm_content,
    `context_campaign_medium` AS utm_medium,
    `context_campaign_source` AS utm_source,
    `context_campaign_name` AS utm_campaign,
    `context_campaign_term` AS utm_term,
    `category` AS `category`,
    `price paid` AS `price paid`
  FROM `web`.`pages`
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `url` AS url,
    `referrer` AS referrer,
    `title` AS title,
    `name` AS name,
    `search` AS search,
    `path` AS path,
    `context_campaign_content` AS utm_content,
    `context_campaign_medium` AS utm_medium,
    `context_campaign_source` AS utm_source,
    `context_campaign_name` AS utm_campaign,
    `context_campaign_term` AS utm_term,
    `category` AS `category`,
    `price paid` AS `price paid`
  FROM `ios`.`pages`
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN page_id NOT RLIKE r'^ *\z'
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND page_id NOT RLIKE r'^[0-]*\z'
      THEN page_id
    END AS page_id,
    CASE
      WHEN user_id NOT RLIKE r'^ *\z'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id NOT RLIKE r'^[0-]*\z'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id NOT RLIKE r'^ *\z'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id NOT RLIKE r'^[0-]*\z'
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
    `category`,
    `price paid`
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
    copies.`category`,
    copies.`price paid`,
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
        copies.`category` ASC NULLS LAST,
        copies.`price paid` ASC NULLS LAST,
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
    `category`,
    `price paid`
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
    `category`,
    `price paid`
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
    `category`,
    `price paid`,
    CASE
      WHEN page_id IS NULL
      THEN 'missing_id'
      WHEN timestamp IS NULL
      THEN 'missing_timestamp'
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN 'missing_person'
      WHEN UNIX_MICROS(timestamp) - UNIX_MICROS(call_received_at) > 86400000000
      THEN 'clock_ahead'
      WHEN timestamp < CAST('2000-01-01 00:00:00.000000+00:00' AS TIMESTAMP)
      THEN 'clock_behind'
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
        WHEN TRIM(' ' FROM search) <> ''
        THEN SPLIT_PART(search, '#', 1)
        WHEN LOCATE('?', SPLIT_PART(COALESCE(url, ''), '#', 1)) > 0
        THEN SUBSTRING(
          SPLIT_PART(COALESCE(url, ''), '#', 1),
          LOCATE('?', SPLIT_PART(COALESCE(url, ''), '#', 1))
        )
        ELSE ''
      END,
      '?',
      '&'
    ) || '&' AS query_text,
    SUBSTRING(
      COALESCE(url, ''),
      1,
      LOCATE('://', COALESCE(url, '')) + 2 + LOCATE('/', SUBSTRING(COALESCE(url, '') || '/', LOCATE('://', COALESCE(url, '')) + 3))
    ) AS page_start,
    SUBSTRING(
      COALESCE(referrer, ''),
      1,
      LOCATE('://', COALESCE(referrer, '')) + 2 + LOCATE(
        '/',
        SUBSTRING(COALESCE(referrer, '') || '/', LOCATE('://', COALESCE(referrer, '')) + 3)
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
      WHEN LOCATE('=', query_text) > 0
      AND (
        LOCATE('utm_', query_text) > 0
        OR LOCATE('gclid=', query_text) > 0
        OR LOCATE('gbraid=', query_text) > 0
        OR LOCATE('wbraid=', query_text) > 0
        OR LOCATE('gclsrc=', query_text) > 0
        OR LOCATE('gad_source=', query_text) > 0
        OR LOCATE('dclid=', query_text) > 0
        OR LOCATE('msclkid=', query_text) > 0
        OR LOCATE('ttclid=', query_text) > 0
        OR LOCATE('twclid=', query_text) > 0
        OR LOCATE('li_fat_id=', query_text) > 0
        OR LOCATE('rdt_cid=', query_text) > 0
        OR LOCATE('ScCid=', query_text) > 0
        OR LOCATE('epik=', query_text) > 0
        OR LOCATE('qclid=', query_text) > 0
        OR LOCATE('yclid=', query_text) > 0
        OR LOCATE('irclickid=', query_text) > 0
        OR LOCATE('srsltid=', query_text) > 0
        OR LOCATE('fbclid=', query_text) > 0
        OR LOCATE('igshid=', query_text) > 0
        OR LOCATE('mc_cid=', query_text) > 0
        OR LOCATE('_kx=', query_text) > 0
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
      WHEN TRIM(' ' FROM sent_source) <> ''
      OR TRIM(' ' FROM sent_medium) <> ''
      OR TRIM(' ' FROM sent_campaign) <> ''
      OR TRIM(' ' FROM sent_term) <> ''
      OR TRIM(' ' FROM sent_content) <> ''
      OR NOT LOCATE('utm_', query_text) > 0
      THEN ''
      ELSE SPLIT_PART(SPLIT_PART(query_text, '&utm_source=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_medium=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_campaign=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_term=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_content=', 2), '&', 1)
    END AS encoded,
    CASE
      WHEN LOCATE('=', query_text) > 0
      THEN CASE
        WHEN LOCATE('&gclid=', query_text) > 0
        AND LOCATE('&gclid=', query_text) <> LOCATE('&gclid=&', query_text)
        THEN 'gclid'
        WHEN LOCATE('&gbraid=', query_text) > 0
        AND LOCATE('&gbraid=', query_text) <> LOCATE('&gbraid=&', query_text)
        THEN 'gbraid'
        WHEN LOCATE('&wbraid=', query_text) > 0
        AND LOCATE('&wbraid=', query_text) <> LOCATE('&wbraid=&', query_text)
        THEN 'wbraid'
        WHEN LOCATE('&gclsrc=', query_text) > 0
        AND LOCATE('&gclsrc=', query_text) <> LOCATE('&gclsrc=&', query_text)
        THEN 'gclsrc'
        WHEN LOCATE('&gad_source=', query_text) > 0
        AND LOCATE('&gad_source=', query_text) <> LOCATE('&gad_source=&', query_text)
        THEN 'gad_source'
        WHEN LOCATE('&dclid=', query_text) > 0
        AND LOCATE('&dclid=', query_text) <> LOCATE('&dclid=&', query_text)
        THEN 'dclid'
        WHEN LOCATE('&msclkid=', query_text) > 0
        AND LOCATE('&msclkid=', query_text) <> LOCATE('&msclkid=&', query_text)
        THEN 'msclkid'
        WHEN LOCATE('&ttclid=', query_text) > 0
        AND LOCATE('&ttclid=', query_text) <> LOCATE('&ttclid=&', query_text)
        THEN 'ttclid'
        WHEN LOCATE('&twclid=', query_text) > 0
        AND LOCATE('&twclid=', query_text) <> LOCATE('&twclid=&', query_text)
        THEN 'twclid'
        WHEN LOCATE('&li_fat_id=', query_text) > 0
        AND LOCATE('&li_fat_id=', query_text) <> LOCATE('&li_fat_id=&', query_text)
        THEN 'li_fat_id'
        WHEN LOCATE('&rdt_cid=', query_text) > 0
        AND LOCATE('&rdt_cid=', query_text) <> LOCATE('&rdt_cid=&', query_text)
        THEN 'rdt_cid'
        WHEN LOCATE('&ScCid=', query_text) > 0
        AND LOCATE('&ScCid=', query_text) <> LOCATE('&ScCid=&', query_text)
        THEN 'ScCid'
        WHEN LOCATE('&epik=', query_text) > 0
        AND LOCATE('&epik=', query_text) <> LOCATE('&epik=&', query_text)
        THEN 'epik'
        WHEN LOCATE('&qclid=', query_text) > 0
        AND LOCATE('&qclid=', query_text) <> LOCATE('&qclid=&', query_text)
        THEN 'qclid'
        WHEN LOCATE('&yclid=', query_text) > 0
        AND LOCATE('&yclid=', query_text) <> LOCATE('&yclid=&', query_text)
        THEN 'yclid'
        WHEN LOCATE('&irclickid=', query_text) > 0
        AND LOCATE('&irclickid=', query_text) <> LOCATE('&irclickid=&', query_text)
        THEN 'irclickid'
        WHEN LOCATE('&srsltid=', query_text) > 0
        AND LOCATE('&srsltid=', query_text) <> LOCATE('&srsltid=&', query_text)
        THEN 'srsltid'
        WHEN LOCATE('&fbclid=', query_text) > 0
        AND LOCATE('&fbclid=', query_text) <> LOCATE('&fbclid=&', query_text)
        THEN 'fbclid'
        WHEN LOCATE('&igshid=', query_text) > 0
        AND LOCATE('&igshid=', query_text) <> LOCATE('&igshid=&', query_text)
        THEN 'igshid'
        WHEN LOCATE('&mc_cid=', query_text) > 0
        AND LOCATE('&mc_cid=', query_text) <> LOCATE('&mc_cid=&', query_text)
        THEN 'mc_cid'
        WHEN LOCATE('&_kx=', query_text) > 0
        AND LOCATE('&_kx=', query_text) <> LOCATE('&_kx=&', query_text)
        THEN '_kx'
        ELSE ''
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
    LOCATE('%', encoded) > 0 OR LOCATE('+', encoded) > 0
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
          '\''
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
      WHEN LOCATE('@', referrer_place) > 0
      THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(referrer_place), '@', 1)), ':', 1)
      ELSE SPLIT_PART(referrer_place, ':', 1)
    END AS referrer_authority,
    CASE
      WHEN page_scheme LIKE '%/%' OR page_scheme LIKE '%?%' OR page_scheme LIKE '%#%'
      THEN ''
      WHEN LOCATE('@', page_place) > 0
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
      WHEN LOCATE('.', referrer_host) = 0
      OR referrer_label_1 RLIKE r'^[0-9]+\z'
      OR referrer_host = referrer_label_2 || '.' || referrer_label_1
      THEN referrer_host
      WHEN referrer_label_1 RLIKE r'^[a-z][a-z]\z'
      AND referrer_label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN referrer_label_3 || '.' || referrer_label_2 || '.' || referrer_label_1
      ELSE referrer_label_2 || '.' || referrer_label_1
    END AS referrer_site,
    CASE
      WHEN LOCATE('.', page_host) = 0
      OR page_label_1 RLIKE r'^[0-9]+\z'
      OR page_host = page_label_2 || '.' || page_label_1
      THEN page_host
      WHEN page_label_1 RLIKE r'^[a-z][a-z]\z'
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
        TRIM(' ' FROM CASE
          WHEN encoded = ''
          THEN sent_source
          ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 1), '%26', '&'), '%25', '%')
        END),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'abcdefghijklmnopqrstuvwxyz'
      ),
      ''
    ) AS utm_source,
    NULLIF(
      TRANSLATE(
        TRIM(' ' FROM CASE
          WHEN encoded = ''
          THEN sent_medium
          ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 2), '%26', '&'), '%25', '%')
        END),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'abcdefghijklmnopqrstuvwxyz'
      ),
      ''
    ) AS utm_medium,
    NULLIF(
      TRIM(' ' FROM CASE
        WHEN encoded = ''
        THEN sent_campaign
        ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 3), '%26', '&'), '%25', '%')
      END),
      ''
    ) AS utm_campaign,
    NULLIF(
      TRIM(' ' FROM CASE
        WHEN encoded = ''
        THEN sent_term
        ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 4), '%26', '&'), '%25', '%')
      END),
      ''
    ) AS utm_term,
    NULLIF(
      TRIM(' ' FROM CASE
        WHEN encoded = ''
        THEN sent_content
        ELSE REPLACE(REPLACE(SPLIT_PART(decoded, '&', 5), '%26', '&'), '%25', '%')
      END),
      ''
    ) AS utm_content,
    CASE
      WHEN click_id_name IN ('gclid', 'gbraid', 'wbraid', 'gclsrc', 'gad_source', 'dclid', 'srsltid')
      THEN 'google'
      WHEN click_id_name IN ('msclkid')
      THEN 'bing'
      WHEN click_id_name IN ('ttclid')
      THEN 'tiktok'
      WHEN click_id_name IN ('twclid')
      THEN 'twitter'
      WHEN click_id_name IN ('li_fat_id')
      THEN 'linkedin'
      WHEN click_id_name IN ('rdt_cid')
      THEN 'reddit'
      WHEN click_id_name IN ('ScCid')
      THEN 'snapchat'
      WHEN click_id_name IN ('epik')
      THEN 'pinterest'
      WHEN click_id_name IN ('qclid')
      THEN 'quora'
      WHEN click_id_name IN ('yclid')
      THEN 'yandex'
      WHEN click_id_name IN ('irclickid')
      THEN 'impact'
      WHEN click_id_name IN ('fbclid')
      THEN 'facebook'
      WHEN click_id_name IN ('igshid')
      THEN 'instagram'
      WHEN click_id_name IN ('mc_cid')
      THEN 'mailchimp'
      WHEN click_id_name IN ('_kx')
      THEN 'klaviyo'
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
      THEN 'cpc'
      WHEN click_id_name IN ('irclickid')
      THEN 'affiliate'
      WHEN click_id_name IN ('srsltid')
      THEN 'organic'
      WHEN click_id_name IN ('fbclid', 'igshid')
      THEN 'referral'
      WHEN click_id_name IN ('mc_cid', '_kx')
      THEN 'email'
    END AS click_medium,
    CASE WHEN click_id_name IN ('srsltid') THEN 'Shopping Free Listings' END AS click_campaign,
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
      THEN 'utm'
      WHEN click_id_name <> ''
      THEN 'click_id'
      ELSE 'referrer'
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
      WHEN label_1 RLIKE r'^[a-z][a-z]\z'
      AND label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN SUBSTRING(looked_up, 1, LENGTH(looked_up) - LENGTH(label_2) - LENGTH(label_1) - 1) || '*'
      WHEN label_1 RLIKE r'^[a-z][a-z]\z'
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
    SUBSTRING(under_0, LOCATE('.', under_0) + 1) AS under_1
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
    SUBSTRING(under_1, LOCATE('.', under_1) + 1) AS under_2
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
    SUBSTRING(under_2, LOCATE('.', under_2) + 1) AS under_3
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
  LEFT JOIN `segment_models`.`segment_traffic_sources` AS by_itself
    ON keyed.looked_up = by_itself.key
  LEFT JOIN `segment_models`.`segment_traffic_sources` AS by_starred
    ON keyed.starred = by_starred.key
  LEFT JOIN `segment_models`.`segment_traffic_sources` AS by_under_1
    ON keyed.under_1 = by_under_1.key AND by_under_1.match = 'domain'
  LEFT JOIN `segment_models`.`segment_traffic_sources` AS by_under_2
    ON keyed.under_2 = by_under_2.key AND by_under_2.match = 'domain'
  LEFT JOIN `segment_models`.`segment_traffic_sources` AS by_under_3
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
      THEN 'organic'
      WHEN traffic_category = 'ai'
      THEN 'ai-assistant'
      WHEN traffic_category = 'email'
      THEN 'email'
      ELSE 'referral'
    END AS traffic_medium,
    CASE
      WHEN touch <> 'referrer'
      THEN traffic_campaign
      WHEN traffic_category = 'search'
      THEN '(organic)'
      WHEN traffic_category = 'ai'
      THEN '(ai-assistant)'
      WHEN traffic_category = 'email'
      THEN '(referral)'
      ELSE '(referral)'
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
    TRANSLATE(traffic_campaign, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') RLIKE r'(^|[^a-df-z])shop|shopping' AS is_shop
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
      THEN 'Direct'
      WHEN traffic_campaign LIKE '%cross-network%'
      THEN 'Cross-network'
      WHEN is_paid AND (
        traffic_category = 'shopping' OR is_shop
      )
      THEN 'Paid Shopping'
      WHEN is_paid AND traffic_category = 'search'
      THEN 'Paid Search'
      WHEN is_paid AND traffic_category = 'social'
      THEN 'Paid Social'
      WHEN is_paid AND traffic_category = 'video'
      THEN 'Paid Video'
      WHEN traffic_medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm')
      THEN 'Display'
      WHEN is_paid
      THEN 'Paid Other'
      WHEN traffic_medium = 'ai-assistant'
      OR (
        traffic_category = 'ai' AND traffic_medium IN ('referral', '(not set)')
      )
      THEN 'AI Assistant'
      WHEN traffic_category = 'shopping' OR is_shop
      THEN 'Organic Shopping'
      WHEN traffic_category = 'social'
      OR traffic_medium IN (
        'social',
        'social-network',
        'social-media',
        'sm',
        'social network',
        'social media'
      )
      THEN 'Organic Social'
      WHEN traffic_category = 'video' OR traffic_medium LIKE '%video%'
      THEN 'Organic Video'
      WHEN traffic_category = 'search' OR traffic_medium = 'organic'
      THEN 'Organic Search'
      WHEN traffic_medium IN ('referral', 'app', 'link')
      THEN 'Referral'
      WHEN traffic_source IN ('email', 'e-mail', 'e_mail', 'e mail')
      OR traffic_medium IN ('email', 'e-mail', 'e_mail', 'e mail')
      THEN 'Email'
      WHEN traffic_medium = 'affiliate'
      THEN 'Affiliates'
      WHEN traffic_medium = 'audio'
      THEN 'Audio'
      WHEN traffic_source = 'sms' OR traffic_medium = 'sms'
      THEN 'SMS'
      WHEN traffic_medium LIKE '%push'
      OR traffic_medium LIKE '%mobile%'
      OR traffic_medium LIKE '%notification%'
      OR traffic_source = 'firebase'
      THEN 'Mobile Push Notifications'
      ELSE 'Unassigned'
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
        LOCATE('&' || parsed.click_id_name || '=', parsed.query_text) + LENGTH(parsed.click_id_name) + 2
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
