package gate

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

// A bareLog writes what it is given as it is, one line for a record: what the
// server's own log would put in quotation marks is seen here.
type bareLog struct {
	slog.Handler // for what is not used

	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

func (l *bareLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *bareLog) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.WriteString(r.Message)
	r.Attrs(func(a slog.Attr) bool {
		fmt.Fprintf(&l.text, " %s=%v", a.Key, a.Value)
		return true
	})
	l.text.WriteByte('\n')
	return nil
}

func TestAHostileFirstLineIsOneCleanLineInTheLog(t *testing.T) {
	for _, hostile := range []string{
		"\x1b[2J\x1b[31mlevel=ERROR", "a\rlevel=ERROR msg=\"all is lost\"", "\x00\x07\x08\x7f", "\xff\xfe", "\u009b31m", "\u2028\u2029\u202e",
		"REGISTER \x1b[2J CHAT/1.0", "REGISTER a\rb CHAT/1.0", "REGISTER alice CHAT/1.0\x1b[2J", "REGISTER alice\u202e CHAT/1.0", "REGISTER admin\u200b CHAT/1.0",
		strings.Repeat("\x07", 600),
	} {
		synctest.Test(t, func(t *testing.T) {
			log := &bareLog{}
			s := open(t, Config{Log: slog.New(log), Protocols: lines(func(_ net.Conn, first string, _ []byte) (func(), error) {
				_, err := wire.ParseRegistration(first) // as the hub does
				return nil, err
			})})
			v := s.visit(t, "192.0.2.1")
			go func() { _, _ = v.Conn.Conn.Write([]byte(hostile + "\n")) }() // the long one is not taken whole
			v.Want("400 Invalid registration")
			v.WantEnd()
			line, one := strings.CutSuffix(log.text.String(), "\n")
			if !one || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%.40q: the log is %q, want one line of text", hostile, log.text.String())
			}
			if !strings.Contains(line, "192.0.2.1") {
				t.Errorf("%.40q: the log is %q, which does not say from where", hostile, line)
			}
		})
	}
}
