package templates

import (
	"regexp"
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	for typed, want := range map[string]string{
		"Een *korte* en **vette** regel": `<p class="nl-paragraph">Een <em>korte</em> en <strong>vette</strong> regel</p>`,
		"a\nb":                           `<p class="nl-paragraph">a<br>b</p>`,
		"- een\n- twee":                  "<ul>\n<li>een</li>\n<li>twee</li>\n</ul>",
		"# Kop":                          `<h3 class="nl-heading nl-heading--level-3">Kop</h3>`,
		"[hier](https://a.example/b)":    `<p class="nl-paragraph"><a class="nl-link" href="https://a.example/b">hier</a></p>`,
		"https://a.example/b":            `<p class="nl-paragraph"><a class="nl-link" href="https://a.example/b">https://a.example/b</a></p>`,
		"5 < 6 & 7":                      `<p class="nl-paragraph">5 &lt; 6 &amp; 7</p>`,
	} {
		got := strings.TrimSpace(string(Markdown(typed, 2)))
		got = strings.ReplaceAll(strings.ReplaceAll(got, "<br>\n", "<br>"), `href="https://a.example/b" class="nl-link"`, `class="nl-link" href="https://a.example/b"`)
		if got != want {
			t.Errorf("%q\n got %s\nwant %s", typed, got, want)
		}
	}
}

var heading = regexp.MustCompile(`<h(\d)`)

// Headings begin one below the surrounding one, and none is skipped, however
// they were typed.
func TestMarkdownHeadings(t *testing.T) {
	for typed, want := range map[string]string{
		"# a\n## b\n### c":                  "345",
		"## a\n## b":                        "33",
		"### a\n# b\n## c":                  "334",
		"# a\n#### b\n## c\n### d\n# e":     "34453",
		"a\n===\nb\n---":                    "34",
		"# a\n> ### b\n\n- ## c":            "344",
		"# a\n## b\n### c\n#### d\n##### e": "34566", // HTML has no more
	} {
		var got string
		for _, found := range heading.FindAllStringSubmatch(string(Markdown(typed, 2)), -1) {
			got += found[1]
		}
		if got != want {
			t.Errorf("%q: levels %s, want %s", typed, got, want)
		}
	}
	if got := string(Markdown("## a", 1)); !strings.HasPrefix(got, `<h2 class="nl-heading nl-heading--level-3">`) {
		t.Errorf("below a heading of level 1: %s", got)
	}
}

// handler is a tag that runs something.
var handler = regexp.MustCompile(`<[a-z][^>]*\son[a-z]+=`)

// Whatever somebody types, nothing runs, nothing is fetched, and nothing
// leaves its place on the page.
func TestMarkdownHarmless(t *testing.T) {
	for _, typed := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](data:text/html,x)", "![b](https://a.example/p.png)",
		"<a href=\"javascript:alert(1)\">x</a>", "[a](//a.example)", "<style>*{display:none}</style>", "</div></main>", "<iframe src=https://a.example></iframe>",
		"[a]( javascript:alert(1) )", "[a](JaVaScRiPt&colon;alert(1))", "<https://a.example/\" onclick=\"alert(1)>", "# a {onclick=alert(1)}", "<form action=x><input name=y>",
	} {
		got := strings.ToLower(string(Markdown(typed, 2)))
		for _, bad := range []string{"<script", "<img", "<style", "<iframe", "</div", "</main", "<form", "<input", "javascript:alert(1)\"", "href=\"data:", "href=\"//"} {
			if strings.Contains(got, bad) || handler.MatchString(got) {
				t.Errorf("%q became %s", typed, got)
			}
		}
	}
}

func TestPlain(t *testing.T) {
	for typed, want := range map[string]string{
		"Een *korte* en **vette** regel": "Een korte en vette regel", "- een\n- twee": "een\ntwee", "[hier](https://a.example/b) kijken": "hier kijken",
		"a\nb": "a b", "a <b>c</b>": "a c", "5 < 6 & 7": "5 < 6 & 7", "": "",
	} {
		if got := Plain(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("# a\n- [b](https://c.example)\n<script>")
	f.Fuzz(func(t *testing.T, typed string) {
		got := strings.ToLower(string(Markdown(typed, 2)))
		for _, bad := range []string{"<script", "<img", "<iframe", "href=\"javascript:"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q became %s", typed, got)
			}
		}
		Plain(typed)
	})
}
