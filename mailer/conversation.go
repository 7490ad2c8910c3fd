package mailer

import (
	"bytes"
	"errors"
	"net/textproto"
	"regexp"
	"strconv"

	"github.com/wneessen/go-mail"
)

// converse is one mail transaction (RFC 5321 §3.3). The text is the bytes
// that were rendered before: nothing can fail in the middle of it and leave
// half a mail with the server. After the answer to the text nothing more is
// asked, so a mail that was accepted counts as sent whatever comes next; and
// a server that is gone shows at MAIL, so no NOOP need go before. begun means
// that the server took MAIL: it is there, and what breaks after that may be
// due to this one mail.
func (s *SMTP) converse(m *Mail) (begun bool, err error) {
	if err := s.session.UpdateDeadline(s.options.Timeout); err != nil {
		return false, err
	}
	if begun, err := s.envelope(m); err != nil {
		return begun, err
	}
	s.texting.Store(true)
	defer s.texting.Store(false)
	if err := writeText(&s.session.Text.Writer, m.Raw); err != nil {
		return true, err
	}
	if err := s.session.UpdateDeadline(s.options.Answer); err != nil {
		return true, err
	}
	_, _, err = s.session.Text.ReadResponse(250)
	return true, err
}

// writeText sends the text and the full stop that ends it. A line that begins with
// a full stop gets one more (RFC 5321 §4.5.2). The DotWriter does the same and
// makes odd line ends whole, but looks at each byte by itself, which takes
// longer than the server; a rendered mail has whole lines.
func writeText(conn *textproto.Writer, raw []byte) error {
	if !wholeLines(raw) {
		text := conn.DotWriter()
		if _, err := text.Write(raw); err != nil {
			return err
		}
		return text.Close()
	}
	for from := 0; from < len(raw); {
		end := len(raw)
		if i := bytes.Index(raw[from:], []byte("\n.")); i >= 0 {
			end = from + i + 1
		}
		if raw[from] == '.' {
			_ = conn.W.WriteByte('.') // an error stays and comes back below
		}
		_, _ = conn.W.Write(raw[from:end])
		from = end
	}
	return conn.PrintfLine(".")
}

// wholeLines reports whether every line ends in CRLF, the last too, and
// neither of the two stands alone: what some server would take for an end.
func wholeLines(raw []byte) bool {
	ends := bytes.Count(raw, []byte("\r\n"))
	return bytes.HasSuffix(raw, []byte("\r\n")) && bytes.Count(raw, []byte("\r")) == ends && bytes.Count(raw, []byte("\n")) == ends
}

// envelope says from whom and to whom, up to where the text may come. What
// comes back later is the header alone, when the mail fails or takes long
// (RFC 3461). SMTPUTF8 is never asked for: our addresses are ASCII, and a
// server behind this one that does not know it would send the mail back.
func (s *SMTP) envelope(m *Mail) (begun bool, err error) {
	from, to := "MAIL FROM:<"+m.EnvelopeFrom+">", "RCPT TO:<"+m.EnvelopeTo+">"
	if reports, _ := s.session.Extension("DSN"); reports {
		from += " RET=" + string(mail.DSNMailReturnHeadersOnly)
		to += " NOTIFY=" + string(mail.DSNRcptNotifyFailure) + "," + string(mail.DSNRcptNotifyDelay)
	}
	if together, _ := s.session.Extension("PIPELINING"); together {
		return s.together(from, to)
	}
	for i, command := range []string{from, to, "DATA"} {
		if err := s.session.Text.PrintfLine("%s", command); err != nil {
			return i > 0, err
		}
		if _, _, err := s.session.Text.ReadResponse(taken[i]); err != nil {
			return i > 0, err
		}
	}
	return true, nil
}

// taken is how the server begins its answer to MAIL, RCPT and DATA when it
// agrees.
var taken = [...]int{250, 25, 354}

// together sends the three commands at once and then reads the answers, which
// saves two of four round trips (RFC 2920 §3.1). The first refusal counts,
// whatever becomes of the connection after it. A server that refuses one of
// them and wants the text all the same gets an empty one, which goes to
// nobody.
func (s *SMTP) together(from, to string) (begun bool, err error) {
	conn := s.session.Text
	if err := conn.PrintfLine("%s\r\n%s\r\nDATA", from, to); err != nil {
		return false, err
	}
	var first, last error
	for i, code := range taken {
		if _, _, last = conn.ReadResponse(code); last != nil && first == nil {
			first = last
		}
		begun = begun || i == 0 && last == nil
		var answer *textproto.Error
		if last != nil && !errors.As(last, &answer) {
			return begun, first // there is nothing more to read
		}
	}
	if first != nil && last == nil {
		// Only to be in step again. Where that fails, RSET fails too (judge).
		if conn.DotWriter().Close() == nil {
			_, _, _ = conn.ReadResponse(0)
		}
	}
	return begun, first
}

// judge reads what the server's answer means for this mail. Only an answer
// from 500 to 599 is final (calendar-mail.md §5). After a refusal the session
// is reset; where that fails, or the answer is none, it ends.
func (s *SMTP) judge(err error, begun bool) *Failure {
	var answer *textproto.Error
	if !errors.As(err, &answer) || answer.Code < 400 || answer.Code == 421 || answer.Code > 599 { // 421: the server closes the connection (RFC 5321 §3.8)
		s.drop()
		return &Failure{Problem: problemInterrupted, Lost: !begun}
	}
	// A server that takes long over a text has no such time for this.
	if s.session.UpdateDeadline(s.options.Timeout) != nil || s.session.Reset() != nil {
		s.drop()
	}
	kind := problemLater
	if answer.Code >= 500 {
		kind = problemRefused
	}
	return &Failure{Problem: problem(kind, strconv.Itoa(answer.Code), enhancedCode.FindString(answer.Msg)), Permanent: answer.Code >= 500}
}

// enhancedCode is what an answer begins with when the server knows RFC 2034.
var enhancedCode = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}\b`)
