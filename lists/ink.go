package lists

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"bijeen/models"
)

// Source Sans 3, unchanged as the licence of its name asks (font/OFL.txt).
// fpdf puts only the letters that are used into the file.
var (
	//go:embed font/SourceSans3-Regular.ttf
	regularFont []byte
	//go:embed font/SourceSans3-SemiBold.ttf
	boldFont []byte
)

const fontFamily = "Source Sans 3"

// style is how a piece of text looks. The zero style stands for bodyStyle.
type style struct {
	weight string  // "" or "B", as fpdf names them
	size   float64 // points
	line   float64 // mm from one line to the next
	color  rgb
}

type rgb struct{ r, g, b int }

// The colours of the site (frontend.md §3), dark enough for a tired printer.
var (
	inkColor  = rgb{0x15, 0x25, 0x2a}
	softColor = rgb{0x46, 0x57, 0x5d}
	mainColor = rgb{0x0b, 0x55, 0x63}
	ruleColor = rgb{0x9c, 0xab, 0xaf}
)

var (
	eyebrowStyle = style{"B", 10, 5, mainColor}
	titleStyle   = style{"B", 19, 8, inkColor}
	infoStyle    = style{"", 11.5, 5.4, inkColor}
	smallStyle   = style{"", 9.5, 4.8, softColor}
	headStyle    = style{"B", 10, 5, inkColor}
	bodyStyle    = style{"", 11.5, 5, inkColor}
	strong       = style{"B", 11.5, 5, inkColor}
	quiet        = style{"", 10, 5, softColor}
	side         = style{"", 10, 4.2, inkColor} // columns beside the main ones
	letterStyle  = style{"B", 13, 5, mainColor}
	tagStyle     = style{"B", 30, 11, mainColor}
	longTagStyle = style{"B", 14, 11, mainColor}
	footerStyle  = style{"", 8.5, 3.9, softColor}
)

func (s style) orBody() style {
	if s == (style{}) {
		return bodyStyle
	}
	return s
}

// maxCellLines keeps one absurd value from filling a page; a cell that is cut
// there ends in "…".
const maxCellLines = 12

// ink measures and draws text on an fpdf document.
type ink struct {
	*fpdf.Fpdf
}

// newInk opens a document that is the same byte for byte for the same list.
func newInk(f models.ListFacts) *ink {
	doc := fpdf.New("L", "mm", "A4", "")
	doc.SetMargins(margin, topMargin, margin)
	doc.SetAutoPageBreak(false, 0)
	doc.SetCellMargin(0)
	doc.SetCatalogSort(true)
	doc.SetCreationDate(f.MadeAt.UTC())
	doc.SetModificationDate(f.MadeAt.UTC())
	doc.SetTitle(clean(f.Title), true)
	doc.SetCreator("Bijeen", true)
	doc.SetLang("nl-NL")
	doc.AddUTF8FontFromBytes(fontFamily, "", regularFont)
	doc.AddUTF8FontFromBytes(fontFamily, "B", boldFont)
	return &ink{Fpdf: doc}
}

func (k *ink) use(s style) {
	k.SetFont(fontFamily, s.weight, s.size)
	k.SetTextColor(s.color.r, s.color.g, s.color.b)
}

// write sets one line of text with its box at x, y; align is that of fpdf.
func (k *ink) write(x, y, width, height float64, text string, s style, align string) {
	k.use(s)
	k.SetXY(x, y)
	k.CellFormat(width, height, text, "", 0, align, false, 0, "")
}

// writeLines sets lines under one another and returns the y below them.
func (k *ink) writeLines(x, y, width float64, lines []string, s style) float64 {
	for _, l := range lines {
		k.write(x, y, width, s.line, l, s, "L")
		y += s.line
	}
	return y
}

// cell sets text in a column: smaller, down to four fifths, when a word would
// not fit otherwise, then wrapped.
func (k *ink) cell(text string, s style, width float64) cell {
	small := s
	for _, scale := range []float64{1, 0.9, 0.8} {
		small.size, small.line = s.size*scale, s.line*scale
		if k.wordsFit(text, small, width) {
			break
		}
	}
	return cell{k.wrap(text, small, width, maxCellLines), small}
}

func (k *ink) wordsFit(text string, s style, width float64) bool {
	k.use(s)
	return !slices.ContainsFunc(pieces(text), func(p piece) bool { return k.GetStringWidth(p.text) > width })
}

// wrap breaks text into lines of at most width millimetres, after spaces,
// hyphens and slashes where it can and inside a word where it must. (fpdf's
// own splitting counts a combining accent as a letter 65 em wide.) Past most
// lines the last one ends in "…".
func (k *ink) wrap(text string, s style, width float64, most int) []string {
	k.use(s)
	var lines []string
	line := ""
	for _, p := range pieces(text) {
		word := p.text
		if next := line + p.gap + word; line != "" && k.GetStringWidth(next) <= width {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for k.GetStringWidth(word) > width {
			head := k.fit(word, width)
			lines, word = append(lines, head), word[len(head):]
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = append(lines[:most-1], k.fit(lines[most-1], width-k.GetStringWidth("…"))+"…")
	}
	return lines
}

// piece is what wrap keeps together; gap stands before it when it follows
// another on the same line.
type piece struct{ gap, text string }

func pieces(text string) []piece {
	var ps []piece
	for _, word := range strings.Fields(clean(text)) {
		gap, start := " ", 0
		for i, r := range word {
			if next := i + utf8.RuneLen(r); (r == '-' || r == '/') && i > start && next < len(word) {
				ps = append(ps, piece{gap, word[start:next]})
				gap, start = "", next
			}
		}
		ps = append(ps, piece{gap, word[start:]})
	}
	return ps
}

// fit is the longest beginning of word that is at most width wide, and at
// least one letter with its accents.
func (k *ink) fit(word string, width float64) string {
	end := 0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if end > 0 && !unicode.Is(unicode.M, r) && k.GetStringWidth(word[:next]) > width {
			break
		}
		end = next
	}
	return word[:end]
}

// clean makes text fit for paper: composed letters, since fpdf places no
// accents; spaces for breaks and tabs; nothing invisible that could turn or
// hide text; and a box for what the PDF library cannot encode (emoji).
func clean(s string) string {
	return tidy(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		case r > 0xffff || r == utf8.RuneError:
			return '□'
		}
		return r
	}, norm.NFC.String(s)))
}
