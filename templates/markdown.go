package templates

import (
	"bytes"
	"html/template"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown reads the text of an organiser. Raw HTML and pictures are left out.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"https:", "http:", "mailto:"}))),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(house{}, 100))),
	goldmark.WithRendererOptions(html.WithHardWraps()),
)

// surrounding is the level of the heading that a text stands under, as the
// parser is told it.
var surrounding = parser.NewContextKey()

// house gives paragraphs, links and headings the look of the house.
type house struct{}

// Transform sets classes and levels.
func (house) Transform(doc *ast.Document, _ text.Reader, pc parser.Context) {
	under, _ := pc.Get(surrounding).(int)
	var above []int // the typed levels of the headings that the next one may stand under
	class := func(n ast.Node, value string) { n.SetAttributeString("class", []byte(value)) }
	var pictures []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Paragraph:
			class(n, "nl-paragraph")
		case *ast.Link, *ast.AutoLink:
			class(n, "nl-link")
		case *ast.Heading:
			for len(above) > 0 && above[len(above)-1] >= n.Level {
				above = above[:len(above)-1]
			}
			above = append(above, n.Level)
			n.Level = min(under+len(above), 6)
			class(n, "nl-heading nl-heading--level-3")
		case *ast.Image:
			pictures = append(pictures, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range pictures { // nothing is fetched from elsewhere
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// harmless is what may stand in a text, whoever wrote it.
var harmless = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "code", "pre", "hr")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^(nl-paragraph|nl-link|nl-heading nl-heading--level-3)$`)).OnElements("p", "a", "h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(false)
	return p
}()

// Markdown is a text of an organiser as HTML: paragraphs, lists, headings,
// bold, italic and links. Anything else is left out or shown as typed. under
// is the level of the heading that it stands under: with however many # a
// heading was typed, the first is one below that and no level is skipped, as
// who listens to the page expects.
func Markdown(typed string, under int) template.HTML {
	var out bytes.Buffer
	pc := parser.NewContext()
	pc.Set(surrounding, under)
	if err := markdown.Convert([]byte(typed), &out, parser.WithContext(pc)); err != nil {
		return template.HTML(template.HTMLEscapeString(typed)) //nolint:gosec // escaped
	}
	return template.HTML(harmless.SanitizeBytes(out.Bytes())) //nolint:gosec // only what is harmless is left
}

// Plain is the words of a text in Markdown, for where there is room for words
// only. Paragraphs are lines.
func Plain(typed string) string {
	source := []byte(typed)
	var b strings.Builder
	_ = ast.Walk(markdown.Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(source))
			}
		case *ast.RawHTML, *ast.HTMLBlock:
			return ast.WalkSkipChildren, nil
		default:
			if !entering && n.Type() == ast.TypeBlock && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
				b.WriteByte('\n')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}
