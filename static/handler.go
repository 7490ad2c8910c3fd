package static

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// licences is served beside the bundle: the notices of what it is made of.
const licences = "LICENTIES.txt"

// file is one embedded file, ready to be sent.
type file struct {
	contentType string
	cache       string // Cache-Control
	raw, gzip   []byte // gzip is nil where it would not be smaller
}

// Handler serves the bundle under /s/. Every file name carries a hash of its
// content, so answers may be kept for a year; text is sent compressed to
// clients that accept gzip. Only GET and HEAD are answered. Unknown names
// are passed to notFound, so that the program can show its own page.
func Handler(notFound http.Handler) http.Handler {
	files := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		f, ok := files[strings.TrimPrefix(r.URL.Path, "/s/")]
		if !ok {
			notFound.ServeHTTP(w, r)
			return
		}
		f.serve(w, r)
	})
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	body := f.raw
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", f.cache)
	h.Set("X-Content-Type-Options", "nosniff")
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = f.gzip
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	// The client hanging up is no fault of ours; there is nobody left to tell.
	_, _ = w.Write(body)
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110 §12.5.3): gzip or *
// with a weight other than 0.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "*" {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(weight), " ", ""), "q=")
		if !found {
			return true
		}
		v, err := strconv.ParseFloat(q, 64)
		return err == nil && v > 0
	}
	return false
}

// load reads and compresses every embedded file once. What carries a hash may
// be kept for a year; the licence texts have none and are kept for an hour.
func load() map[string]file {
	files := map[string]file{licences: open(licences, "public, max-age=3600")}
	for _, url := range manifest {
		name := strings.TrimPrefix(url, "/s/")
		files[name] = open(name, "public, max-age=31536000, immutable")
	}
	return files
}

func open(name, cache string) file {
	b, err := dist.ReadFile("dist/" + name)
	if err != nil {
		panic(err) // the manifest is made with the files
	}
	return file{contentType: contentType(name), cache: cache, raw: b, gzip: compress(b)}
}

// contentType knows the few kinds in the bundle, so that the answer does not
// depend on the mime tables of the machine.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		return "text/plain; charset=utf-8"
	}
}

// compress returns the gzip form of b, or nil where that is no gain.
func compress(b []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	if _, err := z.Write(b); err != nil {
		panic(err) // writing to memory does not fail
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	if out.Len() >= len(b)*9/10 {
		return nil
	}
	return out.Bytes()
}
