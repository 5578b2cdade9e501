-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 5195f22a10a27226
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- Every row read is a duplicate, rejected, or used exactly once: in one session, or a server's outside (R12).
SELECT
    source,
    call_type,
    calls,
    already_known,
    duplicates,
    rejected,
    used,
    outside
FROM (
    SELECT
        source,
        call_type,
        calls,
        already_known,
        duplicates,
        rejected,
        used,
        outside
    FROM {{ ref('segment_run_account') }}
    ORDER BY
        source,
        call_type
) AS account
WHERE
    calls <> already_known + duplicates + rejected + used + outside
