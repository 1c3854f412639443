//go:build unix

package nonblock

import (
	"errors"
	"io"
	"net"
	"testing"
)

// pair returns the two ends of a connection over TCP.
func pair(t *testing.T) (a, b net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if a, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if b, err = ln.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = a.Close(), b.Close() })
	return a, b
}

func TestWritingTakesWhatTheKernelTakesAndNoMore(t *testing.T) {
	a, b := pair(t)
	var w Writer
	w.Bind(Socket(a))
	piece, sent := make([]byte, 64<<10), 0
	for {
		n, err := w.Write(piece)
		if err != nil {
			t.Fatal(err)
		}
		if sent += n; n == 0 {
			break // it is full, and nobody has waited
		}
	}
	if sent == 0 {
		t.Error("the kernel takes nothing")
	}
	got := make([]byte, sent)
	if _, err := io.ReadFull(b, got); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Write(piece); err != nil || n == 0 {
		t.Errorf("with room again it takes %d bytes, %v", n, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Write(piece); err == nil || n != 0 {
		t.Errorf("of a closed socket %d bytes are written, %v", n, err)
	}
}

func TestReadingSaysWhenThereIsNothing(t *testing.T) {
	a, b := pair(t)
	read := func() (got string, waited int, err error) {
		t.Helper()
		buf := make([]byte, 8)
		over := Socket(a).Read(func(fd uintptr) bool {
			n, later, bad := Read(fd, buf)
			if later {
				if waited++; waited == 1 {
					if _, err := b.Write([]byte("hi")); err != nil {
						t.Error(err)
					}
				}
				return false
			}
			got, err = string(buf[:n]), bad
			return true
		})
		return got, waited, errors.Join(err, over)
	}
	if got, waited, err := read(); got != "hi" || waited == 0 || err != nil {
		t.Errorf("read is %q after %d waits, %v", got, waited, err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _, err := read(); got != "" || !errors.Is(err, io.EOF) {
		t.Errorf("at the end there is %q, %v", got, err)
	}
}

func TestWhatIsNoSocketTakesNothing(t *testing.T) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	var w Writer
	w.Bind(Socket(a))
	if n, err := w.Write([]byte("hi")); n != 0 || err != nil {
		t.Errorf("%d bytes are written, %v", n, err)
	}
}
