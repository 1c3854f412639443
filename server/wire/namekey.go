package wire

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NameKey returns the case-folded form of a name: accounts, members and
// readers are compared by it, never by how a name is spelled. Two names have
// the same key if they differ only in case or in how an accent is encoded. A
// key is for comparing, not for showing.
//
// NameKey is defined for any text, in time proportional to its length, and
// NameKey(NameKey(s)) == NameKey(s). It checks nothing: the key of a text that
// CheckName refuses may be that of a name. The window has the same function in
// frontend/src/lib/text/names.ts, and both are held to testdata/names.json.
func NameKey(name string) string {
	if isASCII(name) { // most are, and it is faster
		return strings.ToLower(name)
	}
	return norm.NFC.String(eachLetter(name, foldCase))
}

// SameName reports whether two spellings are one name.
func SameName(a, b string) bool { return a == b || NameKey(a) == NameKey(b) }

// Confusable reports whether two names cannot be in use at the same time: they
// are one name in another case, or one of them, as it is typed, looks like the
// other one in some case, or 1 and 0
// in one of them are read as letters of the other.
func Confusable(a, b string) bool {
	return SameName(a, b) || NameKey(a) == NameSkeleton(b) || NameSkeleton(a) == NameKey(b) || NameSkeleton(a) == NameSkeleton(b) ||
		ReadAlike(NameKey(a), NameKey(b))
}

// withoutMarks returns a name with the letters that are left when their accents
// and other marks are taken away.
func withoutMarks(name string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(spellOut(strings.ToValidUTF8(name, "\ufffd")))))
}

// foldCase goes to upper case and back, so that σ and ς meet, and i and ı. What
// PRECIS holds equal, which goes to lower case, stays equal.
func foldCase(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

// eachLetter makes a key of a name, letter by letter, accents apart, in
// Normalization Form D but for what of changes.
func eachLetter(name string, of func(rune) rune) string {
	// Next to bytes that are not UTF-8, norm leaves letters composed.
	name = norm.NFD.String(spellOut(strings.ToValidUTF8(name, "\ufffd")))
	var b strings.Builder
	b.Grow(len(name))
	var base rune
	for _, r := range name {
		r = of(r)
		switch {
		case r == 'ß': // capital SS
			b.WriteString("ss")
			base = 's'
			continue
		case r == '\u0307' && (base == 'i' || base == 'j'):
			continue // a dot on a dotted letter does not show
		case !unicode.Is(unicode.Mn, r):
			base = r
		}
		b.WriteRune(r)
	}
	return b.String()
}
