SELECT r.table_name, r.row_id, e.erratum_id
FROM row_sources r
JOIN errata e ON e.passage_id = r.passage_id AND r.start_char < e.end_char AND e.start_char < r.end_char
WHERE r.table_name <> 'errata'
ORDER BY r.table_name, r.row_id, e.erratum_id
