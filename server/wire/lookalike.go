package wire

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NameKey returns what two names are compared by: they are the same name when
// their keys are equal. They are if the names differ only in case, in how an
// accent is encoded, or in letters that look alike, one for one: a letter that
// looks like two others, as Thai แ like เเ, keeps its own key. A key is for
// comparing, not for showing.
//
// NameKey is defined for any text, in time proportional to its length, and
// NameKey(NameKey(s)) == NameKey(s). It does not check anything: the key of a
// text that CheckName refuses may be that of a name it resembles.
//
// Case is folded first, then shape (a skeleton as in UTS 39, section 4, over a
// table of our own). Because a name may be typed in either case, each letter
// gets one class for both its shapes: Cyrillic н is in the class of h, since
// the capitals Н and H are one. Accents stay: "zoë" is not "zoe".
func NameKey(name string) string {
	// Next to bytes that are not UTF-8, norm leaves letters composed.
	name = norm.NFD.String(spellOut(strings.ToValidUTF8(name, "\ufffd")))
	var b strings.Builder
	b.Grow(len(name))
	var base rune
	for _, r := range name {
		// To upper case and back, so that σ and ς meet, and i and ı. What
		// PRECIS holds equal, which goes to lower case, stays equal.
		r = lookalike(unicode.ToLower(unicode.ToUpper(r)))
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
	return norm.NFC.String(b.String())
}

// lookalike returns the letter that stands for all those that look like r in
// either case. r is in lower case and has no accent.
//
// A shape counts when a person cannot tell it from another in the type of a
// chat window. So one class holds I, l, 1 and i: "lvan" is "Ivan" and "aIice"
// is "alice" in most of the faces people read in, and I and i are one letter.
// Neil and Nell cannot both have a name here; that is the price. 0 and o are
// one class too. rn and m are not, nor vv and w: names have them by right.
//
// Where the two shapes of a letter look like two different Latin letters, the
// capital's counts, since it is exact: Greek ν has the class of n, not of v,
// or Nina and Vina would be one name. passesForLatin has the rest. A
// resemblance that would make two letters of one alphabet the same, as π and ν
// by way of п and n, is left out.
func lookalike(r rune) rune {
	if r < 0x80 {
		switch r {
		case '0':
			return 'o'
		case '1', 'l':
			return 'i'
		}
		return r
	}
	switch r {
	// Latin, Greek, Cyrillic, then Armenian, Cherokee and Tifinagh letters.
	case 'ɑ', 'α', 'а', 'ꭺ':
		return 'a'
	case 'ƅ', 'ꞵ', 'β', 'в', 'ь', 'ꮟ', 'ᏼ':
		return 'b'
	case 'с', 'ꮯ':
		return 'c'
	case 'ԁ', 'ꭰ', 'ꮷ':
		return 'd'
	case 'ε', 'е', 'ҽ', 'ꭼ':
		return 'e'
	case 'ϝ':
		return 'f'
	case 'ɡ', 'ԍ', 'ց', 'ꮐ', 'ᏻ':
		return 'g'
	case 'η', 'н', 'һ', 'հ', 'ꮋ', 'ꮒ':
		return 'h'
	case 'ɩ', 'ɪ', 'ǀ', 'ι', 'і', 'ӏ', 'լ', 'ꭵ', 'ꮮ', 'ⵏ':
		return 'i'
	case 'ϳ', 'ј', 'յ', 'ꭻ':
		return 'j'
	case 'κ', 'к', 'ꮶ':
		return 'k'
	case 'μ', 'ϻ', 'м', 'ꮇ':
		return 'm'
	case 'ν', 'ո':
		return 'n'
	case 'ο', 'о', 'օ', 'ⵔ':
		return 'o'
	case 'ρ', 'р', 'ꮲ':
		return 'p'
	case 'ԛ', 'զ':
		return 'q'
	case 'ʀ', 'γ', 'г', 'ꭱ', 'ꮢ':
		return 'r'
	case 'ѕ', 'տ', 'ꮥ', 'ꮪ':
		return 's'
	case 'τ', 'т', 'ꭲ':
		return 't'
	case 'ս':
		return 'u'
	case 'ѵ', 'ꮩ', 'ⴸ':
		return 'v'
	case 'ꞷ', 'ω', 'ѡ', 'ԝ', 'ꮃ', 'ꮤ':
		return 'w'
	case 'ꭓ', 'χ', 'х', 'ⵝ':
		return 'x'
	case 'υ', 'у', 'ү', 'ꭹ', 'ꮍ':
		return 'y'
	case 'ζ', 'ꮓ':
		return 'z'
	case 'ƨ':
		return '2'
	case 'ʒ', 'ȝ', 'ɜ', 'з', 'ӡ':
		return '3'
	case 'ꮞ':
		return '4'
	case 'ƽ':
		return '5'
	case 'б', 'ꮾ':
		return '6'

	// No Latin letter of the first 26.
	case 'ӕ':
		return 'æ'
	case 'ð', 'ɖ': // the capitals Đ, Ð and Ɖ
		return 'đ'
	case 'ћ':
		return 'ħ'
	case 'ǝ', 'ә':
		return 'ə'
	case 'ө', 'ѳ', 'θ':
		return 'ɵ'
	case 'ϸ':
		return 'þ'
	case 'ʌ':
		return 'λ'
	case 'π':
		return 'п'
	case 'φ':
		return 'ф'
	case 'ψ':
		return 'ѱ'

	// Letters for one sound on different keyboards, alike inside a word.
	case 'ى', 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ہ', 'ھ', 'ە':
		return 'ه'

	case '၀': // the digit and the letter
		return 'ဝ'

	// Kana and Han, which one name may mix.
	case 'へ':
		return 'ヘ'
	case 'リ':
		return 'り'
	case 'ー':
		return '一'
	case 'ニ':
		return '二'
	case 'ハ':
		return '八'
	case 'カ':
		return '力'
	case 'ト':
		return '卜'
	case 'ロ':
		return '口'
	case 'タ':
		return '夕'
	case 'エ':
		return '工'

	// Marks: comma and cedilla, caron and breve, the two tildes, line and dot
	// below; then the apostrophe and the ʻokina.
	case '\u0326':
		return '\u0327'
	case '\u030c':
		return '\u0306'
	case '\u0342':
		return '\u0303'
	case '\u0329':
		return '\u0323'
	case 'ʻ':
		return 'ʼ'
	}
	if '۰' <= r && r <= '۹' { // Persian and Urdu digits
		return r - '۰' + '٠'
	}
	return r
}

// passesForLatin reports whether name, in Normalization Form C, is Greek,
// without an accent, and all its letters look Latin, one of them like a letter
// whose class it does not have: "νονα" would be read as "vova", and has the key
// of "nona". Greek spelling puts an accent on a word of more than one syllable,
// so who is called Άννα or Νίνο has only to write it properly; in capitals the
// key suffices.
func passesForLatin(name string) bool {
	passes := false
	for _, r := range name {
		switch {
		case strings.ContainsRune("γνσυ", r): // y v o u
			passes = true
		case strings.ContainsRune("αικορχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ-_.0123456789", r):
		default:
			return false
		}
	}
	return passes
}
