package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bijeen/models/mailaddr"
)

// StartDemo prepares a database for demo data: it makes the organizer of the
// demo, whose address marks the database as one that may be emptied, and
// removes the demo data that is there. Kind Conflict when the database holds
// anything that is no demo data: then nothing is touched.
func (s *Store) StartDemo(ctx context.Context, email, name string) (*User, error) {
	a, err := mailaddr.Parse(email)
	if err != nil {
		return nil, atField("email", err)
	}
	empty, err := s.Empty(ctx)
	if err != nil {
		return nil, err
	}
	u := &User{Email: a.String(), EmailKey: a.Key(), Name: name, Role: RoleAdmin, Notices: NoticesDigest, Language: "nl"}
	err = s.write(ctx, func(tx *gorm.DB) error {
		if !empty {
			if err := emptyDemo(tx, a.Key()); err != nil {
				return err
			}
		}
		if err := tx.Exec("delete from " + builtIn).Error; err != nil { // a start may have made them before
			return err
		}
		u.ID, u.CreatedAt = 0, s.Now()
		return tx.Create(u).Error
	})
	if err != nil {
		return nil, fmt.Errorf("start demo data: %w", err)
	}
	return u, nil
}

// emptyDemo removes everything from a database whose first user is the
// organizer of the demo.
func emptyDemo(tx *gorm.DB, emailKey string) error {
	var first User
	if err := tx.Order("id").Limit(1).Find(&first).Error; err != nil {
		return err
	}
	if first.EmailKey != emailKey {
		return refuse(Conflict, "database_not_demo")
	}
	for _, table := range slices.Backward(backupTables) {
		if err := tx.Exec("delete from " + table).Error; err != nil {
			return fmt.Errorf("empty table %s: %w", table, err)
		}
	}
	return nil
}
