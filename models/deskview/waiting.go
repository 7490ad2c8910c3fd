package deskview

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"bijeen/models"
)

// WaitingPerPage is how much of the queue one page shows.
const WaitingPerPage = 50

// WaitingRow is one entry of the queue, or one open offer.
type WaitingRow struct {
	PersonRow
	Number  int            // in the whole queue, 1-based; 0 for an offer
	Asks    models.Asks    // what it needs of a site
	Accepts []*models.Site // in order of preference
	From    string         // the place that is kept meanwhile; empty on the waiting list (BR-33)
	Since   time.Time
	Lapsed  bool   // an offer ran out; no second one by itself
	Why     string // the reason of the priority
	ReplyBy time.Time
}

// WaitingList is the queue of a meeting as it stands (rules §3.5).
type WaitingList struct {
	Queue  []WaitingRow // one page, in order
	Total  int
	Offers []WaitingRow // all, by deadline
}

// Waiting reads a page (1-based) of the queue in the order in which it gets
// places, wishes to move among those on the list (rules §3.5 rules 2 and 5), and
// the open offers. It takes a fixed number of queries.
func (v *View) Waiting(ctx context.Context, m *models.Meeting, page int) (*WaitingList, error) {
	list, skip := &WaitingList{}, (max(page, 1)-1)*WaitingPerPage
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		queue := tx.Model(&models.Registration{}).Where("meeting_id = ? and waitlisted_at is not null and status in ?",
			m.ID, []models.RegistrationStatus{models.Waitlisted, models.Registered})
		var total int64
		if err := queue.Session(&gorm.Session{}).Count(&total).Error; err != nil {
			return err
		}
		var waiting, offered []*models.Registration
		err := queue.Session(&gorm.Session{}).Order("priority, waitlisted_at, id").Limit(WaitingPerPage).Offset(skip).Find(&waiting).Error
		if err != nil {
			return err
		}
		if err := tx.Where("meeting_id = ? and status = ?", m.ID, models.Offered).Order("offer_expires_at, id").Find(&offered).Error; err != nil {
			return err
		}
		list.Total = int(total)
		if list.Queue, err = waitingRows(tx, m, waiting); err != nil {
			return err
		}
		for i := range list.Queue {
			list.Queue[i].Number = skip + i + 1
		}
		list.Offers, err = waitingRows(tx, m, offered)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("waiting list of meeting %d: %w", m.ID, err)
	}
	return list, nil
}

// WaitsFor reports whether somebody in the queue takes a seat at this site when
// one comes free in this mode: while seats are offered, neither a wish to move
// nor somebody whose offer ran out does (rules §3.5 rules 4 and 5).
func (v *View) WaitsFor(ctx context.Context, site *models.Site, mode models.QueueMode) (bool, error) {
	var n int64
	err := v.store.Read(ctx, func(tx *gorm.DB) error {
		q := tx.Model(&models.Registration{}).Joins("join accepted_sites a on a.registration_id = registrations.id").
			Where("a.site_id = ? and waitlisted_at is not null and status in ?", site.ID, []models.RegistrationStatus{models.Waitlisted, models.Registered})
		if mode == models.QueueOffers {
			q = q.Where("status = ? and not offer_lapsed", models.Waitlisted)
		}
		return q.Count(&n).Error
	})
	if err != nil {
		return false, fmt.Errorf("queue of site %s: %w", site.Key, err)
	}
	return mode != models.QueueRests && n > 0, nil
}

func waitingRows(tx *gorm.DB, m *models.Meeting, list []*models.Registration) ([]WaitingRow, error) {
	if len(list) == 0 {
		return nil, nil
	}
	people, err := personRows(tx, m, list)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(list))
	for i, r := range list {
		ids[i] = r.ID
	}
	var accepted []models.AcceptedSite
	if err := tx.Where("registration_id in ?", ids).Order("registration_id, rank").Find(&accepted).Error; err != nil {
		return nil, err
	}
	var given []models.RegistrationChange
	if err := tx.Where("registration_id in ? and action = ?", ids, "priority_given").Order("id").Find(&given).Error; err != nil {
		return nil, err
	}
	rows := make([]WaitingRow, len(list))
	for i, r := range list {
		rows[i] = waitingRow(m, r, people[i])
		for _, a := range accepted {
			if site := m.SiteByID(a.SiteID); a.RegistrationID == r.ID && site != nil {
				rows[i].Accepts = append(rows[i].Accepts, site)
			}
		}
		for _, c := range given {
			if *c.RegistrationID == r.ID && r.Priority < 0 {
				rows[i].Why = c.Reason // the last one
			}
		}
	}
	return rows, nil
}

func waitingRow(m *models.Meeting, r *models.Registration, p PersonRow) WaitingRow {
	row := WaitingRow{PersonRow: p, Asks: models.AsksOf(r), Lapsed: r.OfferLapsed}
	if r.WaitlistedAt != nil {
		row.Since = *r.WaitlistedAt
	}
	if r.OfferExpiresAt != nil {
		row.ReplyBy = *r.OfferExpiresAt
	}
	if r.Status == models.Registered {
		row.From = placeOf(m, r.SiteID)
	}
	return row
}
