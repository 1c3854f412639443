package wire

import (
	"bytes"
	"iter"
)

// Lines cuts a stream of bytes into lines, however the stream was cut into
// pieces on its way. The zero value with Max set is ready for use, by one
// goroutine.
type Lines struct {
	Max  int    // bytes a line may have without its line end
	rest []byte // the line that has begun and not ended
}

// Feed takes the next piece and yields the lines that it ends, without their
// line end (\n, or \r\n). A line is valid only until the next: it may lie in
// piece or in a buffer of l. A line longer than Max yields LineTooLong and
// ends the stream; how much of it Lines holds is bounded by Max.
func (l *Lines) Feed(piece []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			end := bytes.IndexByte(piece, '\n')
			line := piece
			if end >= 0 {
				line = piece[:end]
			}
			if len(l.rest)+len(line) > l.Max+1 { // 1 more may be the \r
				yield(nil, LineTooLong)
				return
			}
			if end < 0 {
				l.rest = append(l.rest, line...)
				return
			}
			if len(l.rest) > 0 {
				line = append(l.rest, line...)
				l.rest = nil // not kept: few lines come in pieces, and there are many connections
			}
			line = bytes.TrimSuffix(line, []byte("\r"))
			if len(line) > l.Max {
				yield(nil, LineTooLong)
				return
			}
			if !yield(line, nil) {
				return
			}
			piece = piece[end+1:]
			if len(piece) == 0 {
				return
			}
		}
	}
}
