-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f238f82e155ace35
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_touches_known(model, description=none) -%}
-- Every touch has what it comes from, a source, a medium, a campaign, and a channel that there is (C1 to C20).
SELECT
    source,
    page_id,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    channel
FROM (SELECT * FROM {{ model }}) AS touches
WHERE
    channel IS NULL
    OR channel NOT IN (
        'Direct',
        'Cross-network',
        'Paid Shopping',
        'Paid Search',
        'Paid Social',
        'Paid Video',
        'Display',
        'Paid Other',
        'AI Assistant',
        'Organic Shopping',
        'Organic Social',
        'Organic Video',
        'Organic Search',
        'Referral',
        'Email',
        'Affiliates',
        'Audio',
        'SMS',
        'Mobile Push Notifications',
        'Unassigned'
    )
    OR traffic_source IS NULL
    OR traffic_medium IS NULL
    OR traffic_campaign IS NULL
    OR NOT COALESCE(
        (
            touch = 'utm'
            OR (
                touch = 'click_id' AND click_id IS NOT NULL
            )
            OR (
                touch = 'referrer' AND referrer_host IS NOT NULL
            )
        ),
        FALSE
    )
    OR (
        click_id IS NULL
    ) <> (
        click_id_name IS NULL
    )
{% endtest %}
