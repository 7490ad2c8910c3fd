package desk

import (
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/deskview"
)

// attention lists what an organiser has to look at in one meeting, the most
// urgent first. What goes well is not in it.
func attention(pr *locale.Printer, d *deskview.MeetingRow, path string) []todo {
	var list []todo
	add := func(n int, icon, key, url string) {
		if n > 0 {
			list = append(list, todo{Icon: icon, Text: pr.N("desk_todo."+key, n), URL: url, Link: pr.T("desk_todo." + key + "_link")})
		}
	}
	add(surplus(d.Seats), "alert-triangle", "surplus", path)
	add(d.Mail.Failed, "mail-off", "mail_failed", withQuery(path+"/berichten", "status", string(models.MessageFailed)))
	add(d.Mail.Stuck, "hourglass", "mail_stuck", withQuery(path+"/berichten", "status", string(models.MessageQueued)))
	add(d.People[models.Pending], "user-check", "pending", withQuery(path+"/aanmeldingen", "status", string(models.Pending)))
	return list
}

// surplus is how many people there are too many, at all sites together
// (BR-34).
func surplus(seats models.Occupancy) int {
	n := 0
	for _, s := range seats {
		n += s.Surplus()
	}
	return n
}
