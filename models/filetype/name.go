package filetype

import (
	"path"
	"strings"
	"unicode"
)

// maxName is how long a name may be, in letters: every system keeps it, also
// when each letter takes four bytes.
const maxName = 50

// SafeName is a name under which people can save a file of this type, made
// from the one it was sent with: the last part of a path, no sign that a
// system or a header reads as something else, not too long, and with the
// ending that the file has earned.
func SafeName(sent string, t Type) string {
	name := path.Base(strings.ReplaceAll(sent, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`"'<>|:*?;%/`, r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar: // also the signs that turn the direction of text
			return -1
		}
		return r
	}, name)
	if ext := path.Ext(name); len(ext) > 1 && len(ext) <= 6 {
		name = strings.TrimSuffix(name, ext)
	}
	name = strings.Join(strings.Fields(name), " ")
	if letters := []rune(name); len(letters) > maxName {
		name = string(letters[:maxName])
	}
	if name = strings.Trim(name, " .-"); name == "" {
		name = "document"
	}
	return name + t.Ext
}
