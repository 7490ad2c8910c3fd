package public

import (
	"net/url"
	"strings"
	"testing"

	"bijeen/models"
)

// FuzzSignUpForm (R11): whatever is sent, reading the form, adding and
// removing people ends in a form that can be checked and shown.
func FuzzSignUpForm(f *testing.F) {
	for _, seed := range []string{
		"given_name=Fenna&surname=ter+Proefveld&email=fenna%40horizon.example&organization=Horizon",
		"people[0].given_name=A&people[3].surname=B&people[19].email=c%40d.example&site=a&organization=x",
		"people[20].given_name=A", "people[9999].given_name=A", "people[00].given_name=A&people[0].given_name=B", "people[-1].given_name=A",
		"people[0].people[1].given_name=A", "people[].given_name=A", "people[0]=A", "diet=vegan&diet=&diet=x", "given_name=a&given_name=b",
		"remove_person=0&people[0].email=a&people[1].email=b", "remove_person=-1", "represents=GM0153&also_for=GM0168", "%00=%ff",
		"people[1].organization=x&organization=&people[1].site=%0a",
	} {
		f.Add(seed)
	}
	meeting := &models.Meeting{Sites: []models.Site{{ID: 1, Key: "a", Status: models.SiteConfirmed}, {ID: 2, Key: "b", Status: models.SiteConfirmed}}}
	f.Fuzz(func(t *testing.T, body string) {
		values, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		form, err := readSignUp(values)
		if err != nil {
			return
		}
		people := form.count
		if people < 1 || len(form.signUp(1, "nl").People) != people {
			t.Fatalf("%d people from %q", people, body)
		}
		if wrong, ok := form.check(meeting, "nl").(models.Problems); ok {
			for _, e := range wrong {
				if strings.HasPrefix(e.Field, "people[") != form.several && strings.HasPrefix(e.Field, "people[") {
					t.Errorf("%q: problem at %s in a form for one", body, e.Field)
				}
			}
		}
		form.add()
		if want := max(people, min(people+1, models.MaxPeople)); form.count != want {
			t.Errorf("%q: %d people after adding to %d", body, form.count, people)
		}
		for form.count > 1 {
			before := form.count
			form.remove("0")
			if form.count != before-1 {
				t.Fatalf("%q: removing does not remove", body)
			}
		}
		if form.several {
			t.Errorf("%q: one person is left in a form for several", body)
		}
	})
}
