(
            SELECT COUNT(*) FROM <catalog>
            WHERE table_type = 'BASE TABLE' AND table_name IN (
                <listed>
            )
        )
