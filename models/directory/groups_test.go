package directory_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/models/modelstest"
)

var (
	bg   = context.Background()
	desk = models.Actor{Kind: models.ByOrganizer}
)

// groupsOf gives the verbs of groups over a new database.
func groupsOf(t testing.TB) (directory.Groups, *modelstest.Fixture) {
	f := modelstest.New(t)
	return directory.Groups{Store: f.Store}, f
}

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fieldKeys names each problem as field=key.
func fieldKeys(err error) string {
	var many models.Problems
	if !errors.As(err, &many) {
		var one *models.Error
		if errors.As(err, &one) {
			return one.Key
		}
		return ""
	}
	var list []string
	for _, e := range many {
		list = append(list, e.Field+"="+e.Key)
	}
	return strings.Join(list, " ")
}

func table(name string, number int) directory.GroupInput {
	return directory.GroupInput{Kind: "development_table", Number: number, Name: name}
}

func save(t testing.TB, g directory.Groups, in directory.GroupInput) *models.Group {
	t.Helper()
	group, err := g.SaveGroup(bg, 0, in, 0, desk)
	noError(t, err)
	return group
}

func actions(page *directory.GroupPage) []string {
	var list []string
	for _, c := range page.History {
		list = append(list, c.Action)
	}
	slices.Reverse(list)
	return list
}

func TestSaveGroup_NumberAndNames(t *testing.T) {
	g, _ := groupsOf(t)
	one := save(t, g, table("Ontwikkeltafel 1: Dichtbij huis", 1))
	in := table("Ontwikkeltafel 1: Opgroeien in de buurt", 1)
	renamed, err := g.SaveGroup(bg, one.ID, in, one.Version, desk)
	noError(t, err)
	if renamed.Slug != one.Slug {
		t.Errorf("the address went from %q to %q with the name", one.Slug, renamed.Slug)
	}
	page, err := g.Page(bg, one.ID)
	noError(t, err)
	if len(page.Names) != 1 || page.Names[0].Name != one.Name || page.Names[0].UntilOn != g.Store.Today() {
		t.Errorf("names of before: %+v", page.Names)
	}
	if diff := cmp.Diff([]string{"group_added", "group_renamed"}, actions(page)); diff != "" {
		t.Errorf("history (-want +got)\n%s", diff)
	}
	for name, c := range map[string]struct {
		id   int64
		in   directory.GroupInput
		read int
		want string
	}{
		"its number stays":            {one.ID, table(in.Name, 2), renamed.Version, "number=group_number_stable"},
		"number of another":           {0, table("Andere", 1), 0, "number=group_number_taken"},
		"name of another":             {0, table("ontwikkeltafel 1 – opgroeien in de BUURT", 3), 0, "name=group_name_known"},
		"name another had":            {0, table(one.Name, 3), 0, "name=group_name_known"},
		"nothing typed":               {0, directory.GroupInput{}, 0, "kind=choice_unknown name=group_name_missing"},
		"a call on a hidden page":     {0, directory.GroupInput{Kind: "platform", Name: "P", CallOpen: true}, 0, "call_open=group_call_hidden"},
		"a parent that is not there":  {0, directory.GroupInput{Kind: "platform", Name: "P", ParentID: 99}, 0, "parent=choice_unknown"},
		"an unknown group":            {99, table("X", 9), 1, "group_not_found"},
		"somebody else was first":     {one.ID, in, one.Version, "group_changed"},
		"a purpose beyond all bounds": {0, directory.GroupInput{Kind: "platform", Name: "P", Purpose: strings.Repeat("x", 10_001)}, 0, "purpose=too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := g.SaveGroup(bg, c.id, c.in, c.read, desk)
			if got := fieldKeys(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
	// The group itself may go back to a name it had.
	if _, err := g.SaveGroup(bg, one.ID, table(one.Name, 1), renamed.Version, desk); err != nil {
		t.Errorf("back to the old name: %v", err)
	}
}

// Nobody is above itself, however many changes come at one moment.
func TestSaveGroup_NoLoop(t *testing.T) {
	g, _ := groupsOf(t)
	a, b, c := save(t, g, table("A", 1)), save(t, g, table("B", 2)), save(t, g, table("C", 3))
	below := func(group *models.Group, parent int64) error {
		in := table(group.Name, group.Number)
		in.ParentID = parent
		_, err := g.SaveGroup(bg, group.ID, in, group.Version, desk)
		return err
	}
	if got := fieldKeys(below(a, a.ID)); got != "parent=group_loop" {
		t.Errorf("below itself: %q", got)
	}
	var racing sync.WaitGroup
	errs := make([]error, 3)
	for i, pair := range [][2]*models.Group{{a, b}, {b, c}, {c, a}} {
		racing.Go(func() { errs[i] = below(pair[0], pair[1].ID) })
	}
	racing.Wait()
	refused := 0
	for _, err := range errs {
		if err != nil {
			refused++
			if got := fieldKeys(err); got != "parent=group_loop" {
				t.Errorf("refused with %q (%v)", got, err)
			}
		}
	}
	if refused != 1 {
		t.Errorf("%d of three refused, want 1: %v", refused, errs)
	}
}

func TestRoles(t *testing.T) {
	g, f := groupsOf(t)
	group := save(t, g, table("Ontwikkeltafel 1", 1))
	fenna := f.Listed(models.Attendee{GivenName: "Fenna", Surname: "Proefveld", Email: "fenna@proef.example"})
	role := directory.RoleInput{PersonID: fenna.ID, Role: "executive_sponsor", OnBehalfOf: "GM0141"}
	noError(t, g.SaveRole(bg, group.ID, 0, role, desk))
	if got := fieldKeys(g.SaveRole(bg, group.ID, 0, role, desk)); got != "role=group_role_known" {
		t.Errorf("the same role twice: %q", got)
	}
	if got := fieldKeys(g.SaveRole(bg, group.ID, 0, directory.RoleInput{Role: "x", OnBehalfOf: "GM9999", FromOn: "2019-13-01"}, desk)); got != "person=group_person_missing role=choice_unknown on_behalf_of=choice_unknown from_on=day_wrong" {
		t.Errorf("problems: %q", got)
	}
	noError(t, g.SaveRole(bg, group.ID, 0, directory.RoleInput{PersonID: fenna.ID, Role: "informed", OnBehalfOf: "GM0153"}, desk))
	page, err := g.Page(bg, group.ID)
	noError(t, err)
	missing := codes(page)
	if slices.Contains(missing, "GM0141") || !slices.Contains(missing, "GM0153") || !slices.Contains(missing, "GM0147") {
		t.Errorf("nobody sits there for %v: who is informed sits nowhere", missing)
	}
	role.UntilOn = modelstest.DayBefore(f.Today())
	noError(t, g.SaveRole(bg, group.ID, page.Roles[0].ID, role, desk))
	page, err = g.Page(bg, group.ID)
	noError(t, err)
	if !slices.Contains(codes(page), "GM0141") {
		t.Error("whose role is over still sits there")
	}
	if diff := cmp.Diff([]string{"group_added", "group_role_given", "group_role_given", "group_role_ended"}, actions(page)); diff != "" {
		t.Errorf("history (-want +got)\n%s", diff)
	}
	// After its end the role may be given again.
	noError(t, g.SaveRole(bg, group.ID, 0, directory.RoleInput{PersonID: fenna.ID, Role: "executive_sponsor", OnBehalfOf: "GM0141", FromOn: f.Today()}, desk))
	noError(t, g.RemoveRole(bg, group.ID, page.Roles[0].ID, desk))
	if got := fieldKeys(g.RemoveRole(bg, group.ID, page.Roles[0].ID, desk)); got != "role_not_found" {
		t.Errorf("taken away twice: %q", got)
	}
}

func codes(page *directory.GroupPage) []string {
	var list []string
	for _, c := range page.Missing() {
		list = append(list, c.Code)
	}
	return list
}

func open(t testing.TB, g directory.Groups) *models.Group {
	in := table("Ontwikkeltafel 2", 2)
	in.Public, in.CallOpen = true, true
	return save(t, g, in)
}

func offering(name string) directory.OfferInput {
	return directory.OfferInput{GivenName: name, Surname: "van den Voorbeeld", Email: strings.ToLower(name) + "@voorbeeld.example", Language: "nl"}
}

func kinds(claimed []models.Claimed) map[models.MessageKind]int {
	n := map[models.MessageKind]int{}
	for _, c := range claimed {
		n[c.Kind]++
	}
	return n
}

func TestOffer_AnsweredOnce(t *testing.T) {
	g, f := groupsOf(t)
	group := open(t, g)
	for _, name := range []string{"Joris", "Noor", "Pim", "Joris"} { // who asks twice asked once
		noError(t, g.Offer(bg, group.Slug, offering(name)))
	}
	if got := kinds(f.Deliver()); got[models.MailHelpReceived] != 3 {
		t.Errorf("receipts: %v, want 3", got)
	}
	page, err := g.Page(bg, group.ID)
	noError(t, err)
	if len(page.Offers) != 3 {
		t.Fatalf("%d offers, want 3", len(page.Offers))
	}
	ids := []int64{page.Offers[0].ID, page.Offers[1].ID}
	var both sync.WaitGroup
	done := make([]directory.Answered, 2)
	for i := range 2 { // two leads answer at the same moment
		both.Go(func() {
			var err error
			done[i], err = g.AnswerOffers(bg, group.ID, directory.AnswerInput{Offers: ids, Accept: i == 0}, desk)
			if err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if done[0].Done+done[1].Done != 2 || done[0].Before+done[1].Before != 2 {
		t.Errorf("answered %+v: two people, each once", done)
	}
	if got := kinds(f.Deliver()); got[models.MailHelpAccepted]+got[models.MailHelpThanked] != 2 {
		t.Errorf("mails: %v, want two", got)
	}
	all := []int64{page.Offers[0].ID, page.Offers[1].ID, page.Offers[2].ID}
	left, err := g.AnswerOffers(bg, group.ID, directory.AnswerInput{Offers: all, Accept: true}, desk)
	noError(t, err)
	if left != (directory.Answered{Done: 1, Before: 2}) {
		t.Errorf("the last one: %+v", left)
	}
	page, err = g.Page(bg, group.ID)
	noError(t, err)
	members := 1
	if done[0].Done == 2 {
		members = 3
	}
	if len(page.Roles) != members || page.Roles[0].Role != "member" || page.Roles[0].Person.ListedAt == nil || page.Roles[0].Person.SortKey == "" {
		t.Errorf("members: %+v, want %d in the directory", page.Roles, members)
	}
}

func TestOffer_Refused(t *testing.T) {
	g, _ := groupsOf(t)
	group := open(t, g)
	hidden := save(t, g, table("Stuurgroep", 3))
	closed := table("Dicht", 4)
	closed.Public = true
	shut := save(t, g, closed)
	for name, c := range map[string]struct {
		slug string
		in   directory.OfferInput
		want string
	}{
		"hidden":  {hidden.Slug, offering("Joris"), "group_not_found"},
		"unknown": {"nergens", offering("Joris"), "group_not_found"},
		"no slug": {"A\x00B", offering("Joris"), "group_not_found"},
		"closed":  {shut.Slug, offering("Joris"), "group_call_closed"},
		"empty":   {group.Slug, directory.OfferInput{}, "given_name=given_name_missing surname=surname_missing email=email_missing"},
		"wrong":   {group.Slug, directory.OfferInput{GivenName: "J", Surname: "V", Email: "geen adres", Message: strings.Repeat("x", 2001)}, "email=email_wrong message=too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fieldKeys(g.Offer(bg, c.slug, c.in)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Offers go twelve months after the answer, or after the call closed.
func TestOffer_Retention(t *testing.T) {
	g, f := groupsOf(t)
	group := open(t, g)
	noError(t, g.Offer(bg, group.Slug, offering("Joris")))
	noError(t, g.Offer(bg, group.Slug, offering("Noor")))
	page, err := g.Page(bg, group.ID)
	noError(t, err)
	_, err = g.AnswerOffers(bg, group.ID, directory.AnswerInput{Offers: []int64{page.Offers[0].ID}}, desk)
	noError(t, err)
	f.Deliver()
	left := func() int {
		t.Helper()
		_, err := f.RunRetention(bg)
		noError(t, err)
		page, err := g.Page(bg, group.ID)
		noError(t, err)
		return len(page.Offers)
	}
	f.Clock.Set(f.Clock.Now().AddDate(0, 12, -1))
	if got := left(); got != 2 {
		t.Errorf("a day before the term: %d offers, want 2", got)
	}
	f.Clock.Add(25 * time.Hour)
	if got := left(); got != 1 {
		t.Errorf("after the term of the answer: %d offers, want 1: the other waits while the call is open", got)
	}
	in := table(group.Name, group.Number)
	in.Public = true
	_, err = g.SaveGroup(bg, group.ID, in, group.Version, desk)
	noError(t, err)
	f.Clock.Set(f.Clock.Now().AddDate(0, 12, 1))
	if got := left(); got != 0 {
		t.Errorf("a year after the call closed: %d offers, want none", got)
	}
}

// What we hold about who offers help is shown and erased with the rest.
func TestOffer_ShownAndErased(t *testing.T) {
	g, f := groupsOf(t)
	group := open(t, g)
	noError(t, g.Offer(bg, group.Slug, offering("Joris")))
	noError(t, g.Offer(bg, group.Slug, offering("Noor")))
	data, err := f.PersonData(bg, "joris@voorbeeld.example")
	noError(t, err)
	if len(data.Offers) != 1 || data.Offers[0].Group != group.Name || data.Offers[0].Surname != "Voorbeeld" {
		t.Errorf("shown: %+v", data.Offers)
	}
	if _, err := f.ErasePerson(bg, "joris@voorbeeld.example"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.PersonData(bg, "joris@voorbeeld.example"); models.KindOf(err) != models.NotFound {
		t.Errorf("after erasing: %v", err)
	}
	if _, err := f.PersonData(bg, "noor@voorbeeld.example"); err != nil {
		t.Errorf("another went too: %v", err)
	}
}

// The public page has the meetings the group holds, under its name of now or
// of before, and those of nobody else.
func TestPublicPage(t *testing.T) {
	g, f := groupsOf(t)
	group := open(t, g)
	hosted := func(slug, host string, change func(*models.MeetingInput)) {
		in := modelstest.Gathering(slug, 5)
		in.Visibility, in.Hosts = models.VisibilityPublic, []models.HostInput{{Name: host, Role: "lead"}}
		if change != nil {
			change(&in)
		}
		f.Save(in)
	}
	hosted("van-nu", "Ontwikkeltafel Nieuw", nil)
	hosted("van-toen", group.Name, nil)
	hosted("besloten", group.Name, func(in *models.MeetingInput) { in.Visibility = models.VisibilityInvited })
	hosted("geleend", "Een ander", func(in *models.MeetingInput) {
		in.Hosts = append(in.Hosts, models.HostInput{Name: group.Name, Role: "lender"})
	})
	in := table("Ontwikkeltafel nieuw", 2)
	in.Public = true
	_, err := g.SaveGroup(bg, group.ID, in, group.Version, desk)
	noError(t, err)
	page, err := g.PublicPage(bg, group.Slug)
	noError(t, err)
	var slugs []string
	for _, m := range page.Meetings {
		slugs = append(slugs, m.Meeting.Slug)
	}
	slices.Sort(slugs)
	if diff := cmp.Diff([]string{"van-nu", "van-toen"}, slugs); diff != "" {
		t.Errorf("meetings (-want +got)\n%s", diff)
	}
	hidden := save(t, g, table("Stuurgroep", 3))
	if _, err := g.PublicPage(bg, hidden.Slug); models.KindOf(err) != models.NotFound {
		t.Errorf("hidden group: %v", err)
	}
	shown, err := g.Public(bg)
	noError(t, err)
	if len(shown) != 1 || shown[0].ID != group.ID {
		t.Errorf("public groups: %+v", shown)
	}
}
