package wire

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// NameSkeleton returns what a name looks like as it is typed, case-folded
// afterwards: the skeleton of UTS 39, section 4, over a table of our own. It
// tells apart what people tell apart: "Neil" and "Nell", "mail" and "mali". It
// does not tell "aIice", with a capital I, or "a1ice" from "alice", nor "rnark"
// from "mark". Accents stay: "zoë" is not "zoe".
//
// Like NameKey it is defined for any text, and its own skeleton is itself.
func NameSkeleton(name string) string {
	return norm.NFC.String(joinLetters(eachLetter(name, lookalike)))
}

// joinLetters returns a text in which letters that look like one letter
// together are that letter.
//
// Of the pairs in the table of UTS 39 and in what is written about it, these
// are the ones that cannot be told apart in the type of a chat window. c and l
// are not d, nor n and n m: in any face there is white between them, or a stem
// at another height. Nor are a and e æ, or l and o ю: their letters touch. In
// the scripts of India, where अा would be आ, text is drawn with a dotted circle
// between such signs.
func joinLetters(s string) string {
	if !strings.ContainsAny(s, "nvwыѹเເꜳꜵꜷꜹꜻꜽꝏꝡ") {
		return s
	}
	joined := make([]rune, 0, len(s))
	for _, r := range spellLetters.Replace(s) {
		var last rune
		if n := len(joined); n > 0 {
			last = joined[n-1]
		}
		switch {
		case last == 'r' && r == 'n':
			joined[len(joined)-1] = 'm'
		case last == 'v' && r == 'v':
			joined[len(joined)-1] = 'w'
		case last == 'v' && r == 'w': // vvv, whichever two of them were typed as one
			joined[len(joined)-1] = 'w'
			joined = append(joined, 'v')
		case last == 'เ' && r == 'เ':
			joined[len(joined)-1] = 'แ'
		case last == 'ເ' && r == 'ເ':
			joined[len(joined)-1] = 'ແ'
		default:
			joined = append(joined, r)
		}
	}
	return string(joined)
}

// spellLetters writes out letters that are drawn as two, in lower case: ы is ь
// and a stem, which are b and l here.
var spellLetters = strings.NewReplacer("ы", "bl", "ѹ", "oy",
	"ꜳ", "aa", "ꜵ", "ao", "ꜷ", "au", "ꜹ", "av", "ꜻ", "av", "ꜽ", "ay", "ꝏ", "oo", "ꝡ", "vy")

// lookalike returns the letter that stands for all those that look like r, in
// the case in which it is typed. r has no accent.
//
// A shape counts when a person cannot tell it from another in the type of a
// chat window. So I, l and 1 are one letter: "lvan" is "Ivan" and "aIice" is
// "alice" in most of the faces people read in. The small i is another one, and
// so is the small н of Cyrillic, though Н is H. 0 and o are one.
func lookalike(r rune) rune {
	switch r {
	case 'I', '1', 'Ɩ', 'Ɪ', 'ǀ', 'Ι', 'І', 'Ӏ', 'ӏ', 'լ', 'Լ', 'ꮮ', 'Ꮮ', 'ⵏ':
		return 'l'
	case '0':
		return 'o'

	// Capitals of Greek and Cyrillic whose small letters look otherwise.
	case 'В':
		return 'b'
	case 'Η', 'Н':
		return 'h'
	case 'Κ', 'К':
		return 'k'
	case 'Μ', 'М', 'Ϻ':
		return 'm'
	case 'Ν':
		return 'n'
	case 'Τ', 'Т':
		return 't'
	case 'Υ':
		return 'y'
	case 'Γ', 'Г':
		return 'ᴦ' // which has no case
	case 'Λ', 'Ʌ':
		return 'ᴧ' // likewise

	// Their small letters.
	case 'γ':
		return 'y'
	case 'г':
		return 'r'
	case 'ν':
		return 'v'
	case 'υ':
		return 'u'
	}
	return lookalikeInBothCases(foldCase(r))
}

// lookalikeInBothCases is lookalike for letters whose two shapes look like the
// two of another letter, or nearly. r is in lower case.
//
// A resemblance that would make two letters of one alphabet the same is left out.
func lookalikeInBothCases(r rune) rune {
	switch r {
	// Latin, Greek, Cyrillic, then Armenian, Cherokee and Tifinagh letters.
	case 'ɑ', 'α', 'а', 'ꭺ':
		return 'a'
	case 'ƅ', 'ꞵ', 'β', 'ь', 'ꮟ', 'ᏼ':
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
	case 'һ', 'հ', 'ꮋ', 'ꮒ':
		return 'h'
	case 'ɩ', 'ɪ', 'ι', 'і', 'ꭵ':
		return 'i'
	case 'ϳ', 'ј', 'յ', 'ꭻ':
		return 'j'
	case 'ꮶ':
		return 'k'
	case 'ꮇ':
		return 'm'
	case 'ո':
		return 'n'
	case 'ο', 'о', 'օ', 'ⵔ':
		return 'o'
	case 'ρ', 'р', 'ꮲ':
		return 'p'
	case 'ԛ', 'զ':
		return 'q'
	case 'ʀ', 'ꭱ', 'ꮢ':
		return 'r'
	case 'ѕ', 'տ', 'ꮥ', 'ꮪ':
		return 's'
	case 'ꭲ':
		return 't'
	case 'ս':
		return 'u'
	case 'ѵ', 'ꮩ', 'ⴸ':
		return 'v'
	case 'ꞷ', 'ω', 'ѡ', 'ԝ', 'ꮃ', 'ꮤ':
		return 'w'
	case 'ꭓ', 'χ', 'х', 'ⵝ':
		return 'x'
	case 'у', 'ү', 'ꭹ', 'ꮍ':
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
	case 'κ':
		return 'к'
	case 'τ':
		return 'т'
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
// without an accent, and all its letters look Latin, one of them a small letter
// that looks like another Latin letter than its capital does: "νονα" would be
// read as "vova", and is NONA in capitals. Greek spelling puts an accent on a
// word of more than one syllable, so who is called Άννα or Νίνο has only to
// write it properly; for capitals the keys suffice.
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
