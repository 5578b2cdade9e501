-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 07a19bb8cf3ae208
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
        "category",
        "price paid",
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
                THEN SPLIT_PART(search, '#', 1)
            WHEN STRPOS(SPLIT_PART(COALESCE(url, ''), '#', 1), '?') > 0
                THEN SUBSTRING(
                    SPLIT_PART(COALESCE(url, ''), '#', 1),
                    STRPOS(SPLIT_PART(COALESCE(url, ''), '#', 1), '?')
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
                STRPOS(query_text, '=') > 0
                AND (
                    STRPOS(query_text, 'utm_') > 0
                    OR STRPOS(query_text, 'gclid=') > 0
                    OR STRPOS(query_text, 'gbraid=') > 0
                    OR STRPOS(query_text, 'wbraid=') > 0
                    OR STRPOS(query_text, 'gclsrc=') > 0
                    OR STRPOS(query_text, 'gad_source=') > 0
                    OR STRPOS(query_text, 'dclid=') > 0
                    OR STRPOS(query_text, 'msclkid=') > 0
                    OR STRPOS(query_text, 'ttclid=') > 0
                    OR STRPOS(query_text, 'twclid=') > 0
                    OR STRPOS(query_text, 'li_fat_id=') > 0
                    OR STRPOS(query_text, 'rdt_cid=') > 0
                    OR STRPOS(query_text, 'ScCid=') > 0
                    OR STRPOS(query_text, 'epik=') > 0
                    OR STRPOS(query_text, 'qclid=') > 0
                    OR STRPOS(query_text, 'yclid=') > 0
                    OR STRPOS(query_text, 'irclickid=') > 0
                    OR STRPOS(query_text, 'srsltid=') > 0
                    OR STRPOS(query_text, 'fbclid=') > 0
                    OR STRPOS(query_text, 'igshid=') > 0
                    OR STRPOS(query_text, 'mc_cid=') > 0
                    OR STRPOS(query_text, '_kx=') > 0
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
                AND SPLIT_PART(url, '/', 3) = SPLIT_PART(referrer, '/', 3)
                AND NOT SPLIT_PART(referrer, '/', 3) LIKE '% %'
                THEN FALSE
            ELSE TRUE
        END
),

cut AS MATERIALIZED (
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
        SPLIT_PART(SPLIT_PART(COALESCE(referrer, ''), ' ', 1), '://', 1) AS referrer_scheme,
        SPLIT_PART(
            SPLIT_PART(
                SPLIT_PART(SPLIT_PART(SPLIT_PART(COALESCE(referrer, ''), ' ', 1), '://', 2), '/', 1),
                '?',
                1
            ),
            '#',
            1
        ) AS referrer_place,
        SPLIT_PART(COALESCE(url, ''), '://', 1) AS page_scheme,
        SPLIT_PART(
            SPLIT_PART(SPLIT_PART(SPLIT_PART(COALESCE(url, ''), '://', 2), '/', 1), '?', 1),
            '#',
            1
        ) AS page_place
    FROM candidates
),

addressed AS MATERIALIZED (
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
            WHEN STRPOS(referrer_place, '@') > 0
                THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(referrer_place), '@', 1)), ':', 1)
            ELSE SPLIT_PART(referrer_place, ':', 1)
        END AS referrer_authority,
        CASE
            WHEN page_scheme LIKE '%/%' OR page_scheme LIKE '%?%' OR page_scheme LIKE '%#%'
                THEN ''
            WHEN STRPOS(page_place, '@') > 0
                THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(page_place), '@', 1)), ':', 1)
            ELSE SPLIT_PART(page_place, ':', 1)
        END AS page_authority
    FROM cut
),

hosted AS MATERIALIZED (
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
            WHEN has_columns OR NOT STRPOS(query_text, 'utm_') > 0
                THEN NULL
            ELSE SPLIT_PART(SPLIT_PART(query_text, '&utm_source=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_medium=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_campaign=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_term=', 2), '&', 1) || '&' || SPLIT_PART(SPLIT_PART(query_text, '&utm_content=', 2), '&', 1)
        END AS encoded,
        CASE
            WHEN STRPOS(query_text, '=') > 0
                THEN CASE
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&gclid=', 2), '&', 1) <> ''
                        THEN 'gclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&gbraid=', 2), '&', 1) <> ''
                        THEN 'gbraid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&wbraid=', 2), '&', 1) <> ''
                        THEN 'wbraid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&gclsrc=', 2), '&', 1) <> ''
                        THEN 'gclsrc'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&gad_source=', 2), '&', 1) <> ''
                        THEN 'gad_source'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&dclid=', 2), '&', 1) <> ''
                        THEN 'dclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&msclkid=', 2), '&', 1) <> ''
                        THEN 'msclkid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&ttclid=', 2), '&', 1) <> ''
                        THEN 'ttclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&twclid=', 2), '&', 1) <> ''
                        THEN 'twclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&li_fat_id=', 2), '&', 1) <> ''
                        THEN 'li_fat_id'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&rdt_cid=', 2), '&', 1) <> ''
                        THEN 'rdt_cid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&ScCid=', 2), '&', 1) <> ''
                        THEN 'ScCid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&epik=', 2), '&', 1) <> ''
                        THEN 'epik'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&qclid=', 2), '&', 1) <> ''
                        THEN 'qclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&yclid=', 2), '&', 1) <> ''
                        THEN 'yclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&irclickid=', 2), '&', 1) <> ''
                        THEN 'irclickid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&srsltid=', 2), '&', 1) <> ''
                        THEN 'srsltid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&fbclid=', 2), '&', 1) <> ''
                        THEN 'fbclid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&igshid=', 2), '&', 1) <> ''
                        THEN 'igshid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&mc_cid=', 2), '&', 1) <> ''
                        THEN 'mc_cid'
                    WHEN SPLIT_PART(SPLIT_PART(query_text, '&_kx=', 2), '&', 1) <> ''
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
        STRPOS(encoded, '%') > 0 OR STRPOS(encoded, '+') > 0
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
                    ''''
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

sited AS MATERIALIZED (
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
                THEN SPLIT_PART(
                    SUBSTRING(
                        query_text,
                        STRPOS(query_text, '&' || click_id_name || '=') + LENGTH(click_id_name) + 2
                    ),
                    '&',
                    1
                )
        END AS click_id,
        CASE
            WHEN
                STRPOS(referrer_host, '.') = 0
                OR REGEXP_MATCHES(REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 1)), '^[0-9]+$')
                OR referrer_host = REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 2)) || '.' || REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 1))
                THEN referrer_host
            WHEN
                REGEXP_MATCHES(REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 1)), '^[a-z][a-z]$')
                AND REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 2)) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 3)) || '.' || REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 2)) || '.' || REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 1))
            ELSE REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 2)) || '.' || REVERSE(SPLIT_PART(REVERSE(referrer_host), '.', 1))
        END AS referrer_site,
        CASE
            WHEN
                STRPOS(page_host, '.') = 0
                OR REGEXP_MATCHES(REVERSE(SPLIT_PART(REVERSE(page_host), '.', 1)), '^[0-9]+$')
                OR page_host = REVERSE(SPLIT_PART(REVERSE(page_host), '.', 2)) || '.' || REVERSE(SPLIT_PART(REVERSE(page_host), '.', 1))
                THEN page_host
            WHEN
                REGEXP_MATCHES(REVERSE(SPLIT_PART(REVERSE(page_host), '.', 1)), '^[a-z][a-z]$')
                AND REVERSE(SPLIT_PART(REVERSE(page_host), '.', 2)) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN REVERSE(SPLIT_PART(REVERSE(page_host), '.', 3)) || '.' || REVERSE(SPLIT_PART(REVERSE(page_host), '.', 2)) || '.' || REVERSE(SPLIT_PART(REVERSE(page_host), '.', 1))
            ELSE REVERSE(SPLIT_PART(REVERSE(page_host), '.', 2)) || '.' || REVERSE(SPLIT_PART(REVERSE(page_host), '.', 1))
        END AS page_site
    FROM hosted
    LEFT JOIN decoded_brackets
        ON hosted.encoded = decoded_brackets.encoded
),

told AS MATERIALIZED (
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
                    ELSE TRIM(REPLACE(REPLACE(SPLIT_PART(decoded, '&', 1), '%26', '&'), '%25', '%'), ' ')
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
                    ELSE TRIM(REPLACE(REPLACE(SPLIT_PART(decoded, '&', 2), '%26', '&'), '%25', '%'), ' ')
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
                ELSE TRIM(REPLACE(REPLACE(SPLIT_PART(decoded, '&', 3), '%26', '&'), '%25', '%'), ' ')
            END,
            ''
        ) AS utm_campaign,
        NULLIF(
            CASE
                WHEN has_columns
                    THEN utm_term
                ELSE TRIM(REPLACE(REPLACE(SPLIT_PART(decoded, '&', 4), '%26', '&'), '%25', '%'), ' ')
            END,
            ''
        ) AS utm_term,
        NULLIF(
            CASE
                WHEN has_columns
                    THEN utm_content
                ELSE TRIM(REPLACE(REPLACE(SPLIT_PART(decoded, '&', 5), '%26', '&'), '%25', '%'), ' ')
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
                REGEXP_MATCHES(REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 1)), '^[a-z][a-z]$')
                AND REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 2)) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
                THEN SUBSTRING(
                    looked_up,
                    1,
                    LENGTH(looked_up) - LENGTH(REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 2))) - LENGTH(REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 1))) - 1
                ) || '*'
            WHEN REGEXP_MATCHES(REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 1)), '^[a-z][a-z]$')
                THEN SUBSTRING(
                    looked_up,
                    1,
                    LENGTH(looked_up) - LENGTH(REVERSE(SPLIT_PART(REVERSE(looked_up), '.', 1)))
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
            WHEN STRPOS(SUBSTRING(under_0, STRPOS(under_0, '.') + 1), '.') > 0
                THEN SUBSTRING(under_0, STRPOS(under_0, '.') + 1)
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
            WHEN STRPOS(SUBSTRING(under_1, STRPOS(under_1, '.') + 1), '.') > 0
                THEN SUBSTRING(under_1, STRPOS(under_1, '.') + 1)
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
            WHEN STRPOS(SUBSTRING(under_2, STRPOS(under_2, '.') + 1), '.') > 0
                THEN SUBSTRING(under_2, STRPOS(under_2, '.') + 1)
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
        REGEXP_MATCHES(
            TRANSLATE(traffic_campaign, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
            '(^|[^a-df-z])shop|shopping'
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
