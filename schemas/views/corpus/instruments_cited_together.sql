WITH cited AS (
    SELECT DISTINCT document_id, CASE kind WHEN 'resolution' THEN 'Resolution Conf. ' ELSE 'Decision ' END || number AS label
    FROM citations
    WHERE NOT in_address AND NOT in_furniture
)
SELECT one.label AS first_label, other.label AS second_label, count(*) AS documents
FROM cited one JOIN cited other ON one.document_id = other.document_id AND one.label < other.label
GROUP BY ALL
ORDER BY documents DESC, first_label, second_label
