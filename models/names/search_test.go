package names

import "testing"

func TestQuestion(t *testing.T) {
	text := SearchKey("Jip 't Proefstuk 王小明 Zorg & Zo 3b")
	for question, want := range map[string]bool{
		"": true, "  ": true, "jip": true, "STUK": true, "zorg jip": true, "zorg & zo": true, "'t": true, "t": true, "j": true, "3": true, "小": true,
		"%": false, "_": false, "&": false, "' -": false, "u": false, "b": false, "jip u": false, "niemand": false,
	} {
		if got := Ask(question).In(text); got != want {
			t.Errorf("%q in %q: %v, want %v", question, text, got, want)
		}
	}
}
