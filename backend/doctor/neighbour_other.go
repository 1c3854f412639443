//go:build !linux

package doctor

import "net/netip"

// A presence says whether a machine of an own network answers at all.
type presence int

const (
	unknown presence = iota
	answers
)

// On these systems it is not known.
func neighbour(netip.Addr) presence { return unknown }

func neighboursIn(netip.Prefix) (known bool, others int) { return false, 0 }
