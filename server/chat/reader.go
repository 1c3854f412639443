package chat

import "sync"

// readSize is how many bytes are taken from a socket at once.
const readSize = 16 << 10

// readBuffers are shared by all connections: most of them are idle at any
// time, and an idle connection needs no buffer.
var readBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}
