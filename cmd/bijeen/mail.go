package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"bijeen/mailer"
)

// parse reads the settings of mail into c.
func (s mailSettings) parse(c *config) settingProblems {
	var wrong settingProblems
	if s.SMTPURL != "" {
		server, err := mailer.ParseServer(s.SMTPURL)
		wrong.add("BIJEEN_SMTP_URL", err)
		c.smtp = &server
	} else {
		c.notices = append(c.notices, "BIJEEN_SMTP_URL is not set: mail waits in the outbox until it is")
	}
	if s.oauth() {
		wrong = append(wrong, s.checkOAuth()...)
	}
	wrong.add("BIJEEN_IMAP_URL", checkIMAP(s.IMAPURL))
	wrong.add("BIJEEN_LMTP_LISTEN", checkLMTP(s.LMTPListen))
	if s.IMAPURL != "" || s.LMTPListen != "" {
		c.notices = append(c.notices, "reading replies and bounces (BIJEEN_IMAP_URL, BIJEEN_LMTP_LISTEN) comes in a later version: until then they stay in the mailbox")
	}
	return wrong
}

func (s mailSettings) oauth() bool {
	return s.OAuthTenant != "" || s.OAuthClientID != "" || s.OAuthClientSecret != "" || s.OAuthTokenURL != ""
}

// checkOAuth looks at the settings of XOAUTH2. They cannot be used yet, and a
// server that only takes tokens would refuse all mail: that must not show
// only then.
func (s mailSettings) checkOAuth() settingProblems {
	var wrong settingProblems
	if s.OAuthTenant == "" && s.OAuthTokenURL == "" {
		wrong.add("BIJEEN_MAIL_OAUTH_TENANT", errors.New("is missing: set it, or BIJEEN_MAIL_OAUTH_TOKEN_URL"))
	}
	if s.OAuthClientID == "" {
		wrong.add("BIJEEN_MAIL_OAUTH_CLIENT_ID", errors.New("is missing: set it to the id of the application"))
	}
	switch _, err := os.Stat(s.OAuthClientSecret); {
	case s.OAuthClientSecret == "":
		wrong.add("BIJEEN_MAIL_OAUTH_CLIENT_SECRET_FILE", errors.New("is missing: set it to the file with the client secret"))
	case err != nil:
		wrong.add("BIJEEN_MAIL_OAUTH_CLIENT_SECRET_FILE", fileProblem(err))
	}
	if u, err := url.Parse(s.OAuthTokenURL); s.OAuthTokenURL != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		wrong.add("BIJEEN_MAIL_OAUTH_TOKEN_URL", fmt.Errorf("%q is no address: write https://…", s.OAuthTokenURL))
	}
	if len(wrong) == 0 {
		wrong.add("BIJEEN_MAIL_OAUTH_…", errors.New("signing in with XOAUTH2 comes in a later version: leave these settings out and give user and password in BIJEEN_SMTP_URL"))
	}
	return wrong
}

func checkIMAP(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "imap" && u.Scheme != "imaps" || u.User == nil {
		return errors.New("write imaps://user:password@host")
	}
	return nil
}

func checkLMTP(s string) error {
	if path, ok := strings.CutPrefix(s, "unix:"); s == "" || ok && strings.HasPrefix(path, "/") {
		return nil
	}
	return checkListen(s)
}
