package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"confab/server/wire"
)

// firstLine reads up to the first line end and returns the line without it,
// and what arrived behind it. A line longer than wire.MaxFirstLine is refused,
// and so is one that has begun and does not end in time; any other error is
// the connection's and needs no answer.
func firstLine(in io.Reader) (line string, rest []byte, err error) {
	var buf [wire.MaxFirstLine]byte
	for n := 0; n < len(buf); {
		m, err := in.Read(buf[n:])
		if end := bytes.IndexByte(buf[n:n+m], '\n'); end >= 0 {
			end += n
			return string(buf[:end]), bytes.Clone(buf[end+1 : n+m]), nil
		}
		n += m
		switch {
		case err == nil, n == len(buf):
		case n > 0 && errors.Is(err, os.ErrDeadlineExceeded):
			return "", nil, fmt.Errorf("%w: it did not come in time", wire.Invalid)
		default:
			return "", nil, err
		}
	}
	return "", nil, fmt.Errorf("%w: it is too long", wire.Invalid)
}
