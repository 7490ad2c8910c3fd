package meetingfile

import (
	"bijeen/models"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// node is one value of a JSON file that remembers where it stood.
type node struct {
	path    string
	line    int
	value   any // string, json.Number, bool, nil; jsonObject or jsonList
	members []member
	items   []*node
}

type member struct {
	name  string
	value *node
}

// The two values that hold others.
type (
	jsonObject struct{}
	jsonList   struct{}
)

// member gives the value of a name; nil when it is not there.
func (n *node) member(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// maxJSONDepth is deeper than any of our files. Without it a few megabytes
// of brackets would use up the stack.
const maxJSONDepth = 10

// treeReader reads a file token by token and counts lines along the way.
type treeReader struct {
	data     []byte
	dec      *json.Decoder
	counted  int // bytes whose line ends have been counted
	line     int
	problems Problems
}

// readJSON reads one JSON value and nothing behind it. Names that occur twice
// in an object are problems; the first one counts. A file that is no JSON
// gives no tree.
func readJSON(data []byte) (*node, Problems) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // as some editors save it
	t := &treeReader{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	t.dec.UseNumber()
	if !utf8.Valid(data) {
		t.advance(firstInvalid(data))
		return nil, Problems{{Line: t.line, Error: refuse("", "file_not_utf8")}}
	}
	root, err := t.read("", 0)
	if err != nil {
		return nil, append(t.problems, Problem{Line: t.line, Error: syntaxError(err)})
	}
	if _, err := t.next(); !errors.Is(err, io.EOF) {
		t.problems = append(t.problems, Problem{Line: t.line, Error: refuse("", "file_trailing")})
	}
	return root, t.problems
}

var errTooDeep = errors.New("nested too deep")

func syntaxError(err error) *models.Error {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse("", "file_ends_early")
	case errors.Is(err, errTooDeep):
		return refuse("", "file_too_deep")
	}
	return refuse("", "file_no_json")
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

// next gives a token and puts line at where it begins.
func (t *treeReader) next() (json.Token, error) {
	begin := int(t.dec.InputOffset())
	for begin < len(t.data) && strings.IndexByte(" \t\r\n,:", t.data[begin]) >= 0 {
		begin++
	}
	t.advance(begin)
	return t.dec.Token()
}

func (t *treeReader) advance(to int) {
	t.line += bytes.Count(t.data[t.counted:to], []byte("\n"))
	t.counted = to
}

func (t *treeReader) read(path string, depth int) (*node, error) {
	if depth > maxJSONDepth {
		return nil, errTooDeep
	}
	tok, err := t.next()
	if err != nil {
		return nil, err
	}
	n := &node{path: path, line: t.line, value: tok}
	switch tok {
	case json.Delim('{'):
		n.value = jsonObject{}
		err = t.readObject(n, depth)
	case json.Delim('['):
		n.value = jsonList{}
		err = t.readList(n, depth)
	}
	return n, err
}

func (t *treeReader) readObject(n *node, depth int) error {
	seen := make(map[string]bool)
	for t.dec.More() {
		tok, err := t.next()
		if err != nil {
			return err
		}
		name, line := tok.(string), t.line
		path := joinPath(n.path, name)
		value, err := t.read(path, depth+1)
		if err != nil {
			return err
		}
		if seen[name] {
			t.problems = append(t.problems, Problem{Line: line, Path: path, Error: refuse(path, "file_key_twice")})
			continue
		}
		seen[name] = true
		n.members = append(n.members, member{name, value})
	}
	_, err := t.next()
	return err
}

func (t *treeReader) readList(n *node, depth int) error {
	for t.dec.More() {
		item, err := t.read(fmt.Sprintf("%s[%d]", n.path, len(n.items)), depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := t.next()
	return err
}

// joinPath adds a name to a path. Names that are not plain are quoted, so
// that a file cannot write to the terminal of who imports it.
func joinPath(path, name string) string {
	if quoted := strconv.Quote(name); name == "" || quoted != `"`+name+`"` {
		name = quoted
	}
	if path == "" {
		return name
	}
	return path + "." + name
}
