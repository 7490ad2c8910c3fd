package meetingfile

import (
	"fmt"
	"slices"
	"strings"

	"bijeen/models"
)

// Problem is one thing that is wrong in a file that was handed in: the
// line, the path of the value ("meetings[0].sites[1].seat_capacity"; empty
// for the file as a whole) and the refusal itself.
type Problem struct {
	Line  int
	Path  string
	Error *models.Error
}

// Problems are all of them, in the order of the file. They are of kind
// models.Invalid.
type Problems []Problem

// Error lists lines, paths and keys, for logs; people read the sentences.
func (p Problems) Error() string {
	var b strings.Builder
	b.WriteString("refused file:")
	for _, one := range p {
		fmt.Fprintf(&b, " line %d %s=%s", one.Line, one.Path, one.Error.Key)
	}
	return b.String()
}

// Unwrap gives the refusals, so that models.KindOf knows their kind.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i, one := range p {
		errs[i] = one.Error
	}
	return errs
}

// explains reports whether a problem found before is why key is found at
// path, in the meeting at top: it stands at the same value, around or inside
// it, or is a moment that could not be read where moments are compared.
func (p Problem) explains(path, top, key string) bool {
	if p.Path == path || strings.HasPrefix(path, p.Path+".") || strings.HasPrefix(p.Path, path+"[") {
		return true
	}
	compared := slices.Contains([]string{"start_missing", "end_missing", "end_before_start", "doors_after_start", "closes_before_opens", "closes_after_meeting",
		"open_needs_date"}, key)
	unread := slices.Contains([]string{"file_wants_time", "file_time_skipped", "file_wants_date"}, p.Error.Key)
	return compared && unread && strings.HasPrefix(p.Path, top+".")
}

// refuseWith is a refusal with what its sentence fills in: names and values
// in turn.
func refuseWith(field, key string, args ...any) *models.Error {
	e := refuse(field, key)
	e.Args = make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i].(string)] = args[i+1]
	}
	return e
}

func refuse(field, key string) *models.Error {
	return &models.Error{Kind: models.Invalid, Key: key, Field: field}
}
