package wire

import (
	"errors"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/bidirule"
	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// MaxName is the longest name in characters: code points in Unicode's
// Normalization Form C. As typed, a name has at most four bytes for each.
const MaxName = 32

// What CheckName has against a name. The text of an error that wraps one of
// them is a sentence for the person who chose the name, and never repeats it.
var (
	ErrName     = errors.New("this name cannot be used") // reply 400
	ErrReserved = errors.New("this name is reserved")    // reply 402
)

// CheckName returns nil if name may be registered. Otherwise the error wraps
// ErrName when the rules refuse the name, or ErrReserved when it is, or looks
// like, a word that stands for everybody, the server or those who run it.
//
// A name is one word of 1 to MaxName letters, digits, "-", "_" and ".", begins
// with a letter or digit, and keeps to one script, so that a foreign letter
// cannot hide among familiar ones. It holds nothing that is invisible, and no
// fullwidth, ligature or other compatibility form: a name is shown as typed,
// and such forms look like a name they are not. So the zero-width joiners go
// too, which Persian and Sinhala spelling would like.
func CheckName(name string) error {
	if fault := nameFault(name); fault != "" {
		return &Malformed{ErrName, fault}
	}
	if isReserved(name) {
		return ErrReserved
	}
	return nil
}

// CheckHeld is CheckName for a name that an account may have: it also accepts
// names that older versions did not reserve, which looked neither at a name's
// parts nor at accents and letters that are drawn as two. An account that has
// one keeps it, and no other client can register it.
func CheckHeld(name string) error {
	err := CheckName(name)
	if errors.Is(err, ErrReserved) && !wasReserved(name) {
		return nil
	}
	return err
}

// nameFault returns what is wrong with name, one of NameFaults, or "".
func nameFault(name string) string {
	switch {
	case name == "":
		return "empty"
	case len(name) > MaxName*utf8.UTFMax: // before any work that grows with it
		return faultLong
	case !utf8.ValidString(name):
		return "encoding"
	}
	composed := norm.NFC.String(name)
	if utf8.RuneCountInString(composed) > MaxName {
		return faultLong
	}
	spelled := spellOut(composed)
	letters := norm.NFD.String(spelled)
	if !norm.NFKD.IsNormalString(letters) {
		return faultForm
	}
	var w word
	for _, r := range letters {
		if fault := w.add(r); fault != "" {
			return fault
		}
	}
	if _, err := username.String(spelled); err != nil {
		return faultRune
	}
	if bidirule.DirectionString(spelled) == bidi.RightToLeft && !bidirule.ValidString(spelled) {
		return "direction"
	}
	if passesForLatin(composed) {
		return "latin"
	}
	return ""
}

const (
	faultLong   = "long"
	faultRune   = "character"
	faultBegin  = "begin"
	faultForm   = "form"
	faultScript = "scripts"
	faultRare   = "rare"
	faultSign   = "phonetic"
	faultDigits = "digits"
	faultMark   = "accent"
	faultStack  = "accents"
)

// username is PRECIS UsernameCaseMapped (RFC 8265, section 3.3) but for the
// Bidi Rule, which the package's own profile also puts on names that are
// written from left to right: it would refuse "3Łukasz".
var username = precis.NewIdentifier(precis.FoldWidth, precis.LowerCase(), precis.Norm(norm.NFC))

// spellOut writes out the compatibility characters that living languages
// cannot do without, and PRECIS refuses: Thai and Lao AM, as in อำนาจ, the two
// Lao ligatures, and Armenian ECH YIWN, as in Լևոն.
func spellOut(name string) string { return spelling.Replace(name) }

var spelling = strings.NewReplacer(
	"\u0e33", "\u0e4d\u0e32", // ำ
	"\u0eb3", "\u0ecd\u0eb2", // ຳ
	"\u0edc", "\u0eab\u0e99", // ໜ
	"\u0edd", "\u0eab\u0ea1", // ໝ
	"\u0587", "\u0565\u0582", // և
)

// A word is as much of a name as has been read, in Normalization Form D.
type word struct {
	script *unicode.RangeTable // of its letters; nil before the first
	last   rune
	base   *unicode.RangeTable // script of the letter that a mark would stand on; nil if none would
	marks  int                 // nonspacing marks on that letter
	ascii  bool                // it has digits 0 to 9
	native bool                // it has digits of its own script
}

// add takes the next rune and returns what is wrong with it, or "".
func (w *word) add(r rune) string {
	before := w.last
	w.last = r
	switch {
	case before == 0 && !unicode.In(r, unicode.L, unicode.Nd):
		return faultBegin
	case r == '-', r == '_', r == '.':
		w.base = nil
	case '0' <= r && r <= '9':
		w.base, w.ascii = nil, true
		if w.native {
			return faultDigits
		}
	case r == '\u02bb', r == '\u02bc', r == '\u0f0b':
		// The ʻokina and the apostrophe that are letters, and the tsheg
		// between Tibetan syllables, belong inside a word.
		if w.base == nil || (r == '\u0f0b') != (w.script == unicode.Tibetan) {
			return faultRune
		}
		w.base = nil
	case unicode.Is(unicode.Nd, r):
		w.base, w.native = nil, true
		if w.ascii {
			return faultDigits
		}
		return w.join(scriptOf(r))
	case unicode.IsLetter(r):
		w.base, w.marks = scriptOf(r), 0
		if isSign(r, w.base) {
			return faultSign
		}
		return w.join(w.base)
	case unicode.In(r, unicode.Mn, unicode.Mc):
		if w.base == nil || r == before || !belongs(r, w.base) {
			return faultMark
		}
		if unicode.Is(unicode.Mn, r) {
			w.marks++
		}
		if w.marks > maxMarks(w.base) {
			return faultStack
		}
	default:
		return faultRune
	}
	return ""
}

// join makes script the script of the word, or says why it cannot be. Scripts
// that are written together are those of UTS 39, section 5.1: Han with the
// kana, with Hangul and with Bopomofo.
func (w *word) join(script *unicode.RangeTable) string {
	withHan := func(s *unicode.RangeTable) bool {
		return s == unicode.Hiragana || s == unicode.Hangul || s == unicode.Bopomofo
	}
	switch {
	case script == nil:
		return faultRare
	case w.script == nil, w.script == unicode.Han && withHan(script):
		w.script = script
	case script == w.script, script == unicode.Han && withHan(w.script):
	default:
		return faultScript
	}
	return ""
}

// scripts are those of UAX 31, table 5, and of living languages in table 7 for
// which the usual systems bring a font; common ones first. In any other, each
// name is the same row of boxes. Lisu and the Canadian syllabics are left out
// because too many of their letters are Latin capitals, and Katakana because
// scriptOf counts it with Hiragana.
var scripts = [...]*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Han, unicode.Hiragana, unicode.Hangul,
	unicode.Arabic, unicode.Hebrew, unicode.Devanagari, unicode.Thai, unicode.Armenian, unicode.Georgian,
	unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Thaana, unicode.Lao, unicode.Khmer,
	unicode.Myanmar, unicode.Tibetan, unicode.Ethiopic, unicode.Bopomofo, unicode.Adlam, unicode.Cherokee,
	unicode.Javanese, unicode.Meetei_Mayek, unicode.New_Tai_Lue, unicode.Nko, unicode.Ol_Chiki,
	unicode.Syriac, unicode.Tai_Le, unicode.Tifinagh, unicode.Vai, unicode.Yi,
}

// scriptOf returns the script of a letter or digit, or nil if names cannot
// have it. The kana are one.
func scriptOf(r rune) *unicode.RangeTable {
	if r == 'ー' || unicode.Is(unicode.Katakana, r) { // ー is shared by the kana (UAX 24)
		return unicode.Hiragana
	}
	for _, s := range scripts {
		if unicode.Is(s, r) {
			return s
		}
	}
	return nil
}

// isSign reports whether r is a phonetic or scholarly sign rather than a letter
// of some language's alphabet: ᴀ, ɪ and ᴄ would make a name a second time. In
// Latin, Greek and Cyrillic, alphabets have capitals, but for ß and the clicks.
func isSign(r rune, script *unicode.RangeTable) bool {
	switch script {
	case unicode.Latin, unicode.Greek, unicode.Cyrillic:
		clicks := 'ǀ' <= r && r <= 'ǃ'
		return unicode.ToUpper(r) == r && unicode.ToLower(r) == r && r != 'ß' && !clicks
	}
	return false
}

// belongs reports whether mark stands on letters of script in ordinary writing.
// Latin, Greek and Cyrillic share the marks of their alphabets, without what
// strikes a letter through, underlines it or joins it to the next; Hebrew and
// Arabic have their vowels, without cantillation and Quranic signs.
func belongs(mark rune, script *unicode.RangeTable) bool {
	switch script {
	case unicode.Latin, unicode.Greek, unicode.Cyrillic:
		return strings.ContainsRune("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c"+
			"\u030d\u030f\u0311\u0313\u0314\u031b\u0323\u0324\u0325\u0326\u0327\u0328\u0329\u032d\u032e\u0330"+
			"\u0331\u0342\u0345\u0358", mark)
	case unicode.Hebrew:
		return '\u05b0' <= mark && mark <= '\u05c2' || mark == '\u05c7'
	case unicode.Arabic:
		return '\u064b' <= mark && mark <= '\u0655' || mark == '\u0670'
	case unicode.Hiragana:
		return mark == '\u3099' || mark == '\u309a'
	}
	return unicode.Is(script, mark)
}

// maxMarks returns how many nonspacing marks one letter of script may carry in
// Normalization Form D. Vietnamese ệ, Yoruba ọ́ and Navajo ą́ have two; Greek ᾧ,
// Hindi ज़ुं, Hebrew שָּׁ, Khmer ស៊ុំ and Tibetan རྒྱུ three. (UTS 39, section 5.4,
// stops at four for every script.)
func maxMarks(script *unicode.RangeTable) int {
	if script == unicode.Latin || script == unicode.Cyrillic {
		return 2
	}
	return 3
}

// isReserved reports whether one of the parts of name, between its signs, is or
// looks like one of the reserved words, whatever accents it has: "Admin-Team" is
// the admin's team to everybody who reads it.
func isReserved(name string) bool {
	words := reservedWords()
	if !isASCII(name) { // most names are ASCII
		name = withoutStroke.Replace(withoutMarks(name))
	}
	for part := range strings.FieldsFuncSeq(name, isSeparator) {
		if part == "ALI" {
			continue // a person, though it is drawn as "ALl"; "AlI" and "aII" are not
		}
		if words[NameKey(part)] || words[NameSkeleton(part)] || words[lettersOnly.Replace(NameKey(part))] {
			return true
		}
	}
	return false
}

// lettersOnly reads digits in a word as its letters. The one reserved word with
// an l, all, has no i, and its skeleton finds "a11".
var lettersOnly = strings.NewReplacer("1", "i", "0", "o")

// wasReserved is isReserved as it was when it took a name as one word, letter by letter.
func wasReserved(name string) bool {
	name = strings.TrimRight(name, "-_.")
	words := reservedWords()
	return words[NameKey(name)] || words[norm.NFC.String(eachLetter(name, lookalike))]
}

// isSeparator reports whether r is one of the signs that a name may have.
func isSeparator(r rune) bool { return r == '-' || r == '_' || r == '.' }

// withoutStroke takes from Latin letters the strokes and hooks that Unicode
// does not count as marks.
var withoutStroke = strings.NewReplacer(
	"đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "ɖ", "d", "Ɖ", "D", "ɗ", "d", "Ɗ", "D",
	"ħ", "h", "Ħ", "H", "ɨ", "i", "Ɨ", "I", "ł", "l", "Ł", "L", "ƚ", "l", "Ƚ", "L", "ɱ", "m", "Ɱ", "M",
	"ɲ", "n", "Ɲ", "N", "ƞ", "n", "Ƞ", "N", "ŋ", "n", "Ŋ", "N", "ø", "o", "Ø", "O", "ɵ", "o", "Ɵ", "O",
	"ɍ", "r", "Ɍ", "R", "ɽ", "r", "Ɽ", "R", "ŧ", "t", "Ŧ", "T", "ƭ", "t", "Ƭ", "T", "ɏ", "y", "Ɏ", "Y", "ƴ", "y", "Ƴ", "Y",
	"ȼ", "c", "Ȼ", "C", "ƈ", "c", "Ƈ", "C", "ɇ", "e", "Ɇ", "E", "ɓ", "b", "Ɓ", "B", "ʋ", "v", "Ʋ", "V",
)

var reservedWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(reserved) {
		words[word] = true                                // which is its own key, and its own skeleton
		words[NameSkeleton(strings.ToUpper(word))] = true // "ADMIN" is "ADMlN", which is "adm1n"
	}
	return words
})

// reserved has the words that could deceive others: a user with such a name
// would seem to speak for everyone, for the server, or for those who run it.
// Every other word may be a person's name.
const reserved = `
	all everyone everybody here
	server system console
	admin admins administrator administrators moderator moderators
`
