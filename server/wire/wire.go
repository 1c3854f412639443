// Package wire is the protocol that Confab's server and desktop speak, and
// what any other program needs to take part: first lines, replies, lines of
// CHAT/1.0 and CHAT/1.1, the requests, events and answers of CHAT/2.0, names,
// addresses and fingerprints. PROTOCOL.md beside this file is the specification;
// the tests read their examples out of it.
//
// It depends on the standard library, golang.org/x/text, which has the Unicode
// tables and the PRECIS profiles (RFC 8264, RFC 8265) names need, and
// golang.org/x/net, which has IDNA2008 for the names of machines.
package wire

// Version is the dialect spoken after registration, the third word of a first line.
type Version string

// V1 is CHAT/1.0, eight lines that many programs speak. Most of them read one
// byte at a time and end at the first one that is not ASCII, so the server sends
// nothing else to them.
const V1 Version = "CHAT/1.0"

// V11 is CHAT/1.1, the same lines in UTF-8, for a person who types them.
const V11 Version = "CHAT/1.1"

// V2 is CHAT/2.0, one JSON object a line, which the desktop speaks.
const V2 Version = "CHAT/2.0"

// Limits that both ends keep, in bytes.
const (
	MaxFirstLine = 512      // a line before registration, its line end included
	MaxLine      = 64 << 10 // a line after registration, without its line end (the server's -max-line)
)

// Lobby is the room that everybody is in, and the only one of CHAT/1.0 and CHAT/1.1.
const Lobby = "lobby"

// ALPN is what a TLS connection calls the protocol (RFC 7301).
const ALPN = "chat"
