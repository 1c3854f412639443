package gate

import (
	"bytes"
	"net"

	"confab/server/wire"
)

// firstLine reads up to the first line end and returns the line without it,
// and what arrived behind it. A line longer than wire.MaxFirstLine is refused;
// any other error is the connection's and needs no answer.
func firstLine(nc net.Conn) (line string, rest []byte, err error) {
	var buf [wire.MaxFirstLine]byte
	n := 0
	for n < len(buf) {
		m, err := nc.Read(buf[n:])
		if end := bytes.IndexByte(buf[n:n+m], '\n'); end >= 0 {
			end += n
			return string(buf[:end]), bytes.Clone(buf[end+1 : n+m]), nil
		}
		n += m
		if err != nil {
			return "", nil, err
		}
	}
	return "", nil, wire.Invalid
}
