package demo

// around counts who stands around the aldermen.
func (f *filled) around() {
	f.t.Helper()
	f.equal("deputies and secretaries", f.counts(`select 'deputies', count(*) from positions where deputy_id is not null
		union all select 'assistants', count(*) from assistants union all select 'secretaries', count(distinct assistant_id) from assistants`),
		map[string]int{"deputies": 4, "assistants": 3, "secretaries": 2})
}
