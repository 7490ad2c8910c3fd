package desk

import (
	"time"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
)

// Address is one line of the table of routes.
type Address struct {
	Method, Path string
	Open         bool // needs no session
}

// Addresses lists the table of routes for the walk test.
func Addresses() []Address {
	var list []Address
	for _, r := range routes {
		list = append(list, Address{r.method, r.path, r.asks == ""})
	}
	return list
}

// GrantAll gives a role every right until the returned function is called:
// the negative control of the walk test.
func GrantAll(role models.UserRole) (restore func()) {
	before := grants[role]
	grants[role] = grant{rights: all}
	return func() { grants[role] = before }
}

// SafePath is safePath.
var SafePath = safePath

// MaySeePeople is whether a role may see who is registered at meetings of a
// kind.
func MaySeePeople(role models.UserRole, kind models.MeetingKind) bool {
	return may(role, seePeople, kind) && may(role, seeMail, kind)
}

// InMinutes is inMinutes.
var InMinutes = inMinutes

// LeavesAt is leavesAt at a desk with this store.
func LeavesAt(s *models.Store, pr *locale.Printer, t time.Time) string {
	return (&Pages{App: &web.App{Store: s}}).leavesAt(pr, t)
}
