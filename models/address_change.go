package models

import "bijeen/models/mailaddr"

// changeAddress ends the calendar item at the old address and begins one at
// the new (calendar-mail.md §6). The old address is told at once with what
// it knew; its links stop working.
func (d *desk) changeAddress(r *Registration, c checked, by Actor) error {
	if err := d.dropUnclaimed(r); err != nil {
		return err
	}
	address := c.address.String()
	if err := d.farewell(r, address); err != nil {
		return err
	}
	r.Email, r.CalendarAddress = address, address
	r.setName(c.name)
	r.LinkVersion++
	if err := d.transition(r, r.Status, "address_changed", by, ""); err != nil {
		return err
	}
	return d.mailDetail(r, d.mailOf(r), MessageDetail{Why: WhyNewAddress})
}

// mailOf is the mail that says how things stand for r: that the meeting is
// off, or what mailFor gives.
func (d *desk) mailOf(r *Registration) MessageKind {
	switch {
	case d.m.CalledOff():
		return MailMeetingCancelled
	case d.m.Status == MeetingPostponed:
		return MailPostponed
	}
	return mailFor(r.Status)
}

// farewell queues the mail to the old address with its facts frozen now: a
// moment later the registration speaks of the new one.
func (d *desk) farewell(r *Registration, address string) error {
	if err := loadVenues(d.tx, d.m); err != nil {
		return err
	}
	msg, err := d.message(r, MailAddressChanged, MessageDetail{NewAddress: mailaddr.Mask(address)})
	if err != nil {
		return err
	}
	return d.queueFrozen(r, msg)
}

// queueFrozen queues a mail that says what is true before the verb goes on.
// It takes the calendar item away from whoever has it.
func (d *desk) queueFrozen(r *Registration, msg *Message) error {
	detail, err := decodeDetail(msg)
	if err != nil {
		return err
	}
	hosts, err := d.hosts()
	if err != nil {
		return err
	}
	f := &MessageFacts{
		Language: msg.Language, Meeting: d.meetingFacts(hosts), Detail: detail, ToName: r.Name().Full(),
		GivenName: r.GivenName, Role: r.Role, Status: r.Status,
	}
	if err := d.placeFacts(f, r); err != nil {
		return err
	}
	f.Item = d.itemFacts(r)
	if err := d.takeAway(f, msg, r); err != nil {
		return err
	}
	if err := msg.fix(f, d.now); err != nil {
		return err
	}
	return d.queueMessage(msg)
}

// takeAway ends the calendar item that somebody was told about: by a CANCEL,
// or in silence when the meeting is over.
func (d *desk) takeAway(f *MessageFacts, msg *Message, r *Registration) error {
	if !r.CalendarInvited {
		return nil
	}
	if d.m.over(d.now) {
		return d.renewItem(r)
	}
	told, err := r.told()
	if err != nil {
		return err
	}
	return d.revoke(f, msg, r, told)
}
