package models

import (
	"context"
	"fmt"
)

// maxOrganizations keeps the list that a form carries small.
const maxOrganizations = 300

// KnownOrganizations lists the names of the organizations that an organiser
// has confirmed, to pick from while typing (BR-19a). What people typed and
// nobody looked at is not shown to others.
func (s *Store) KnownOrganizations(ctx context.Context) ([]string, error) {
	var names []string
	err := s.reader.WithContext(ctx).Model(&Organization{}).Where("known = ?", true).
		Order("name").Limit(maxOrganizations).Pluck("name", &names).Error
	if err != nil {
		return nil, fmt.Errorf("known organizations: %w", err)
	}
	return names, nil
}
