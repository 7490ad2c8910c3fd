// Package filetype says what a file is by looking into it, and refuses what
// must not be passed on from our address: what a program could run, and what
// is two kinds of file at once. Neither the name of a file nor what a browser
// says about it counts.
package filetype

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image"
	_ "image/jpeg" // looked into by image.DecodeConfig
	_ "image/png"  // the same
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// Type is a kind of file that may be passed on.
type Type struct {
	Name string // stored, and the key of its word: pdf, docx, …
	Mime string // what it is sent as
	Ext  string // what its name ends in, with the dot
}

// Types are all of them.
var Types = []Type{
	{"pdf", "application/pdf", ".pdf"},
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
	{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
	{"odt", "application/vnd.oasis.opendocument.text", ".odt"},
	{"ods", "application/vnd.oasis.opendocument.spreadsheet", ".ods"},
	{"odp", "application/vnd.oasis.opendocument.presentation", ".odp"},
	{"png", "image/png", ".png"},
	{"jpeg", "image/jpeg", ".jpg"},
	{"txt", "text/plain; charset=utf-8", ".txt"},
}

// ByName gives the type that is stored under a name.
func ByName(name string) (Type, bool) {
	for _, t := range Types {
		if t.Name == name {
			return t, true
		}
	}
	return Type{}, false
}

// Problem is why a file is refused: the last part of the key of a sentence.
type Problem string

// Error is the key, for logs.
func (p Problem) Error() string { return string(p) }

// The reasons to refuse a file.
const (
	Empty   Problem = "file_empty"
	Unknown Problem = "file_unknown" // none of the types above
	Web     Problem = "file_web"     // HTML, SVG, XML: a browser would run what stands in it
	Script  Problem = "file_script"  // a program
	Archive Problem = "file_archive" // holds other files that nobody looked into
	Macros  Problem = "file_macros"  // an office file with a program in it
	Old     Problem = "file_old"     // an office file of before 2007, or with a password: a program may hide in it
	Damaged Problem = "file_damaged" // says that it is something it is not
	Twofold Problem = "file_twofold" // a file of one kind that is also another
	Pattern Problem = "file_pattern" // an office file that is a template for others
)

// Of says what a file is. The error is a Problem.
func Of(file []byte) (Type, error) {
	if len(file) == 0 {
		return Type{}, Empty
	}
	found := mimetype.Detect(file)
	if bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		return office(file)
	}
	if bytes.HasPrefix(file, []byte("\xD0\xCF\x11\xE0")) {
		return Type{}, Old
	}
	var t Type
	switch {
	case found.Is("application/pdf"):
		t, _ = ByName("pdf")
		if !bytes.HasPrefix(file, []byte("%PDF-")) || !bytes.Contains(file[max(0, len(file)-2048):], []byte("%%EOF")) {
			return Type{}, Damaged
		}
	case found.Is("image/png"), found.Is("image/jpeg"):
		t, _ = ByName(strings.TrimPrefix(found.String(), "image/"))
		if _, format, err := image.DecodeConfig(bytes.NewReader(file)); err != nil || format != t.Name {
			return Type{}, Damaged
		}
	case isText(found):
		return text(file)
	default:
		return Type{}, refusal(found)
	}
	if _, err := zip.NewReader(bytes.NewReader(file), int64(len(file))); err == nil {
		return Type{}, Twofold
	}
	return t, nil
}

// isText reports whether it is words for people, as far as the library sees.
func isText(found *mimetype.MIME) bool {
	return found.Is("text/plain") || found.Is("text/csv") || found.Is("text/tab-separated-values")
}

// text looks at plain text: UTF-8, and nothing a browser or a shell would take
// for more, also further on than the library looks.
func text(file []byte) (Type, error) {
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	switch begin := bytes.ToLower(bytes.TrimSpace(file)); {
	case len(begin) == 0:
		return Type{}, Empty
	case !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0:
		return Type{}, Unknown
	case bytes.HasPrefix(begin, []byte("#!")):
		return Type{}, Script
	case bytes.HasPrefix(begin, []byte("<")), webTag(begin):
		return Type{}, Web
	}
	if _, err := zip.NewReader(bytes.NewReader(file), int64(len(file))); err == nil {
		return Type{}, Twofold
	}
	t, _ := ByName("txt")
	return t, nil
}

// webTag reports whether a tag that makes a page active stands anywhere.
func webTag(lower []byte) bool {
	for _, tag := range []string{"<script", "<html", "<svg", "<iframe", "<!doctype html"} {
		if bytes.Contains(lower, []byte(tag)) {
			return true
		}
	}
	return false
}

// refusal is the sentence for what the library recognised and we do not take.
func refusal(found *mimetype.MIME) Problem {
	for m := found; m != nil; m = m.Parent() {
		switch kind, _, _ := strings.Cut(m.String(), ";"); kind {
		case "text/html", "image/svg+xml", "text/xml", "application/xhtml+xml":
			return Web
		case "application/zip", "application/x-tar", "application/gzip", "application/x-7z-compressed", "application/x-rar-compressed",
			"application/x-bzip2", "application/x-xz", "application/zstd":
			return Archive
		case "application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-mach-binary", "application/x-sh",
			"text/javascript", "text/x-shellscript", "text/x-python", "text/x-php", "text/x-perl", "text/x-ruby", "text/x-lua", "text/x-tcl":
			return Script
		}
	}
	return Unknown
}

// officeMain names the main part of an office file without macros.
var officeMain = map[string]string{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml":   "docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml":         "xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
	"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml":    "pptx",
}

// office looks into a file that is a ZIP: an office file without macros, or
// an archive.
func office(file []byte) (Type, error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(z.File) == 0 || len(z.File) > maxParts {
		return Type{}, Damaged
	}
	if !beginsHere(z, file) {
		return Type{}, Twofold
	}
	var kinds []string
	var kind string
	for _, f := range z.File {
		switch name := strings.ToLower(f.Name); {
		case strings.HasSuffix(name, "vbaproject.bin"), slices.Contains(programs, path.Ext(name)),
			strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"):
			return Type{}, Macros
		case name == "[content_types].xml":
			kinds = contentTypes(read(f))
		case name == "mimetype":
			kind = read(f)
		}
	}
	if slices.ContainsFunc(kinds, func(k string) bool { return strings.Contains(strings.ToLower(k), "macroenabled") }) {
		return Type{}, Macros
	}
	for main, name := range officeMain {
		if slices.Contains(kinds, main) {
			t, _ := ByName(name)
			return t, nil
		}
	}
	for _, t := range Types {
		if strings.HasPrefix(t.Name, "od") && strings.TrimSpace(kind) == t.Mime {
			return t, nil
		}
	}
	if strings.HasSuffix(strings.TrimSpace(kind), "-template") || slices.ContainsFunc(kinds, func(k string) bool { return strings.HasSuffix(k, "template.main+xml") }) {
		return Type{}, Pattern
	}
	return Type{}, Archive
}

// programs are the ends of names that no part of an office file has.
var programs = []string{".exe", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi", ".lnk", ".hta", ".dll", ".htm", ".html"}

// beginsHere reports whether the first part of an archive stands at the very
// begin of the file, so that nothing was glued before it.
func beginsHere(z *zip.Reader, file []byte) bool {
	const header = 30 // bytes before the name
	if len(file) < header {
		return false
	}
	want := header + int64(binary.LittleEndian.Uint16(file[26:])) + int64(binary.LittleEndian.Uint16(file[28:]))
	return slices.ContainsFunc(z.File, func(f *zip.File) bool {
		at, err := f.DataOffset()
		return err == nil && at == want
	})
}

// contentTypes lists what the parts of an office file are, as its own list
// says.
func contentTypes(list string) (kinds []string) {
	d := xml.NewDecoder(strings.NewReader(list))
	for {
		token, err := d.Token()
		if err != nil {
			return kinds
		}
		element, _ := token.(xml.StartElement)
		for _, a := range element.Attr {
			if a.Name.Local == "ContentType" {
				kinds = append(kinds, a.Value)
			}
		}
	}
}

const (
	maxParts = 5000    // of an office file; slides with pictures have hundreds
	maxPart  = 1 << 20 // of the list of them, unpacked
)

// read unpacks a small part; empty when that fails.
func read(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxPart))
	if err != nil {
		return ""
	}
	return string(b)
}
