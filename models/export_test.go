package models

import "fmt"

// SetQueryOnly lets the one connection that writes to an SQLite file refuse
// every change, as on a disk that became read-only.
func (s *Store) SetQueryOnly(on bool) error {
	return s.db.Exec(fmt.Sprintf("pragma query_only = %t", on)).Error
}
