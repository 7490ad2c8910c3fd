package lists

import (
	"errors"
	"fmt"

	"bijeen/locale"
)

// MaxPDFRows is how many people one PDF may hold (contract, Desk).
const MaxPDFRows = 5000

// ErrTooManyRows means that a PDF would hold more than MaxPDFRows people. Its
// sentence names the site filter, which is the way out; Message says the same
// to somebody at the desk. The web answers it with 422.
var ErrTooManyRows error = tooManyRows{}

type tooManyRows struct{}

func (tooManyRows) Error() string {
	return fmt.Sprintf("lists: more than %d people for one PDF: choose one site (locatie) or take CSV or XLSX", MaxPDFRows)
}

// Message is the sentence for the page and the command line, in Dutch as the
// lists are.
func (tooManyRows) Message() string {
	return "Deze lijst heeft meer dan " + locale.NL.Number(MaxPDFRows) + " namen. Dat past niet in één PDF. " +
		"Kies één locatie (het filter locatie), of neem CSV of Excel."
}

// ErrCount means that the rows were not as many as the facts of the list
// promise. A list that lies about its number must not leave the desk (BR-72).
var ErrCount = errors.New("number of rows differs from the number in the facts")

func checkCount(got, want int) error {
	if got != want {
		return fmt.Errorf("%w: %d and %d", ErrCount, got, want)
	}
	return nil
}
