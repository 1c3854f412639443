package chat

// A passage is what one client said in one go: one or more encoded lines.
type passage struct {
	from  *conn
	text  []byte // never changed once the passage is said
	lines int
}

// A batch is the passages that are handed out together, in their order.
type batch []passage

// text returns the whole batch, encoded once for all who get all of it.
func (b batch) text() []byte {
	if len(b) == 1 {
		return b[0].text
	}
	return concat(b)
}

// without returns the pieces of the batch around what c said itself:
// CHAT/1.0 has no echo.
func (b batch) without(c *conn) (pieces [][]byte) {
	for len(b) > 0 {
		n := 0
		for n < len(b) && b[n].from != c {
			n++
		}
		if n > 0 {
			pieces = append(pieces, b[:n].text())
			b = b[n:]
			continue
		}
		b = b[1:]
	}
	return pieces
}

// lines returns how many lines the batch has.
func (b batch) lines() (n int) {
	for _, p := range b {
		n += p.lines
	}
	return n
}

func concat(b batch) []byte {
	n := 0
	for _, p := range b {
		n += len(p.text)
	}
	all := make([]byte, 0, n)
	for _, p := range b {
		all = append(all, p.text...)
	}
	return all
}
