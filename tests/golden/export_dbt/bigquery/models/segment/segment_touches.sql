-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 38cea2cc55898500
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per page call that says where its visitor came from (A1 to A7).
WITH pages_judged AS (
    /* Every call once, as kept (R1 to R5). */
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
    FROM {{ ref('segment_page_calls') }}
),

queried AS (
    /* The text of each address's query: as sent by itself, else what stands in the address (A2). */
    SELECT
        source,
        page_id,
        timestamp,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        CASE
            WHEN TRIM(search, ' ') <> ''
                THEN SPLIT(search, '#')[SAFE_OFFSET(0)]
            WHEN INSTR(SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)], '?') > 0
                THEN SUBSTRING(
                    SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)],
                    INSTR(SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)], '?')
                )
            ELSE ''
        END AS query_text
    FROM pages_judged
    WHERE
        reject_reason IS NULL
),

candidates AS (
    /* Pages that may tell a source: with a campaign, a click id, or a referrer that is not their own host. */
    SELECT
        source,
        page_id,
        timestamp,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        query_text
    FROM queried
    WHERE
        CASE
            WHEN
                utm_source <> ''
                OR utm_medium <> ''
                OR utm_campaign <> ''
                OR utm_term <> ''
                OR utm_content <> ''
                THEN TRUE
            WHEN
                INSTR(query_text, '=') > 0
                AND (
                    INSTR(query_text, 'utm_') > 0
                    OR INSTR(query_text, 'gclid=') > 0
                    OR INSTR(query_text, 'gbraid=') > 0
                    OR INSTR(query_text, 'wbraid=') > 0
                    OR INSTR(query_text, 'gclsrc=') > 0
                    OR INSTR(query_text, 'gad_source=') > 0
                    OR INSTR(query_text, 'dclid=') > 0
                    OR INSTR(query_text, 'msclkid=') > 0
                    OR INSTR(query_text, 'ttclid=') > 0
                    OR INSTR(query_text, 'twclid=') > 0
                    OR INSTR(query_text, 'li_fat_id=') > 0
                    OR INSTR(query_text, 'rdt_cid=') > 0
                    OR INSTR(query_text, 'ScCid=') > 0
                    OR INSTR(query_text, 'epik=') > 0
                    OR INSTR(query_text, 'qclid=') > 0
                    OR INSTR(query_text, 'yclid=') > 0
                    OR INSTR(query_text, 'irclickid=') > 0
                    OR INSTR(query_text, 'srsltid=') > 0
                    OR INSTR(query_text, 'fbclid=') > 0
                    OR INSTR(query_text, 'igshid=') > 0
                    OR INSTR(query_text, 'mc_cid=') > 0
                    OR INSTR(query_text, '_kx=') > 0
                )
                THEN TRUE
            WHEN referrer IS NULL OR referrer = ''
                THEN FALSE
            WHEN
                (
                    referrer LIKE 'https://%' OR referrer LIKE 'http://%'
                )
                AND (
                    url LIKE 'https://%' OR url LIKE 'http://%'
                )
                AND SPLIT(CONCAT(url, '//'), '/')[SAFE_OFFSET(2)] = SPLIT(CONCAT(referrer, '//'), '/')[SAFE_OFFSET(2)]
                AND NOT SPLIT(CONCAT(referrer, '//'), '/')[SAFE_OFFSET(2)] LIKE '% %'
                THEN FALSE
            ELSE TRUE
        END
),

cut AS (
    /* Where both addresses lead; the campaign where columns have one; the query with & before each name. */
    SELECT
        source,
        page_id,
        timestamp,
        TRIM(utm_source, ' ') AS utm_source,
        TRIM(utm_medium, ' ') AS utm_medium,
        TRIM(utm_campaign, ' ') AS utm_campaign,
        TRIM(utm_term, ' ') AS utm_term,
        TRIM(utm_content, ' ') AS utm_content,
        COALESCE(TRIM(utm_source, ' '), '') <> ''
        OR COALESCE(TRIM(utm_medium, ' '), '') <> ''
        OR COALESCE(TRIM(utm_campaign, ' '), '') <> ''
        OR COALESCE(TRIM(utm_term, ' '), '') <> ''
        OR COALESCE(TRIM(utm_content, ' '), '') <> '' AS has_columns,
        REPLACE(query_text, '?', '&') AS query_text,
        SPLIT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://')[SAFE_OFFSET(0)] AS referrer_scheme,
        SPLIT(
            SPLIT(
                SPLIT(
                    SPLIT(CONCAT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://'), '://')[SAFE_OFFSET(1)],
                    '/'
                )[SAFE_OFFSET(0)],
                '?'
            )[SAFE_OFFSET(0)],
            '#'
        )[SAFE_OFFSET(0)] AS referrer_place,
        SPLIT(COALESCE(url, ''), '://')[SAFE_OFFSET(0)] AS page_scheme,
        SPLIT(
            SPLIT(
                SPLIT(SPLIT(CONCAT(COALESCE(url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
                '?'
            )[SAFE_OFFSET(0)],
            '#'
        )[SAFE_OFFSET(0)] AS page_place
    FROM candidates
),

addressed AS (
    /* The hosts of both addresses as they are written, without users and ports (A3). */
    SELECT
        source,
        page_id,
        timestamp,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        has_columns,
        query_text,
        CASE
            WHEN
                referrer_scheme LIKE '%/%'
                OR referrer_scheme LIKE '%?%'
                OR referrer_scheme LIKE '%#%'
                THEN ''
            WHEN INSTR(referrer_place, '@') > 0
                THEN SPLIT(REVERSE(SPLIT(REVERSE(referrer_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
            ELSE SPLIT(referrer_place, ':')[SAFE_OFFSET(0)]
        END AS referrer_authority,
        CASE
            WHEN page_scheme LIKE '%/%' OR page_scheme LIKE '%?%' OR page_scheme LIKE '%#%'
                THEN ''
            WHEN INSTR(page_place, '@') > 0
                THEN SPLIT(REVERSE(SPLIT(REVERSE(page_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
            ELSE SPLIT(page_place, ':')[SAFE_OFFSET(0)]
        END AS page_authority
    FROM cut
),

hosted AS (
    /* The first click id of the address (A5), and the values of a campaign in the query, & between them (A2). */
    SELECT
        source,
        page_id,
        timestamp,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        has_columns,
        query_text,
        NULLIF(
            CASE
                WHEN
                    CASE
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
                WHEN
                    CASE
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
        ) AS page_host,
        CASE
            WHEN has_columns OR NOT INSTR(query_text, 'utm_') > 0
                THEN NULL
            ELSE SPLIT(SPLIT(CONCAT(query_text, '&utm_source='), '&utm_source=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_medium='), '&utm_medium=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_campaign='), '&utm_campaign=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_term='), '&utm_term=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_content='), '&utm_content=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)]
        END AS encoded,
        CASE
            WHEN INSTR(query_text, '=') > 0
                THEN CASE
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&gclid='), '&gclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'gclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&gbraid='), '&gbraid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'gbraid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&wbraid='), '&wbraid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'wbraid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&gclsrc='), '&gclsrc=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'gclsrc'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&gad_source='), '&gad_source=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'gad_source'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&dclid='), '&dclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'dclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&msclkid='), '&msclkid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'msclkid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&ttclid='), '&ttclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'ttclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&twclid='), '&twclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'twclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&li_fat_id='), '&li_fat_id=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'li_fat_id'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&rdt_cid='), '&rdt_cid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'rdt_cid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&ScCid='), '&ScCid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'ScCid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&epik='), '&epik=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'epik'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&qclid='), '&qclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'qclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&yclid='), '&yclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'yclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&irclickid='), '&irclickid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'irclickid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&srsltid='), '&srsltid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'srsltid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&fbclid='), '&fbclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'fbclid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&igshid='), '&igshid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'igshid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&mc_cid='), '&mc_cid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN 'mc_cid'
                    WHEN SPLIT(SPLIT(CONCAT(query_text, '&_kx='), '&_kx=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
                        THEN '_kx'
                END
        END AS click_id_name
    FROM addressed
),

escaped AS (
    /* Each text that has escapes, once; + is a space (A2). */
    SELECT
        encoded,
        REPLACE(encoded, '+', ' ') AS decoded
    FROM (
        SELECT DISTINCT
            encoded
        FROM hosted
    ) AS texts
    WHERE
        INSTR(encoded, '%') > 0 OR INSTR(encoded, '+') > 0
),

decoded_signs AS (
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
),

decoded_marks AS (
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
),

decoded_points AS (
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
),

decoded_brackets AS (
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
),

sited AS (
    /* The sites of both hosts (A3), the value of the click id as sent (A5), and the campaign as decoded (A2). */
    SELECT
        source,
        page_id,
        timestamp,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        has_columns,
        referrer_host,
        click_id_name,
        COALESCE(decoded_brackets.decoded, hosted.encoded) AS decoded,
        CASE
            WHEN click_id_name IS NOT NULL
                THEN SPLIT(
                    SUBSTRING(
                        query_text,
                        INSTR(query_text, '&' || click_id_name || '=') + LENGTH(click_id_name) + 2
                    ),
                    '&'
                )[SAFE_OFFSET(0)]
        END AS click_id,
        CASE
            WHEN
                INSTR(referrer_host, '.') = 0
                OR REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)]), r'^[0-9]+$')
                OR referrer_host = REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)])
                THEN referrer_host
            WHEN
                REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
                AND REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '..'), '.')[SAFE_OFFSET(2)]) || '.' || REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)])
            ELSE REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)])
        END AS referrer_site,
        CASE
            WHEN
                INSTR(page_host, '.') = 0
                OR REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)]), r'^[0-9]+$')
                OR page_host = REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)])
                THEN page_host
            WHEN
                REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
                AND REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN REVERSE(SPLIT(CONCAT(REVERSE(page_host), '..'), '.')[SAFE_OFFSET(2)]) || '.' || REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)])
            ELSE REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)])
        END AS page_site
    FROM hosted
    LEFT JOIN decoded_brackets
        ON hosted.encoded = decoded_brackets.encoded
),

told AS (
    /* What the campaign says (A4), what the click id does (A5), and the referrer's host where it is external (A3). */
    SELECT
        source,
        page_id,
        timestamp,
        NULLIF(
            TRANSLATE(
                CASE
                    WHEN has_columns
                        THEN utm_source
                    ELSE TRIM(REPLACE(REPLACE(SPLIT(decoded, '&')[SAFE_OFFSET(0)], '%26', '&'), '%25', '%'), ' ')
                END,
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
                'abcdefghijklmnopqrstuvwxyz'
            ),
            ''
        ) AS utm_source,
        NULLIF(
            TRANSLATE(
                CASE
                    WHEN has_columns
                        THEN utm_medium
                    ELSE TRIM(
                        REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&'), '&')[SAFE_OFFSET(1)], '%26', '&'), '%25', '%'),
                        ' '
                    )
                END,
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
                'abcdefghijklmnopqrstuvwxyz'
            ),
            ''
        ) AS utm_medium,
        NULLIF(
            CASE
                WHEN has_columns
                    THEN utm_campaign
                ELSE TRIM(
                    REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&'), '&')[SAFE_OFFSET(2)], '%26', '&'), '%25', '%'),
                    ' '
                )
            END,
            ''
        ) AS utm_campaign,
        NULLIF(
            CASE
                WHEN has_columns
                    THEN utm_term
                ELSE TRIM(
                    REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&&'), '&')[SAFE_OFFSET(3)], '%26', '&'), '%25', '%'),
                    ' '
                )
            END,
            ''
        ) AS utm_term,
        NULLIF(
            CASE
                WHEN has_columns
                    THEN utm_content
                ELSE TRIM(
                    REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&&&'), '&')[SAFE_OFFSET(4)], '%26', '&'), '%25', '%'),
                    ' '
                )
            END,
            ''
        ) AS utm_content,
        click_id_name,
        click_id,
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
            WHEN
                click_id_name IN (
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
            WHEN
                referrer_site = page_site
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
),

named AS (
    /* What is missing of a campaign comes from the click id, and its source else from the referrer (A4). What has none of them has no touch (A7). */
    SELECT
        source,
        page_id,
        timestamp,
        CASE
            WHEN utm_source IS NOT NULL OR utm_medium IS NOT NULL OR utm_campaign IS NOT NULL
                THEN 'utm'
            WHEN click_id_name IS NOT NULL
                THEN 'click_id'
            ELSE 'referrer'
        END AS touch,
        COALESCE(utm_source, click_source, external_host, '(not set)') AS traffic_source,
        COALESCE(utm_medium, click_medium, '(not set)') AS traffic_medium,
        COALESCE(utm_campaign, click_campaign, '(not set)') AS traffic_campaign,
        utm_term AS traffic_term,
        utm_content AS traffic_content,
        click_id_name,
        click_id,
        referrer_host,
        CASE
            WHEN
                utm_source IS NULL
                AND utm_medium IS NULL
                AND utm_campaign IS NULL
                AND click_id_name IS NULL
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
        OR click_id_name IS NOT NULL
        OR external_host IS NOT NULL
),

texts AS (
    /* Each source and each host once, and with * for the ending of its country (A8). */
    SELECT
        looked_up,
        CASE
            WHEN
                REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
                AND REVERSE(SPLIT(CONCAT(REVERSE(looked_up), '.'), '.')[SAFE_OFFSET(1)]) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN SUBSTRING(
                    looked_up,
                    1,
                    LENGTH(looked_up) - LENGTH(REVERSE(SPLIT(CONCAT(REVERSE(looked_up), '.'), '.')[SAFE_OFFSET(1)])) - LENGTH(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)])) - 1
                ) || '*'
            WHEN REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
                THEN SUBSTRING(
                    looked_up,
                    1,
                    LENGTH(looked_up) - LENGTH(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]))
                ) || '*'
        END AS starred,
        looked_up AS under_0
    FROM (
        SELECT DISTINCT
            looked_up
        FROM named
    ) AS names
),

without_one AS (
    /* The same without one of its labels, while two are left (A8). */
    SELECT
        looked_up,
        starred,
        under_0,
        CASE
            WHEN INSTR(SUBSTRING(under_0, INSTR(under_0, '.') + 1), '.') > 0
                THEN SUBSTRING(under_0, INSTR(under_0, '.') + 1)
        END AS under_1
    FROM texts
),

without_two AS (
    /* The same without two of its labels, while two are left (A8). */
    SELECT
        looked_up,
        starred,
        under_0,
        under_1,
        CASE
            WHEN INSTR(SUBSTRING(under_1, INSTR(under_1, '.') + 1), '.') > 0
                THEN SUBSTRING(under_1, INSTR(under_1, '.') + 1)
        END AS under_2
    FROM without_one
),

without_three AS (
    /* The same without three of its labels, while two are left (A8). */
    SELECT
        looked_up,
        starred,
        under_0,
        under_1,
        under_2,
        CASE
            WHEN INSTR(SUBSTRING(under_2, INSTR(under_2, '.') + 1), '.') > 0
                THEN SUBSTRING(under_2, INSTR(under_2, '.') + 1)
        END AS under_3
    FROM without_two
),

found AS (
    /* What the list says of each: of the first that is in it (A8). */
    SELECT
        texts.looked_up,
        COALESCE(
            by_itself.source,
            by_starred.source,
            by_under_1.source,
            by_under_2.source,
            by_under_3.source
        ) AS source,
        COALESCE(
            by_itself.category,
            by_starred.category,
            by_under_1.category,
            by_under_2.category,
            by_under_3.category
        ) AS category
    FROM without_three AS texts
    LEFT JOIN {{ ref('segment_traffic_sources') }} AS by_itself
        ON texts.looked_up = by_itself.key
    LEFT JOIN {{ ref('segment_traffic_sources') }} AS by_starred
        ON texts.starred = by_starred.key
    LEFT JOIN {{ ref('segment_traffic_sources') }} AS by_under_1
        ON texts.under_1 = by_under_1.key AND by_under_1.match = 'domain'
    LEFT JOIN {{ ref('segment_traffic_sources') }} AS by_under_2
        ON texts.under_2 = by_under_2.key AND by_under_2.match = 'domain'
    LEFT JOIN {{ ref('segment_traffic_sources') }} AS by_under_3
        ON texts.under_3 = by_under_3.key AND by_under_3.match = 'domain'
),

valued AS (
    /* A referrer's host says the medium by its category, and a search engine has a name (A6). */
    SELECT
        named.source,
        named.page_id,
        named.timestamp,
        named.touch,
        CASE
            WHEN named.touch = 'referrer' AND found.category = 'search'
                THEN found.source
            ELSE named.traffic_source
        END AS traffic_source,
        CASE
            WHEN named.touch <> 'referrer'
                THEN named.traffic_medium
            WHEN found.category = 'search'
                THEN 'organic'
            WHEN found.category = 'ai'
                THEN 'ai-assistant'
            WHEN found.category = 'email'
                THEN 'email'
            ELSE 'referral'
        END AS traffic_medium,
        CASE
            WHEN named.touch <> 'referrer'
                THEN named.traffic_campaign
            WHEN found.category = 'search'
                THEN '(organic)'
            WHEN found.category = 'ai'
                THEN '(ai-assistant)'
            WHEN found.category = 'email'
                THEN '(referral)'
            ELSE '(referral)'
        END AS traffic_campaign,
        named.traffic_term,
        named.traffic_content,
        found.category AS traffic_category,
        named.click_id_name,
        named.click_id,
        named.referrer_host
    FROM named
    JOIN found
        ON named.looked_up = found.looked_up
),

paid AS (
    /* Whether the medium is paid, and whether the campaign is of a shop: several channels ask. */
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
        click_id_name,
        click_id,
        referrer_host,
        (
            traffic_medium LIKE '%cp%'
            OR traffic_medium IN ('ppc', 'retargeting')
            OR traffic_medium LIKE 'paid%'
        ) AS is_paid,
        REGEXP_CONTAINS(
            TRANSLATE(traffic_campaign, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
            r'(^|[^a-df-z])shop|shopping'
        ) AS is_shop
    FROM valued
)

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
    CASE
        WHEN
            traffic_source IN ('direct', '(direct)')
            AND traffic_medium IN ('(not set)', '(none)')
            THEN 'Direct'
        WHEN traffic_campaign LIKE '%cross-network%'
            THEN 'Cross-network'
        WHEN
            is_paid AND (
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
        WHEN
            traffic_medium = 'ai-assistant'
            OR (
                traffic_category = 'ai' AND traffic_medium IN ('referral', '(not set)')
            )
            THEN 'AI Assistant'
        WHEN traffic_category = 'shopping' OR is_shop
            THEN 'Organic Shopping'
        WHEN
            traffic_category = 'social'
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
        WHEN
            traffic_source IN ('email', 'e-mail', 'e_mail', 'e mail')
            OR traffic_medium IN ('email', 'e-mail', 'e_mail', 'e mail')
            THEN 'Email'
        WHEN traffic_medium = 'affiliate'
            THEN 'Affiliates'
        WHEN traffic_medium = 'audio'
            THEN 'Audio'
        WHEN traffic_source = 'sms' OR traffic_medium = 'sms'
            THEN 'SMS'
        WHEN
            traffic_medium LIKE '%push'
            OR traffic_medium LIKE '%mobile%'
            OR traffic_medium LIKE '%notification%'
            OR traffic_source = 'firebase'
            THEN 'Mobile Push Notifications'
        ELSE 'Unassigned'
    END AS channel,
    click_id_name,
    click_id,
    referrer_host
FROM paid
