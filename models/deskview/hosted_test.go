package deskview_test

import (
	"testing"

	"bijeen/models"
	"bijeen/models/deskview"
	"bijeen/models/modelstest"
)

// BR-81: a host is the host of one site of one meeting.
func TestBR81_HostOfASite(t *testing.T) {
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 5, 5))
	f.Save(modelstest.Gathering("ander", 5))
	host, err := f.AddUser(ctx, "gastheer@locatie.example", "Truus Tijdelijk", models.RoleSiteHost)
	if err != nil {
		t.Fatal(err)
	}
	f.SignUpAll(m, modelstest.Person(1, "b"), modelstest.Person(2, "b"), modelstest.Person(3, "a"))
	if err := f.SetSiteHost(ctx, m.ID, "b", host.ID, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		slug, site string
		want       bool
	}{{"platform", "b", true}, {"platform", "a", false}, {"platform", "", false}, {"ander", "a", false}, {"onbekend", "b", false}} {
		if got, err := f.Hosts(ctx, host.ID, tt.slug, tt.site); err != nil || got != tt.want {
			t.Errorf("%s %s: %v, %v; want %v", tt.slug, tt.site, got, err, tt.want)
		}
	}
	sites, err := deskview.New(f.Store).Hosted(ctx, host.ID)
	if err != nil || len(sites) != 1 || sites[0].Site.Key != "b" || sites[0].People != 2 {
		t.Errorf("hosted %+v, %v; want site b with 2 people", sites, err)
	}
	if err := f.SetSiteHost(ctx, m.ID, "b", 0, models.Actor{Kind: models.ByOrganizer}); err != nil {
		t.Fatal(err)
	}
	if got, _ := f.Hosts(ctx, host.ID, "platform", "b"); got {
		t.Error("still the host after it was taken back")
	}
	viewer, err := f.AddUser(ctx, "kijker@locatie.example", "Bas Dummy", models.RoleViewer)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetSiteHost(ctx, m.ID, "b", viewer.ID, models.Actor{Kind: models.ByOrganizer}); models.KindOf(err) != models.Invalid {
		t.Errorf("somebody without the role: %v; want invalid", err)
	}
	if err := f.SetSiteHost(ctx, m.ID, "x", host.ID, models.Actor{Kind: models.ByOrganizer}); models.KindOf(err) != models.Invalid {
		t.Errorf("unknown site: %v; want invalid", err)
	}
}
