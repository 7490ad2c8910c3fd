package filetype_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"mime"
	"strings"
	"testing"
	"unicode/utf8"

	"bijeen/models/filetype"
)

// packed is a ZIP of these names and texts in turn.
func packed(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Deflate})
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// ooxml is an office file whose main part has this content type.
func ooxml(main, folder string, more ...string) []byte {
	kinds := `<Types><Override PartName="/` + folder + `/main.xml" ContentType="application/vnd.` + main + `.main+xml"/></Types>`
	return packed(append([]string{"[Content_Types].xml", kinds, "_rels/.rels", "<x/>", folder + "/main.xml", "<x/>"}, more...)...)
}

func picture(encode func(*bytes.Buffer, image.Image) error) []byte {
	var b bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 3, 2))
	img.Set(1, 1, color.Black)
	if err := encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var (
	pdf  = []byte("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
	docx = ooxml("openxmlformats-officedocument.wordprocessingml.document", "word")
	pic  = picture(func(b *bytes.Buffer, img image.Image) error { return png.Encode(b, img) })
	jpg  = picture(func(b *bytes.Buffer, img image.Image) error { return jpeg.Encode(b, img, nil) })
)

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestOf_Taken(t *testing.T) {
	odf := func(kind string) []byte {
		return packed("mimetype", "application/vnd.oasis.opendocument."+kind, "content.xml", "<x/>", "META-INF/manifest.xml", "<x/>")
	}
	for want, files := range map[string][][]byte{
		"pdf":  {pdf},
		"docx": {docx},
		"xlsx": {ooxml("openxmlformats-officedocument.spreadsheetml.sheet", "xl")},
		"pptx": {ooxml("openxmlformats-officedocument.presentationml.presentation", "ppt"), ooxml("openxmlformats-officedocument.presentationml.slideshow", "ppt")},
		"odt":  {odf("text")},
		"ods":  {odf("spreadsheet")},
		"odp":  {odf("presentation")},
		"png":  {pic},
		"jpeg": {jpg},
		"txt":  {[]byte("Beste allen,\r\n\r\nCoöperatie: 3 < 4.\n"), []byte("\uFEFFé"), []byte("a;b\n1;2\n3;4\n")},
	} {
		for i, file := range files {
			got, err := filetype.Of(file)
			if err != nil || got.Name != want {
				t.Errorf("%s %d: %q, %v", want, i, got.Name, err)
			}
		}
	}
}

func TestOf_Refused(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write(pdf)
	_ = z.Close()
	for name, c := range map[string]struct {
		file []byte
		want filetype.Problem
	}{
		"nothing":              {nil, filetype.Empty},
		"only spaces":          {[]byte(" \r\n\t"), filetype.Empty},
		"html":                 {[]byte("<!DOCTYPE html><html><script>alert(1)</script>"), filetype.Web},
		"html without doctype": {[]byte("\n\n <b>hallo</b>"), filetype.Web},
		"html further on":      {[]byte(strings.Repeat("gewone tekst\n", 1000) + "<ScRiPt>alert(1)</script>"), filetype.Web},
		"svg":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), filetype.Web},
		"xml":                  {[]byte(`<?xml version="1.0"?><x/>`), filetype.Web},
		"shell":                {[]byte("#!/bin/sh\nrm x\n"), filetype.Script},
		"program":              {append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 64)...), filetype.Script},
		"archive":              {packed("brief.docx", string(docx)), filetype.Archive},
		"packed pdf":           {zipped.Bytes(), filetype.Archive},
		"macros by type":       {ooxml("ms-word.document.macroEnabled", "word"), filetype.Macros},
		"macros by an entity": {packed("[Content_Types].xml", `<Types><!-- ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml" -->`+
			`<Override ContentType="application/vnd.ms-word.document.macro&#69;nabled.main+xml"/></Types>`, "word/main.xml", "<x/>"), filetype.Macros},
		"a program in it":     {ooxml("openxmlformats-officedocument.wordprocessingml.document", "word", "word/a.scr", "x"), filetype.Macros},
		"a page in it":        {ooxml("openxmlformats-officedocument.wordprocessingml.document", "word", "word/a.HTML", "x"), filetype.Macros},
		"something before it": {append([]byte("PK\x03\x04"), docx...), filetype.Twofold},
		"macros by part":      {ooxml("openxmlformats-officedocument.wordprocessingml.document", "word", "word/vbaProject.bin", "x"), filetype.Macros},
		"macros of odf":       {packed("mimetype", "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml", "<x/>"), filetype.Macros},
		"office of before":    {append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 512)...), filetype.Old},
		"half a docx":         {docx[:len(docx)/2], filetype.Damaged},
		"half a pdf":          {pdf[:20], filetype.Damaged},
		"pdf after a line":    {join([]byte("\n"), pdf), filetype.Damaged},
		"half a picture":      {pic[:20], filetype.Damaged},
		"pdf and archive":     {join(pdf, packed("x.exe", "x")), filetype.Twofold},
		"picture and archive": {join(pic, packed("x.html", "<script>")), filetype.Twofold},
		"text and archive":    {join([]byte("hallo "), packed("a", "b")), filetype.Unknown},
		"bytes":               {bytes.Repeat([]byte{1, 2, 3, 0xff}, 50), filetype.Unknown},
		"gif":                 {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), filetype.Unknown},
	} {
		got, err := filetype.Of(c.file)
		var problem filetype.Problem
		if !errors.As(err, &problem) || problem != c.want || got.Name != "" {
			t.Errorf("%s: %q, %v; want %s", name, got.Name, err, c.want)
		}
	}
}

func TestSafeName(t *testing.T) {
	kind, _ := filetype.ByName("pdf")
	for sent, want := range map[string]string{
		"Agenda 29 november.pdf":         "Agenda 29 november.pdf",
		`C:\Users\Tessa\stuk.pdf`:        "stuk.pdf",
		"../../etc/passwd":               "passwd.pdf",
		"stuk.html":                      "stuk.pdf",
		"stuk.pdf.exe":                   "stuk.pdf.pdf",
		"a\"b;filename=x\r\nSet-C: y":    "a-b-filename=x Set-C- y.pdf",
		"":                               "document.pdf",
		"...":                            "document.pdf",
		"\u202efdp.exe":                  "fdp.pdf",
		"één Örnekoğlu.PDF":              "één Örnekoğlu.pdf",
		strings.Repeat("é", 200):         strings.Repeat("é", 50) + ".pdf",
		strings.Repeat("👩", 200) + ".md": strings.Repeat("👩", 50) + ".pdf",
	} {
		if got := filetype.SafeName(sent, kind); got != want {
			t.Errorf("%q becomes %q, want %q", sent, got, want)
		}
	}
}

// Whatever is sent, the name fits in a header and comes out of it the same.
func FuzzSafeName(f *testing.F) {
	f.Add("a/b\\c\".pdf\x00\xff")
	kind, _ := filetype.ByName("txt")
	f.Fuzz(func(t *testing.T, sent string) {
		name := filetype.SafeName(sent, kind)
		header := mime.FormatMediaType("attachment", map[string]string{"filename": name})
		_, params, err := mime.ParseMediaType(header)
		if err != nil || params["filename"] != name || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\"\r\n") || len(name) > 255 {
			t.Errorf("%q becomes %q: header %q, %v", sent, name, header, err)
		}
	})
}

func FuzzOf(f *testing.F) {
	for _, file := range [][]byte{pdf, docx, pic, jpg, []byte("hallo")} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if got, err := filetype.Of(file); (err == nil) != (got.Name != "") {
			t.Errorf("%v with %v", got, err)
		}
	})
}
