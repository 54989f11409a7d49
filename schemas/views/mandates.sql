SELECT DISTINCT i.instrument_id, i.label, i.title, o.organization_id, o.name
FROM instrument_subjects s
JOIN instruments i USING (instrument_id)
JOIN organizations o ON o.organization_id = s.organization_id
ORDER BY i.instrument_id, o.organization_id
