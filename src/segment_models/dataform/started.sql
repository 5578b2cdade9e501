-- What this run is, what it is based on, and whether it is full.
SELECT
    GENERATE_UUID() AS run_id,
    last.run_id AS based_on,
    ${when(incremental(), "FALSE", "TRUE")}
        OR last.run_id IS NULL
        OR last.configuration <> now.configuration
        OR now.tables_there < <models> AS is_full,
    COALESCE(last.layout = now.layout, FALSE) AS is_laid_out,
    now.configuration,
    now.layout,
    CURRENT_TIMESTAMP() AS started_at,
    last.started_at AS until
FROM (
    SELECT
        FORMAT(
            '%s %s %d %d', '<configuration>', '<timeout>',
            COUNT(*), COALESCE(BIT_XOR(FARM_FINGERPRINT(forgotten.id_hash)), 0)
        ) AS configuration,
        '<layout>' AS layout,
        <there> AS tables_there
    FROM <forgotten> AS forgotten
) AS now
LEFT JOIN <publish> AS last
    ON TRUE
