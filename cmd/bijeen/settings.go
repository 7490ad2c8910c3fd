package main

import (
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"bijeen/mailer"
	"bijeen/models"
	"bijeen/models/names"
	"bijeen/templates"
)

// The settings are text as the environment or a flag gives it. kong reads
// them, and `bijeen serve --help` lists them from the same tags. They are
// parsed here, all at once, so that one run tells everything that is wrong.

// storeSettings are what every command that opens the database needs.
type storeSettings struct {
	Database    string `env:"BIJEEN_DATABASE" placeholder:"FILE" help:"SQLite file, or postgres://user@host/name. Without it ${default_database}, for demo ${demo_database}."`
	MailFrom    string `env:"BIJEEN_MAIL_FROM" default:"Bijeen <bijeen@localhost>" placeholder:"ADDRESS" help:"Sender of all mail and organizer of invites."`
	ChangeDelay string `env:"BIJEEN_CHANGE_DELAY" default:"10m" placeholder:"TIME" help:"How long mail about a changed meeting waits to be merged; 0 sends at once."`
	TimeZone    string `env:"BIJEEN_TIME_ZONE" default:"Europe/Amsterdam" placeholder:"ZONE" help:"Zone of every local time."`
	Now         string `env:"BIJEEN_NOW" placeholder:"TIME" help:"For tests and demo: shift the clock (+11m, -2h) or start it at an instant (2019-11-29T08:00:00Z)."`
}

// secretSettings are the keys of links.
type secretSettings struct {
	Secret         string `env:"BIJEEN_SECRET" placeholder:"TEXT" help:"Key for links, 32 characters or more. Give it by the environment or a file: others on this machine can read flags."`
	SecretFile     string `env:"BIJEEN_SECRET_FILE" placeholder:"FILE" help:"File that holds the key. Without it ${default_secret}, which is made at the first start with SQLite."`
	SecretPrevious string `env:"BIJEEN_SECRET_PREVIOUS" placeholder:"TEXT" help:"Key of before; links made with it still work."`
}

// webSettings are what people reach us by, and what they see of the operator.
type webSettings struct {
	Listen          string `env:"BIJEEN_LISTEN" default:"${default_listen}" placeholder:"HOST:PORT" help:"Address to listen on; port 0 picks a free one."`
	BaseURL         string `env:"BIJEEN_BASE_URL" placeholder:"URL" help:"Address by which people reach the site. Without it that of --listen."`
	TrustedProxies  string `env:"BIJEEN_TRUSTED_PROXIES" placeholder:"ADDRESSES" help:"Addresses and CIDR ranges, separated by commas, that may say who the client is (X-Forwarded-For)."`
	SiteName        string `env:"BIJEEN_SITE_NAME" default:"Bijeen" placeholder:"TEXT" help:"Name of the site in the header."`
	Footer          string `env:"BIJEEN_FOOTER" placeholder:"TEXT" help:"Line at the foot of every page."`
	Operator        string `env:"BIJEEN_OPERATOR" placeholder:"TEXT" help:"Who runs the site, for the privacy page."`
	PrivacyContact  string `env:"BIJEEN_PRIVACY_CONTACT" placeholder:"TEXT" help:"Mail address or phone number for questions about privacy."`
	SecurityContact string `env:"BIJEEN_SECURITY_CONTACT" placeholder:"TEXT" help:"Mail address or URL for who found a weakness (security.txt)."`
	MetricsListen   string `env:"BIJEEN_METRICS_LISTEN" placeholder:"HOST:PORT" help:"Separate address for /metrics (Prometheus) and /debug/pprof; keep it away from the public."`
}

// mailSettings are how mail leaves and answers come in.
type mailSettings struct {
	SMTPURL           string `name:"smtp-url" env:"BIJEEN_SMTP_URL" placeholder:"URL" help:"Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://…. Without it mail waits."`
	MailEnvelope      string `env:"BIJEEN_MAIL_ENVELOPE" placeholder:"tagged|plain" help:"Tagged sender addresses let bounces be matched. Without it tagged when IMAP or LMTP is set, else plain."`
	OAuthTenant       string `name:"mail-oauth-tenant" env:"BIJEEN_MAIL_OAUTH_TENANT" placeholder:"ID" help:"Tenant for XOAUTH2 (Microsoft 365)."`
	OAuthClientID     string `name:"mail-oauth-client-id" env:"BIJEEN_MAIL_OAUTH_CLIENT_ID" placeholder:"ID" help:"Client id for XOAUTH2."`
	OAuthClientSecret string `name:"mail-oauth-client-secret-file" env:"BIJEEN_MAIL_OAUTH_CLIENT_SECRET_FILE" placeholder:"FILE" help:"File that holds the client secret for XOAUTH2."`
	OAuthTokenURL     string `name:"mail-oauth-token-url" env:"BIJEEN_MAIL_OAUTH_TOKEN_URL" placeholder:"URL" help:"Where tokens come from. Without it that of Microsoft 365 for the tenant."`
	IMAPURL           string `name:"imap-url" env:"BIJEEN_IMAP_URL" placeholder:"URL" help:"Mailbox with replies and bounces: imaps://user:password@host."`
	LMTPListen        string `name:"lmtp-listen" env:"BIJEEN_LMTP_LISTEN" placeholder:"HOST:PORT" help:"Address or unix:/path where a mail server hands over replies and bounces."`
}

// serverSettings are all settings, those of serve.
type serverSettings struct {
	webSettings    `embed:"" group:"Web"`
	storeSettings  `embed:"" group:"Data"`
	secretSettings `embed:"" group:"Data"`
	mailSettings   `embed:"" group:"Mail"`
}

// The defaults that depend on the command.
const (
	defaultDatabase = "var/bijeen.db"
	demoDatabase    = "var/demo.db"
	defaultSecret   = "var/secret"
	defaultListen   = "127.0.0.1:8080"
)

// storeConfig are the parsed storeSettings.
type storeConfig struct {
	database    string
	mailFrom    mail.Address
	changeDelay time.Duration
	zone        *time.Location
	now         func() time.Time
}

// config are the parsed settings of a server.
type config struct {
	storeConfig
	secret        secretSettings
	listen        string
	baseURL       string // empty: from the address we listen on
	proxies       []netip.Prefix
	site          templates.Settings
	metricsListen string
	smtp          *mailer.Server // nil: mail waits
	tagged        bool
	notices       []string // what is right but will not do what one may think
}

// settingProblem is one setting that is wrong, in a sentence that says what
// to do.
type settingProblem struct{ name, sentence string }

// settingProblems are all settings that are wrong.
type settingProblems []settingProblem

func (p settingProblems) Error() string {
	var lines []string
	for _, one := range p {
		lines = append(lines, one.name+": "+one.sentence)
	}
	return strings.Join(lines, "\n")
}

func (p *settingProblems) add(name string, err error) {
	if err != nil {
		*p = append(*p, settingProblem{name, err.Error()})
	}
}

func (p settingProblems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// parse reads the settings of the database. database is the default.
func (s storeSettings) parse(database string, tagged bool, now func() time.Time) (storeConfig, settingProblems) {
	var wrong settingProblems
	c := storeConfig{database: s.Database}
	if c.database == "" {
		c.database = database
	}
	var err error
	wrong.add("BIJEEN_DATABASE", checkDatabase(c.database))
	c.mailFrom, err = mailer.ParseFrom(s.MailFrom, tagged)
	wrong.add("BIJEEN_MAIL_FROM", err)
	c.changeDelay, err = parseDelay(s.ChangeDelay)
	wrong.add("BIJEEN_CHANGE_DELAY", err)
	c.zone, err = parseZone(s.TimeZone)
	wrong.add("BIJEEN_TIME_ZONE", err)
	c.now, err = parseNow(s.Now, now)
	wrong.add("BIJEEN_NOW", err)
	return c, wrong
}

// config parses every setting. It opens no connection and makes no file; the
// error is settingProblems.
func (s serverSettings) config(database string, now func() time.Time) (config, error) {
	var c config
	var err error
	tagged, wrong := s.envelope()
	c.tagged = tagged
	store, problems := s.storeSettings.parse(database, tagged, now)
	c.storeConfig, wrong = store, append(wrong, problems...)
	c.secret = s.secretSettings
	wrong.add("BIJEEN_SECRET", s.secretSettings.check(c.database))
	c.listen, err = s.Listen, checkListen(s.Listen)
	wrong.add("BIJEEN_LISTEN", err)
	c.baseURL, err = parseBaseURL(s.BaseURL)
	wrong.add("BIJEEN_BASE_URL", err)
	c.proxies, err = parseProxies(s.TrustedProxies)
	wrong.add("BIJEEN_TRUSTED_PROXIES", err)
	c.metricsListen = s.MetricsListen
	if s.MetricsListen != "" {
		wrong.add("BIJEEN_METRICS_LISTEN", checkListen(s.MetricsListen))
	}
	c.site = templates.Settings{
		Name: names.CleanLine(s.SiteName), Footer: names.CleanLine(s.Footer), Operator: names.CleanLine(s.Operator),
		PrivacyContact: names.CleanLine(s.PrivacyContact), SecurityContact: strings.TrimPrefix(names.CleanLine(s.SecurityContact), "mailto:"),
	}
	wrong.add("BIJEEN_SECURITY_CONTACT", checkContact(c.site.SecurityContact))
	wrong = append(wrong, s.mailSettings.parse(&c)...)
	return c, wrong.orNil()
}

// envelope says whether sender addresses are tagged.
func (s mailSettings) envelope() (tagged bool, wrong settingProblems) {
	switch s.MailEnvelope {
	case "tagged":
		return true, nil
	case "plain":
		return false, nil
	case "":
		return s.IMAPURL != "" || s.LMTPListen != "", nil
	}
	wrong.add("BIJEEN_MAIL_ENVELOPE", fmt.Errorf("%q is neither: write tagged or plain", s.MailEnvelope))
	return false, wrong
}

func checkDatabase(database string) error {
	switch {
	case models.IsPostgres(database):
		if u, err := url.Parse(database); err != nil || u.Host == "" {
			return errors.New("write postgres://user:password@host/name")
		}
	case strings.Contains(database, "://"):
		return errors.New("write the name of a file, or postgres://user:password@host/name")
	case strings.HasSuffix(database, "/"):
		return fmt.Errorf("%q is a folder: write the name of a file in it", database)
	default:
		if info, err := os.Stat(database); err == nil && info.IsDir() {
			return fmt.Errorf("%q is a folder: write the name of a file in it", database)
		}
	}
	return nil
}

func parseDelay(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no time: write 10m, 90s, or 0", s)
	}
	return d, nil
}

func parseZone(s string) (*time.Location, error) {
	zone, err := time.LoadLocation(s)
	if err != nil || s == "" || s == "Local" {
		return nil, fmt.Errorf("%q is no time zone: write a name such as Europe/Amsterdam", s)
	}
	return zone, nil
}
