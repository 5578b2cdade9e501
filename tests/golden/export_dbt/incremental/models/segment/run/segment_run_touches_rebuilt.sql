-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 65570c54e3270a01
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into touches.
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
    FROM {{ ref('segment_run_pages_changed') }}
),

queried AS (
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
                    THEN SPLIT(search, '#')[SAFE_OFFSET(0)]
                WHEN INSTR(SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)], '?') > 0
                    THEN SUBSTRING(
                        SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)],
                        INSTR(SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)], '?')
                    )
                ELSE ''
            END,
            '?',
            '&'
        ) || '&' AS query_text,
        SUBSTRING(
            COALESCE(url, ''),
            1,
            INSTR(COALESCE(url, ''), '://') + 2 + INSTR(SUBSTRING(COALESCE(url, '') || '/', INSTR(COALESCE(url, ''), '://') + 3), '/')
        ) AS page_start,
        SUBSTRING(
            COALESCE(referrer, ''),
            1,
            INSTR(COALESCE(referrer, ''), '://') + 2 + INSTR(
                SUBSTRING(COALESCE(referrer, '') || '/', INSTR(COALESCE(referrer, ''), '://') + 3),
                '/'
            )
        ) AS referrer_start
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
            WHEN
                sent_source <> ''
                OR sent_medium <> ''
                OR sent_campaign <> ''
                OR sent_term <> ''
                OR sent_content <> ''
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
            WHEN referrer_start = ''
                THEN FALSE
            WHEN referrer_start = page_start AND NOT referrer_start LIKE '% %'
                THEN FALSE
            ELSE TRUE
        END
),

parsed AS (
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
            WHEN
                TRIM(sent_source, ' ') <> ''
                OR TRIM(sent_medium, ' ') <> ''
                OR TRIM(sent_campaign, ' ') <> ''
                OR TRIM(sent_term, ' ') <> ''
                OR TRIM(sent_content, ' ') <> ''
                OR NOT INSTR(query_text, 'utm_') > 0
                THEN ''
            ELSE SPLIT(SPLIT(CONCAT(query_text, '&utm_source='), '&utm_source=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_medium='), '&utm_medium=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_campaign='), '&utm_campaign=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_term='), '&utm_term=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_content='), '&utm_content=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)]
        END AS encoded,
        CASE
            WHEN INSTR(query_text, '=') > 0
                THEN CASE
                    WHEN
                        INSTR(query_text, '&gclid=') > 0
                        AND INSTR(query_text, '&gclid=') <> INSTR(query_text, '&gclid=&')
                        THEN 'gclid'
                    WHEN
                        INSTR(query_text, '&gbraid=') > 0
                        AND INSTR(query_text, '&gbraid=') <> INSTR(query_text, '&gbraid=&')
                        THEN 'gbraid'
                    WHEN
                        INSTR(query_text, '&wbraid=') > 0
                        AND INSTR(query_text, '&wbraid=') <> INSTR(query_text, '&wbraid=&')
                        THEN 'wbraid'
                    WHEN
                        INSTR(query_text, '&gclsrc=') > 0
                        AND INSTR(query_text, '&gclsrc=') <> INSTR(query_text, '&gclsrc=&')
                        THEN 'gclsrc'
                    WHEN
                        INSTR(query_text, '&gad_source=') > 0
                        AND INSTR(query_text, '&gad_source=') <> INSTR(query_text, '&gad_source=&')
                        THEN 'gad_source'
                    WHEN
                        INSTR(query_text, '&dclid=') > 0
                        AND INSTR(query_text, '&dclid=') <> INSTR(query_text, '&dclid=&')
                        THEN 'dclid'
                    WHEN
                        INSTR(query_text, '&msclkid=') > 0
                        AND INSTR(query_text, '&msclkid=') <> INSTR(query_text, '&msclkid=&')
                        THEN 'msclkid'
                    WHEN
                        INSTR(query_text, '&ttclid=') > 0
                        AND INSTR(query_text, '&ttclid=') <> INSTR(query_text, '&ttclid=&')
                        THEN 'ttclid'
                    WHEN
                        INSTR(query_text, '&twclid=') > 0
                        AND INSTR(query_text, '&twclid=') <> INSTR(query_text, '&twclid=&')
                        THEN 'twclid'
                    WHEN
                        INSTR(query_text, '&li_fat_id=') > 0
                        AND INSTR(query_text, '&li_fat_id=') <> INSTR(query_text, '&li_fat_id=&')
                        THEN 'li_fat_id'
                    WHEN
                        INSTR(query_text, '&rdt_cid=') > 0
                        AND INSTR(query_text, '&rdt_cid=') <> INSTR(query_text, '&rdt_cid=&')
                        THEN 'rdt_cid'
                    WHEN
                        INSTR(query_text, '&ScCid=') > 0
                        AND INSTR(query_text, '&ScCid=') <> INSTR(query_text, '&ScCid=&')
                        THEN 'ScCid'
                    WHEN
                        INSTR(query_text, '&epik=') > 0
                        AND INSTR(query_text, '&epik=') <> INSTR(query_text, '&epik=&')
                        THEN 'epik'
                    WHEN
                        INSTR(query_text, '&qclid=') > 0
                        AND INSTR(query_text, '&qclid=') <> INSTR(query_text, '&qclid=&')
                        THEN 'qclid'
                    WHEN
                        INSTR(query_text, '&yclid=') > 0
                        AND INSTR(query_text, '&yclid=') <> INSTR(query_text, '&yclid=&')
                        THEN 'yclid'
                    WHEN
                        INSTR(query_text, '&irclickid=') > 0
                        AND INSTR(query_text, '&irclickid=') <> INSTR(query_text, '&irclickid=&')
                        THEN 'irclickid'
                    WHEN
                        INSTR(query_text, '&srsltid=') > 0
                        AND INSTR(query_text, '&srsltid=') <> INSTR(query_text, '&srsltid=&')
                        THEN 'srsltid'
                    WHEN
                        INSTR(query_text, '&fbclid=') > 0
                        AND INSTR(query_text, '&fbclid=') <> INSTR(query_text, '&fbclid=&')
                        THEN 'fbclid'
                    WHEN
                        INSTR(query_text, '&igshid=') > 0
                        AND INSTR(query_text, '&igshid=') <> INSTR(query_text, '&igshid=&')
                        THEN 'igshid'
                    WHEN
                        INSTR(query_text, '&mc_cid=') > 0
                        AND INSTR(query_text, '&mc_cid=') <> INSTR(query_text, '&mc_cid=&')
                        THEN 'mc_cid'
                    WHEN
                        INSTR(query_text, '&_kx=') > 0
                        AND INSTR(query_text, '&_kx=') <> INSTR(query_text, '&_kx=&')
                        THEN '_kx'
                    ELSE ''
                END
            ELSE ''
        END AS click_id_name,
        page_start,
        referrer_start
    FROM candidates
),

said AS (
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
),

escaped AS (
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

cut AS (
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
        SPLIT(SPLIT(referrer_start, ' ')[SAFE_OFFSET(0)], '://')[SAFE_OFFSET(0)] AS referrer_scheme,
        SPLIT(
            REPLACE(
                REPLACE(
                    SPLIT(CONCAT(SPLIT(referrer_start, ' ')[SAFE_OFFSET(0)], '://'), '://')[SAFE_OFFSET(1)],
                    '?',
                    '/'
                ),
                '#',
                '/'
            ),
            '/'
        )[SAFE_OFFSET(0)] AS referrer_place,
        SPLIT(page_start, '://')[SAFE_OFFSET(0)] AS page_scheme,
        SPLIT(
            REPLACE(REPLACE(SPLIT(CONCAT(page_start, '://'), '://')[SAFE_OFFSET(1)], '?', '/'), '#', '/'),
            '/'
        )[SAFE_OFFSET(0)] AS page_place
    FROM said
),

addressed AS (
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
        ) AS page_host
    FROM addressed
),

labelled AS (
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
        REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)]) AS referrer_label_1,
        REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) AS referrer_label_2,
        REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '..'), '.')[SAFE_OFFSET(2)]) AS referrer_label_3,
        REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)]) AS page_label_1,
        REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) AS page_label_2,
        REVERSE(SPLIT(CONCAT(REVERSE(page_host), '..'), '.')[SAFE_OFFSET(2)]) AS page_label_3
    FROM hosted
),

sited AS (
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
            WHEN
                INSTR(referrer_host, '.') = 0
                OR REGEXP_CONTAINS(referrer_label_1, r'^[0-9]+$')
                OR referrer_host = referrer_label_2 || '.' || referrer_label_1
                THEN referrer_host
            WHEN
                REGEXP_CONTAINS(referrer_label_1, r'^[a-z][a-z]$')
                AND referrer_label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN referrer_label_3 || '.' || referrer_label_2 || '.' || referrer_label_1
            ELSE referrer_label_2 || '.' || referrer_label_1
        END AS referrer_site,
        CASE
            WHEN
                INSTR(page_host, '.') = 0
                OR REGEXP_CONTAINS(page_label_1, r'^[0-9]+$')
                OR page_host = page_label_2 || '.' || page_label_1
                THEN page_host
            WHEN
                REGEXP_CONTAINS(page_label_1, r'^[a-z][a-z]$')
                AND page_label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN page_label_3 || '.' || page_label_2 || '.' || page_label_1
            ELSE page_label_2 || '.' || page_label_1
        END AS page_site,
        COALESCE(decoded_brackets.decoded, labelled.encoded) AS decoded
    FROM labelled
    LEFT JOIN decoded_brackets
        ON labelled.encoded = decoded_brackets.encoded
),

told AS (
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
                        ELSE REPLACE(REPLACE(SPLIT(decoded, '&')[SAFE_OFFSET(0)], '%26', '&'), '%25', '%')
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
                        ELSE REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&'), '&')[SAFE_OFFSET(1)], '%26', '&'), '%25', '%')
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
                    ELSE REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&'), '&')[SAFE_OFFSET(2)], '%26', '&'), '%25', '%')
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
                    ELSE REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&&'), '&')[SAFE_OFFSET(3)], '%26', '&'), '%25', '%')
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
                    ELSE REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&&&'), '&')[SAFE_OFFSET(4)], '%26', '&'), '%25', '%')
                END,
                ' '
            ),
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
            WHEN
                utm_source IS NULL
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
),

with_labels AS (
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
        REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]) AS label_1,
        REVERSE(SPLIT(CONCAT(REVERSE(looked_up), '.'), '.')[SAFE_OFFSET(1)]) AS label_2
    FROM named
),

without_none AS (
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
            WHEN
                REGEXP_CONTAINS(label_1, r'^[a-z][a-z]$')
                AND label_2 IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN SUBSTRING(looked_up, 1, LENGTH(looked_up) - LENGTH(label_2) - LENGTH(label_1) - 1) || '*'
            WHEN REGEXP_CONTAINS(label_1, r'^[a-z][a-z]$')
                THEN SUBSTRING(looked_up, 1, LENGTH(looked_up) - LENGTH(label_1)) || '*'
        END AS starred,
        looked_up AS under_0
    FROM with_labels
),

without_one AS (
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
        SUBSTRING(under_0, INSTR(under_0, '.') + 1) AS under_1
    FROM without_none
),

without_two AS (
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
        SUBSTRING(under_1, INSTR(under_1, '.') + 1) AS under_2
    FROM without_one
),

without_three AS (
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
        SUBSTRING(under_2, INSTR(under_2, '.') + 1) AS under_3
    FROM without_two
),

found AS (
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
    LEFT JOIN {{ ref('segment_run_traffic_sources_rebuilt') }} AS by_itself
        ON keyed.looked_up = by_itself.key
    LEFT JOIN {{ ref('segment_run_traffic_sources_rebuilt') }} AS by_starred
        ON keyed.starred = by_starred.key
    LEFT JOIN {{ ref('segment_run_traffic_sources_rebuilt') }} AS by_under_1
        ON keyed.under_1 = by_under_1.key AND by_under_1.match = 'domain'
    LEFT JOIN {{ ref('segment_run_traffic_sources_rebuilt') }} AS by_under_2
        ON keyed.under_2 = by_under_2.key AND by_under_2.match = 'domain'
    LEFT JOIN {{ ref('segment_run_traffic_sources_rebuilt') }} AS by_under_3
        ON keyed.under_3 = by_under_3.key AND by_under_3.match = 'domain'
),

valued AS (
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
),

paid AS (
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
        REGEXP_CONTAINS(
            TRANSLATE(traffic_campaign, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
            r'(^|[^a-df-z])shop|shopping'
        ) AS is_shop
    FROM valued
),

channelled AS (
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
            THEN SPLIT(
                SUBSTRING(
                    parsed.query_text,
                    INSTR(parsed.query_text, '&' || parsed.click_id_name || '=') + LENGTH(parsed.click_id_name) + 2
                ),
                '&'
            )[SAFE_OFFSET(0)]
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
