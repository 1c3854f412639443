// Package oldnames knows how a server's first versions compared names, and makes
// of a journal that one of them has written what today's would have written.
//
// They folded case first and then shapes, so that l, I, i and 1 were one
// letter, and stored a name as it was typed: one account could stand in the
// journal as "alice", "Alice" and "a1ice".
package oldnames

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Key is what names were compared by. It is frozen: there are journals and
// accounts that were made by it.
func Key(name string) string {
	name = norm.NFD.String(spelling.Replace(strings.ToValidUTF8(name, "\ufffd")))
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

// lookalike returned the letter that stood for all those that look like r in
// either case.
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

var spelling = strings.NewReplacer(
	"\u0e33", "\u0e4d\u0e32", // ำ
	"\u0eb3", "\u0ecd\u0eb2", // ຳ
	"\u0edc", "\u0eab\u0e99", // ໜ
	"\u0edd", "\u0eab\u0ea1", // ໝ
	"\u0587", "\u0565\u0582", // և
)
