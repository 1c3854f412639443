package wire

import "strings"

// NameOutline returns the form that all names share that ReadAlike may take for
// one: the key of a name with every i, l and 1 as i, and every o and 0 as o.
// "Neil" and "Nell" share an outline and are two names; an outline finds names
// to compare.
func NameOutline(name string) string { return outline.Replace(NameKey(name)) }

var outline = strings.NewReplacer("l", "i", "1", "i", "0", "o")

// ReadAlike reports whether names with these keys are read as one if each 1 may
// be an i or an l and each 0 an o: "al1ce" and "a11ce" are read as "alice", and
// in capitals the 1 cannot be told from an I. NameSkeleton cannot do this: it
// takes 1 for l alone, because one form that has 1 for both would make "Neil"
// and "Nell" one name.
func ReadAlike(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && !passesFor(a[i], b[i]) && !passesFor(b[i], a[i]) {
			return false
		}
	}
	return true
}

// passesFor reports whether a digit is read as a letter.
func passesFor(digit, letter byte) bool {
	switch digit {
	case '1':
		return letter == 'i' || letter == 'l'
	case '0':
		return letter == 'o'
	}
	return false
}
