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
func (b batch) text() []byte { return b.without(nil) }

// without returns the batch but for what c said itself, or nothing:
// CHAT/1.0 has no echo.
func (b batch) without(c *conn) []byte {
	bytes, others := 0, batch{}
	for _, p := range b {
		if p.from != c {
			bytes += len(p.text)
			others = append(others, p)
		}
	}
	switch len(others) {
	case 0:
		return nil
	case 1:
		return others[0].text
	}
	text := make([]byte, 0, bytes)
	for _, p := range others {
		text = append(text, p.text...)
	}
	return text
}

// lines returns how many lines the batch has.
func (b batch) lines() (n int) {
	for _, p := range b {
		n += p.lines
	}
	return n
}
