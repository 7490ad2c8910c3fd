package names

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// sorted gives the full names in the order of their keys, from a start that
// is never in order.
func sorted(names []Name, key func(Name) string) []string {
	names = slices.Clone(names)
	chance := rand.New(rand.NewPCG(1, 2))
	chance.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	slices.SortFunc(names, func(a, b Name) int { return strings.Compare(key(a), key(b)) })
	return fullNames(names)
}

func fullNames(names []Name) []string {
	var full []string
	for _, n := range names {
		full = append(full, n.Full())
	}
	return full
}

// dutchOrder are names in the order of a Dutch list.
var dutchOrder = []struct {
	why  string
	want []Name
}{
	{"prefix does not count, core names do", []Name{
		{"Anne-Fleur", "", "Berg-van de Proef"},
		{"Demi", "van de", "Broek"},
		{"Bas", "", "Dummy"},
		{"Sjoerd", "", "Oude Fictink"},
		{"Jip", "'t", "Proefstuk"},
		{"Fenna", "ter", "Proefveld"},
		{"Joris", "van den", "Voorbeeld"},
	}},
	{"surname, then given name, then prefix", []Name{
		{"Aaltje", "van", "Berg"},
		{"Bas", "", "Berg"},
		{"Bas", "van", "Berg"},
		{"Bas", "van den", "Berg"},
		{"Carlijn", "", "Berg"},
	}},
	{"accents do not count", []Name{
		{"A", "", "Edelproef"},
		{"A", "", "Éénhuis"},
		{"A", "", "Eentje"},
		{"A", "", "Öffelen"},
		{"A", "", "Ogenschijn"},
		{"Ümit", "", "Örnekoğlu"},
		{"A", "", "Oscar"},
	}},
	{"ij is i and j", []Name{
		{"A", "", "Iets"},
		{"IJsbrand", "", "IJverzicht"},
		{"A", "", "Ikkink"},
		{"A", "", "Verzonnen"},
		{"A", "", "Vijver"},
		{"A", "", "Vĳver"},
		{"A", "", "Vink"},
		{"A", "", "Yserman"},
	}},
	{"case does not count", []Name{
		{"a", "", "berg"},
		{"B", "", "BERG"},
		{"c", "", "Berg"},
		{"A", "", "bergh"},
	}},
	{"a word ends before a longer one; a hyphen is a space", []Name{
		{"A", "", "Klein"},
		{"A", "", "Klein Verzonnen"},
		{"A", "", "Klein-Zomaar"},
		{"A", "", "Kleinman"},
	}},
	{"apostrophes do not count", []Name{
		{"A", "", "Odekerk"},
		{"A", "", "O'Fictie"},
		{"B", "", "O’Fictie"},
		{"C", "", "O´Fictie"},
		{"D", "", "OʼFictie"},
		{"A", "", "Ogen"},
	}},
	{"Turkish, Nordic and Polish letters", []Name{
		{"A", "", "Ilgın"},
		{"A", "", "İlgin"},
		{"B", "", "Ilgin"},
		{"A", "", "Ilhan"},
		{"A", "", "Lódz"},
		{"B", "", "Łodz"},
		{"C", "", "Lodz"},
		{"A", "", "Oren"},
		{"A", "", "Øren"},
		{"C", "", "Oren"},
		{"A", "", "Yağmur"},
		{"B", "", "Yagmur"},
	}},
	{"other scripts after Latin, and all kept", []Name{
		{"A", "", "Zzz"},
		{"Α", "", "Παράδειγμα"},
		{"Б", "", "Пример"},
		{"李", "", "示例"},
	}},
	{"an accent only decides when nothing else does", []Name{
		{"Zoe", "", "Schijnveld"},
		{"Zoë", "", "Schijnveld"},
	}},
	{"without a surname under the given name", []Name{
		{"Björn", "", "Lutke Maquette"},
		{"Mees", "", ""},
		{"Sanne", "van 't", "Model"},
	}},
}

func TestBR71_ListsSortBySurnameWithoutPrefix(t *testing.T) {
	for _, tt := range dutchOrder {
		t.Run(tt.why, func(t *testing.T) {
			if diff := cmp.Diff(fullNames(tt.want), sorted(tt.want, Name.SortKey)); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	}
}

// Negative control: the list form by itself does not sort the Dutch way, so
// the table above can fail.
func TestBR71_PlainOrderIsNotDutchOrder(t *testing.T) {
	wrong := 0
	for _, tt := range dutchOrder {
		if !slices.Equal(sorted(tt.want, Name.ListForm), fullNames(tt.want)) {
			wrong++
		}
	}
	if wrong < 5 {
		t.Errorf("only %d tables need more than plain order", wrong)
	}
}

func TestSortKeyIsPlainText(t *testing.T) {
	for _, n := range []Name{
		{"Demi", "van de", "Broek"}, {"", "", ""}, {"\x00", "\xff", "\u202e\u200b"}, {"💥", "", "=cmd|' /C'!A1"}, {"李", "", "示例"},
	} {
		key := n.SortKey()
		if !utf8.ValidString(key) || strings.ContainsFunc(key, unicode.IsControl) {
			t.Errorf("%+v.SortKey() = %q: not text for every database", n, key)
		}
	}
	if got, want := (Name{"Demi", "van de", "Broek"}).SortKey(), "broek demi van-de Demi van de Broek"; got != want {
		t.Errorf("SortKey() = %q, want %q", got, want)
	}
}

func TestSortKeyTellsAllNamesApart(t *testing.T) {
	keys := map[string]Name{}
	for _, n := range []Name{
		{"Jo", "", "Één"}, {"Jo", "", "Een"}, {"Jo", "", "een"}, {"Jo", "", "E'en"}, {"Jo", "", "!!"}, {"Jo", "", "??"},
		{"Jo", "van", "Een"}, {"Jo", "Van", "Een"}, {"Jo", "", "Klein Een"}, {"Jo", "", "Klein-Een"},
	} {
		if other, taken := keys[n.SortKey()]; taken {
			t.Errorf("%+v and %+v have one key", n, other)
		}
		keys[n.SortKey()] = n
	}
}
