package gate

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestTheFirstLineIsHandedOnWithWhatIsBehindIt(t *testing.T) {
	for sent, want := range map[string]string{
		"hello\n":                               `first "hello", rest ""`,
		"hello\r\n":                             `first "hello\r", rest ""`,
		"hello\nyou\nthe":                       `first "hello", rest "you\nthe"`,
		"\n":                                    `first "", rest ""`,
		"\n\n":                                  `first "", rest "\n"`,
		"\x00\xff\n\x00\n\xff":                  `first "\x00\xff", rest "\x00\n\xff"`,
		strings.Repeat("x", 500) + "\nthe rest": `first "` + strings.Repeat("x", 500) + `", rest "the rest"`,
	} {
		synctest.Test(t, func(t *testing.T) {
			v := open(t, Config{}).visit(t, "192.0.2.1")
			v.send(sent)
			v.Want(want)
		})
	}
}

func TestTheFirstLineMayComeByteByByte(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := open(t, Config{}).visit(t, "192.0.2.1")
		for _, b := range []byte("hello\n") {
			v.send(string([]byte{b}))
			<-time.After(800 * time.Millisecond)
		}
		v.Want(`first "hello", rest ""`)
	})
}

func TestAFirstLineHas512Bytes(t *testing.T) {
	for _, cut := range []int{0, 1, 300, 511, 512} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, Config{})
			fits, tooLong := strings.Repeat("x", 511)+"\n", strings.Repeat("x", 512)+"\n"

			v := s.visit(t, "192.0.2.1")
			v.send(fits[:cut])
			v.send(fits[cut:])
			v.Want(`first "` + fits[:511] + `", rest ""`)

			v, began := s.visit(t, "192.0.2.1"), time.Now()
			v.send(tooLong[:cut])
			v.send(tooLong[cut:512]) // the line end is not waited for
			v.Want("400 Invalid registration")
			v.WantEnd()
			wantTime(t, "it is refused", began, 0)
		})
	}
}

func TestSilenceIsClosedAfterFiveSecondsWithoutAWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		open(t, Config{}).visit(t, "192.0.2.1").WantEnd()
		wantTime(t, "silence is closed", began, 5*time.Second)
	})
}

func TestADribbleIsRefusedAfterFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		v := open(t, Config{}).visit(t, "192.0.2.1")
		dribbled := make(chan struct{})
		defer func() { <-dribbled }()
		go func() {
			defer close(dribbled)
			for range 300 {
				if _, err := v.Conn.Conn.Write([]byte("x")); err != nil {
					return
				}
				<-time.After(100 * time.Millisecond)
			}
		}()
		v.Want("400 Invalid registration")
		wantTime(t, "the dribble is refused", began, 5*time.Second)
		v.WantEnd()
	})
}

// The five seconds are for the first line alone.
func TestWhoeverIsInMayBeSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Protocols: lines(func(nc net.Conn, _ string, _ []byte) (func(), error) {
			return func() { _, _ = io.Copy(nc, nc) }, nil // an echo
		})})
		v := s.visit(t, "192.0.2.1")
		v.send("hello\n")
		<-time.After(time.Hour)
		v.send("still here\n")
		v.Want("still here")
	})
}

// pieces is a connection from which a stream comes in the pieces that cut
// makes of it, and nothing else.
type pieces struct {
	net.Conn
	stream []byte
	cut    func(most int) int // how many bytes come next
	given  []byte
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.stream) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.stream[:p.cut(min(len(b), len(p.stream)))])
	p.given = append(p.given, p.stream[:n]...)
	p.stream = p.stream[n:]
	if len(p.stream) == 0 && p.cut(2) == 1 {
		return n, io.EOF // a reader may say so with the last bytes or after them
	}
	return n, nil
}

// FuzzFirstLine cuts a stream at random: the first line is that of the whole,
// and nothing that has been read is lost.
func FuzzFirstLine(f *testing.F) {
	long := strings.Repeat("x", 510)
	for i, stream := range []string{
		"", "\n", "REGISTER alice CHAT/1.0\n", "  REGISTER \t alice   CHAT/1.0 \r\n@alice: hi\n@alice: there",
		"REGISTER al\xffice CHAT/1.0\nFollow: a,b\n\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x00",
		long + "\n", long + "x\n", long + "xx\n", long + "xx", long + "\n" + long,
	} {
		for cuts := range 8 {
			f.Add([]byte(stream), uint64(8*i+cuts))
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		cut := &pieces{stream: stream, cut: func(most int) int { return 1 + r.IntN(most) }}
		line, rest, err := firstLine(cut)

		wantLine, _, complete := bytes.Cut(stream[:min(len(stream), wire.MaxFirstLine)], []byte("\n"))
		switch {
		case complete:
			if err != nil || line != string(wantLine) {
				t.Errorf("got %q, %v, want %q", line, err, wantLine)
			}
			if read := line + "\n" + string(rest); read != string(cut.given) {
				t.Errorf("%q has been handed on of %q", read, cut.given)
			}
		case len(stream) >= wire.MaxFirstLine:
			if !errors.Is(err, wire.Invalid) {
				t.Errorf("got %q, %v, want %v", line, err, wire.Invalid)
			}
		case !errors.Is(err, io.EOF):
			t.Errorf("got %q, %v, want %v", line, err, io.EOF)
		}
	})
}
