package deskview

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"bijeen/models"
)

// Doubles reads the n-th name (1-based) that people of a meeting share without
// anybody having said that they are two people, with all who take part under it
// in the order of signing up, and how many such names there are (BR-10). A
// registration that is not 0 chooses the name instead. No rows where there is no
// such name.
func (v *View) Doubles(ctx context.Context, m *models.Meeting, n int, registrationID int64) (rows []PersonRow, total int, err error) {
	err = v.store.Read(ctx, func(tx *gorm.DB) error {
		var keys []string
		err := tx.Raw(`select p.name_key from people p join registrations r on r.person_id = p.id and r.meeting_id = ? and r.status in ?
			where p.id in (?) group by p.name_key order by min(r.sort_key), p.name_key`, m.ID, models.ActiveStatuses, inDoubt(tx, m.ID)).Scan(&keys).Error
		if err != nil {
			return err
		}
		total = len(keys)
		named := tx.Model(&models.Person{}).Select("id")
		switch {
		case registrationID != 0:
			named = named.Where("name_key in ? and name_key = (select p.name_key from people p join registrations r on r.person_id = p.id where r.id = ?)", keys, registrationID)
		case n < 1 || n > total:
			return nil
		default:
			named = named.Where("name_key = ?", keys[n-1])
		}
		var list []*models.Registration
		err = tx.Where("meeting_id = ? and status in ? and person_id in (?)", m.ID, models.ActiveStatuses, named).Order("created_at, id").Find(&list).Error
		if err != nil {
			return err
		}
		rows, err = personRows(tx, m, list)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("possible doubles of meeting %d: %w", m.ID, err)
	}
	return rows, total, nil
}
