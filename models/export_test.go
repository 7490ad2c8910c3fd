package models

import (
	"fmt"

	"gorm.io/gorm"
)

// SetQueryOnly lets the one connection that writes to an SQLite file refuse
// every change, as on a disk that became read-only.
func (s *Store) SetQueryOnly(on bool) error {
	return s.db.Exec(fmt.Sprintf("pragma query_only = %t", on)).Error
}

// Plug lets a test listen to every statement, and make one fail.
func (s *Store) Plug(p gorm.Plugin) error {
	if err := s.db.Use(p); err != nil || s.reader == s.db {
		return err
	}
	return s.reader.Use(p)
}

// BackupTables are the tables of a backup.
var BackupTables = backupTables
