package browser_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bijeen/browser/browsertest"
)

// picturesEnv names the directory for the pictures of README: "make pictures".
const picturesEnv = "BIJEEN_PICTURES"

// picture keeps what fits on the screen of a visitor as NAME.png.
func (v *visitor) picture(name string, width, height int) {
	v.t.Helper()
	dir := os.Getenv(picturesEnv)
	if dir == "" {
		return
	}
	page, err := png.Decode(bytes.NewReader(v.PNG()))
	if err != nil {
		v.t.Fatal(err)
	}
	seen := image.NewRGBA(image.Rect(0, 0, width, min(height, page.Bounds().Dy())))
	draw.Draw(seen, seen.Bounds(), page, image.Point{}, draw.Src)
	file, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		v.t.Fatal(err)
	}
	defer file.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, seen); err != nil {
		v.t.Fatal(err)
	}
}

// TestTenMinutes is "A meeting in ten minutes" of README: from nothing to
// people at the door. It counts what it takes and makes the pictures.
func TestTenMinutes(t *testing.T) {
	t.Parallel()
	const (
		address = "/bijeenkomsten/schrapsessie-jeugdhulp-in-almelo"
		desk    = "/beheer" + address
		people  = 12
	)
	s := open(t)
	v := s.organizer(t, browsertest.View{Width: 1366})
	shot := func(name string) { t.Helper(); v.picture(name, 1366, 820) }

	v.clicks, v.typed = 0, 0
	v.open("/beheer/nieuw", http.StatusOK)
	v.follow(`main a[href="/beheer/nieuw?soort=scrap_session"]`, http.StatusOK)
	fill := func(name, value string) { t.Helper(); v.typed++; v.Set("[name='"+name+"']", value) }
	fill("title", "Schrapsessie jeugdhulp in Almelo")
	fill("summary", "Welke regel kost u tijd en helpt geen enkel kind? Neem die mee. Wij bekijken samen welke regels weg kunnen.")
	fill("date", "2026-11-27")
	fill("starts_at", "13:30")
	fill("ends_at", "16:30")
	if len(v.Texts("fieldset.bij-block")) == 0 {
		v.follow("button[name=add_site][value=onsite]", http.StatusOK)
	}
	fill("sites[0].venue.name", "Stadhuis Almelo")
	fill("sites[0].venue.town", "Almelo")
	fill("sites[0].seat_capacity", "20")
	fill("contact.email", "schrappen@samen.example")
	shot("1-make")
	v.follow("button[name=then][value=open]", http.StatusOK)
	if got := v.Path(); got != desk {
		t.Fatalf("the new meeting stands at %s", got)
	}
	t.Logf("from nothing to open: %d fields, %d clicks", v.typed, v.clicks)
	if v.typed > 12 {
		t.Errorf("%d fields to fill in, want twelve at most", v.typed)
	}

	for n, name := range []string{
		"Demi van de Broek", "Joris van den Voorbeeld", "Fenna ter Proefveld", "Sjoerd Oude Fictink", "Ümit Örnekoğlu", "Jip 't Proefstuk",
		"Zoë Schijnveld", "Marit op den Denkbeeld", "Sanne van 't Model", "Omar Ben Mithal", "Ilse Nergenshuizen", "Bas Dummy",
	} {
		given, surname, _ := strings.Cut(name, " ")
		p := person{given, surname, "deelnemer" + strconv.Itoa(n) + "@horizon.example", []string{"Gemeente Almelo", "Stichting Horizon", "ROC van Twente"}[n%3]}
		s.signUp(t, address[len("/bijeenkomsten/"):], p)
		s.mail.next(t, p.email)
	}
	v.open(address, http.StatusOK)
	shot("2-public")
	v.open(desk+"/aanmeldingen", http.StatusOK)
	shot("3-people")

	v.clicks = 0
	v.open(desk, http.StatusOK)
	v.follow(`nav a[href="`+desk+`/lijsten"]`, http.StatusOK)
	shot("4-lists")
	v.sees("main", "PDF")

	v.open(desk+"/wijzigen", http.StatusOK)
	v.Set("[name='sites[0].room']", "Raadzaal, eerste verdieping")
	v.follow(".bij-pagehead button", http.StatusOK)
	v.sees("main", strconv.Itoa(people)+" mensen krijgen een mail")
	shot("5-effect")
	v.follow("[name=confirmed]", http.StatusOK)
	v.sees("[role=status]", "De wijziging is opgeslagen.")
	for n := range people {
		s.mail.next(t, "deelnemer"+strconv.Itoa(n)+"@horizon.example")
	}

	v.Send("/beheer/meldingen", url.Values{"notices": {"none"}, "language": {"nl"}}) // no overview each morning
	s.restart(time.Date(2026, 11, 27, 12, 35, 0, 0, time.UTC))
	d := s.organizer(t, tablet)
	d.open(desk+"/balie", http.StatusOK)
	for range 4 {
		d.follow("[name=do][value=in]", http.StatusOK)
	}
	d.picture("6-door", tablet.Width, 900)
	s.allRead(t)
}
