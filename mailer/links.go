package mailer

import "bijeen/models"

// own is the address of the own registration a row is about.
func (c *Composer) own(row *models.Claimed) string {
	return c.registration(*row.RegistrationID, row.MessageFacts.LinkVersion)
}

func (c *Composer) registration(id int64, version int) string {
	return c.BaseURL + "/aanmelding/" + c.Links.Token(id, version)
}

func (c *Composer) meeting(slug string) string {
	return c.BaseURL + "/bijeenkomsten/" + slug
}

// login is the address of a way in to the desk. It always says the language:
// its page belongs to no meeting.
func (c *Composer) login(nonce, lang string) string {
	return c.BaseURL + "/beheer/inloggen/" + c.Links.LoginToken(nonce) + "?taal=" + lang
}

// taal makes a link open in the language of the mail: pages follow the
// language of their meeting unless told otherwise (contract, Public
// addresses).
func taal(mail, meeting string) string {
	if mail == meeting || meeting == "" {
		return ""
	}
	return "?taal=" + mail
}
