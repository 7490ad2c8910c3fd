package public_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"bijeen/handlers/handlerstest"
)

// badForm is one sign-up that must not get in.
type badForm struct {
	name string
	form url.Values
	raw  string // a body that url.Values cannot make
}

// hostile are texts that must never be believed as an address, a code or a
// key, whatever the field.
var hostile = []string{
	"", " ", "\t", "\u00a0", "x", "@", "a@", "@b.example", "a@b", "a b@c.example", "a@b@c.example", "a,b@c.example", "<a@b.example>",
	"Jan <jan@b.example>", "jan@b.example, piet@c.example", "jan@b.example;piet@c.example", "\"jan\"@b.example", "jan@[127.0.0.1]",
	"jan@127.0.0.1", "jan@-b.example", "jan@b-.example", "jan@b..example", ".jan@b.example", "jan.@b.example", "j..n@b.example",
	"jan@b.example\r\nBcc: piet@c.example", "jan@b.example\nContent-Type: text/html", "jan@b.example\r\n\r\nbody", "jan@b.example%0d%0aBcc:x",
	"' or '1'='1", "'; drop table registrations; --", "1 union select * from users", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
	"{{.Store}}", "${7*7}", "#{7*7}", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "BEGIN:VEVENT\r\nUID:x", "../../etc/passwd", "file:///etc/passwd",
	"j\u202ean@b.example", "j\u200ban", strings.Repeat("a", 65) + "@b.example", "a@" + strings.Repeat("b.", 130) + "example", "zoë@b.example", "jan@b.exam ple",
	"null", "undefined", "NaN", "-1", "99999999999999999999", "1e309", "0x10", "true", "[]", "{}", "\\", "\\\\", "%", "%s%s%s%n", "$(id)", "`id`",
}

// badForms is a corpus of some 300 sign-ups in which something is wrong.
func badForms() []badForm {
	var list []badForm
	add := func(name string, form url.Values) { list = append(list, badForm{name: name, form: form}) }
	valid := func() url.Values { return with(fenna(), "site", "a") }
	for _, field := range []string{"email", "site", "level", "mandated", "represents", "diet", "also_site"} {
		for i, text := range hostile {
			optional := field != "email" && field != "site"
			if optional && strings.TrimSpace(text) == "" || field == "level" && text == "" {
				continue // nothing chosen is no mistake
			}
			add(fmt.Sprintf("%s %d", field, i), with(with(valid(), field, text), "needs_consent", "yes"))
		}
	}
	for _, field := range []string{"given_name", "surname", "surname_prefix", "organization", "job_title", "phone", "diet_other", "booked_by_name"} {
		for i, text := range []string{"a\r\nb", "a\nBcc: x@y.example", "a\rb", "a\u2028b", "a\u0085b", "a\vb", strings.Repeat("x", 3000), strings.Repeat("é ", 2001)} {
			add(fmt.Sprintf("%s line %d", field, i), with(with(valid(), field, text), "needs_consent", "yes"))
		}
	}
	for _, field := range []string{"given_name", "surname", "organization"} {
		for i, text := range []string{"", " ", "\t", "\u00a0\u3000", "\u202e", "\u200b\u200e", "\u00ad", "\x01\x02"} {
			add(fmt.Sprintf("%s empty %d", field, i), with(valid(), field, text))
		}
		add(field+" missing", with(valid(), field))
		add(field+" twice", with(valid(), field, "Een", "Twee"))
	}
	add("email twice", with(valid(), "email", "a@b.example", "c@d.example"))
	add("site twice", with(valid(), "site", "a", "b"))
	add("access too long", with(with(valid(), "access", strings.Repeat("a", 2001)), "needs_consent", "yes"))
	add("remarks too long", with(valid(), "remarks", strings.Repeat("a", 2001)))
	add("diet without consent", with(valid(), "diet", "vegan"))
	add("one megabyte", with(valid(), "given_name", strings.Repeat("a", 1<<20)))
	add("65 kB in fields nobody reads", with(valid(), "x", strings.Repeat("a", 65<<10)))
	for _, n := range []string{"20", "21", "100", "9999"} {
		form := valid()
		form.Set("people["+n+"].given_name", "Fenna")
		add("person "+n, form)
	}
	for name, raw := range map[string]string{
		"broken escape": "given_name=%", "broken escape 2": "given_name=%zz&surname=x", "NUL": "given_name=a%00b&surname=x&email=a%40b.example&organization=x&site=a",
		"no UTF-8": "given_name=%ff%fe&surname=x&email=a%40b.example&organization=x&site=a", "overlong": "given_name=%c0%af&surname=x&email=a%40b.example&organization=x&site=a",
		"half a surrogate": "given_name=%ed%a0%80&surname=x&email=a%40b.example&organization=x&site=a", "semicolons": "given_name=Fenna;surname=x", "no form": "hallo", "nothing": "",
		"NUL in a name": "given_name=Fenna&surname=x&email=a%40b.example&organization=x&site=a&a%00b=c",
	} {
		list = append(list, badForm{name: name, raw: raw})
	}
	return list
}

// TestR10: bad input is an answer and not a stack trace. Every form of the
// corpus is 400, 413 or 422, nothing is stored, and what comes back as HTML
// has nothing of it as markup.
func TestR10_BadSignUps(t *testing.T) {
	site := platform(t, 50, 50)
	before := site.Dump()
	corpus := badForms()
	if len(corpus) < 300 {
		t.Fatalf("%d forms, want 300", len(corpus))
	}
	for _, bad := range corpus {
		a := send(site, bad)
		if a.Status != 400 && a.Status != 413 && a.Status != 422 {
			t.Errorf("%s: status %d to %q", bad.name, a.Status, a.Location())
		}
		if a.Has("main script, main img, main [onerror]") || strings.Contains(a.Body, "<script>alert") {
			t.Errorf("%s: markup of a stranger on our page", bad.name)
		}
	}
	if site.Dump() != before {
		t.Error("something was stored")
	}
	for _, word := range []string{"level=ERROR", "panic", "Fenna", "horizon.example"} {
		if strings.Contains(site.Logs.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
	if a := site.Post(signUpPath, with(fenna(), "site", "a")); a.Status != 303 { // negative control
		t.Errorf("a good form after them: %d", a.Status)
	}
}

func send(site *handlerstest.Site, bad badForm) *handlerstest.Answer {
	body := bad.raw
	if bad.form != nil {
		body = bad.form.Encode()
	}
	return site.Client().Do("POST", signUpPath, "application/x-www-form-urlencoded", []byte(body))
}

// What is unusual but right is stored as it was typed, and shown as text.
func TestUnusualNames(t *testing.T) {
	site := platform(t, 50)
	for i, name := range []string{"<b>Zoë</b>", "Robert'); drop table registrations;--", "{{.}}", "=1+1", "O'Fictie", "李", "🙂", "a\u0301", "Li\tWei", strings.Repeat("é", 80)} {
		form := with(with(fenna(), "surname", name), "email", fmt.Sprintf("p%d@horizon.example", i))
		if a := site.Post(signUpPath, form); a.Status != 303 {
			t.Errorf("%q: status %d", name, a.Status)
			continue
		}
		page := site.Get("/aanmelding/" + site.Token(lastID(t, site), 1))
		stored := site.One("select surname from registrations order by id desc limit 1")
		if !strings.Contains(page.Text("main"), stored) || page.Has("main b") && strings.Contains(name, "<b>") {
			t.Errorf("%q is stored as %q and not shown as text", name, stored)
		}
	}
	marks := with(with(fenna(), "given_name", "Fen\u202ena\x07"), "email", "fenna@mark.example")
	if a := site.Post(signUpPath, marks); a.Status != 303 || site.One("select given_name from registrations order by id desc limit 1") != "Fenna" {
		t.Errorf("marks of direction: %d, stored %q", a.Status, site.One("select given_name from registrations order by id desc limit 1"))
	}
}
