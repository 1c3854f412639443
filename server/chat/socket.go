package chat

// How many bytes are taken from a socket at once. A client whose lines are
// delayed has those that were taken still to say, so they must not be many: it
// waits in its own program, and what ends it is noticed soon.
const (
	readSize  = 16 << 10
	pacedRead = 1 << 10
)
