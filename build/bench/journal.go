package main

import "fmt"

// A journalKind is what the server does with what is said.
type journalKind string

const (
	full     journalKind = "full"   // on disk before anybody hears it: synchronous=FULL
	inMemory journalKind = "memory" // kept nowhere
	unknown  journalKind = "none"   // whatever the server does without -data, for servers that do not know it
)

func kindOf(word string) (journalKind, error) {
	switch j := journalKind(word); j {
	case full, inMemory, unknown:
		return j, nil
	}
	return "", fmt.Errorf("%q is not full, memory or none", word)
}
