package wire

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/rangetable"
)

// MaxEmoji is the longest reaction in bytes. The longest emoji that Unicode
// recommends today has 35: two people of given skin colours who kiss.
const MaxEmoji = 64

// Limits of the reactions that are on a message at a time.
const (
	MaxKinds     = 20 // different ones
	MaxReactions = 5  // of one person
)

// IsEmoji reports whether s is one emoji and nothing else, see EmojiLen.
func IsEmoji(s string) bool {
	return len(s) <= MaxEmoji && s != "" && EmojiLen(s) == len(s)
}

// EmojiLen returns how many bytes the emoji has that s begins with; 0 if it
// begins with none. It goes by the grammar of UTS 51, section 1.4.9, so that a
// new sequence of known pictures is an emoji before this program has heard of
// it. A sign that is drawn as text unless it is asked for in colours, as ©, is
// an emoji only if it is asked for.
func EmojiLen(s string) int {
	if n := keycapLen(s); n > 0 {
		return n
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case n <= 1: // ASCII, or nothing, or no UTF-8
		return 0
	case isRegional(r):
		if r, m := utf8.DecodeRuneInString(s[n:]); isRegional(r) {
			return n + m
		}
		return 0
	}
	end, shown := pictureLen(s)
	if !shown {
		return 0
	}
	for {
		next, ok := strings.CutPrefix(s[end:], joiner)
		if !ok {
			return end
		}
		m, _ := pictureLen(next)
		if m == 0 {
			return end // a joiner that joins nothing is not the emoji's
		}
		end += len(joiner) + m
	}
}

const (
	joiner   = "\u200d"
	inColour = "\ufe0f"
	asText   = "\ufe0e"
	keycap   = "\u20e3"
)

// keycapLen is EmojiLen for keys, as 1️⃣.
func keycapLen(s string) int {
	if s == "" || strings.IndexByte("0123456789#*", s[0]) < 0 {
		return 0
	}
	rest, ok := strings.CutPrefix(strings.TrimPrefix(s[1:], inColour), keycap)
	if !ok {
		return 0
	}
	return len(s) - len(rest)
}

// pictureLen returns how many bytes the picture has that s begins with, with
// what is said about its looks, and whether it is drawn in colours.
func pictureLen(s string) (n int, shown bool) {
	tables := emojiTables()
	r, n := utf8.DecodeRuneInString(s)
	if !unicode.Is(tables.pictures, r) {
		return 0, false
	}
	shown = unicode.Is(tables.coloured, r)
	switch rest := s[n:]; {
	case strings.HasPrefix(rest, inColour):
		return n + len(inColour), true
	case strings.HasPrefix(rest, asText):
		return n, false
	case r == '🏴':
		return n + regionLen(rest), true
	default:
		if skin, m := utf8.DecodeRuneInString(rest); '\U0001f3fb' <= skin && skin <= '\U0001f3ff' && unicode.Is(tables.people, r) {
			return n + m, true
		}
	}
	return n, shown
}

// regionLen returns how many bytes the tags have that make the black flag a
// region's, as Scotland's: a few letters and the end.
func regionLen(s string) int {
	const first, last, end, most = '\U000e0030', '\U000e007a', '\U000e007f', 6
	n := 0
	for count := 0; count <= most; count++ {
		r, size := utf8.DecodeRuneInString(s[n:])
		n += size
		if r == end && count > 0 {
			return n
		}
		if r < first || r > last {
			break
		}
	}
	return 0
}

// isRegional reports whether r is one of the letters that are flags in pairs.
func isRegional(r rune) bool { return '\U0001f1e6' <= r && r <= '\U0001f1ff' }

type emojiProperties struct{ pictures, coloured, people *unicode.RangeTable }

var emojiTables = sync.OnceValue(func() emojiProperties {
	return emojiProperties{tableOf(pictures), tableOf(coloured), tableOf(people)}
})

// tableOf reads ranges of code points in hexadecimal.
func tableOf(ranges string) *unicode.RangeTable {
	var all []rune
	for r := range strings.FieldsSeq(ranges) {
		low, high, several := strings.Cut(r, "-")
		if !several {
			high = low
		}
		from, err := strconv.ParseInt(low, 16, 32)
		to, bad := strconv.ParseInt(high, 16, 32)
		if err != nil || bad != nil {
			panic("wire: " + r + " is no range")
		}
		for c := from; c <= to; c++ {
			all = append(all, rune(c))
		}
	}
	return rangetable.New(all...)
}

// These are of emoji-data.txt of Unicode 17, which neither the standard library
// nor golang.org/x/text has.

// pictures have the property Emoji, and are no ASCII.
const pictures = `
	a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 23cf 23e9-23f3 23f8-23fa 24c2 25aa-25ab 25b6 25c0
	25fb-25fe 2600-2604 260e 2611 2614-2615 2618 261d 2620 2622-2623 2626 262a 262e-262f 2638-263a 2640 2642
	2648-2653 265f-2660 2663 2665-2666 2668 267b 267e-267f 2692-2697 2699 269b-269c 26a0-26a1 26a7 26aa-26ab
	26b0-26b1 26bd-26be 26c4-26c5 26c8 26ce-26cf 26d1 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd 2702 2705
	2708-270d 270f 2712 2714 2716 271d 2721 2728 2733-2734 2744 2747 274c 274e 2753-2755 2757 2763-2764 2795-2797
	27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 2b55 3030 303d 3297 3299 1f004 1f0cf 1f170-1f171 1f17e-1f17f
	1f18e 1f191-1f19a 1f201-1f202 1f21a 1f22f 1f232-1f23a 1f250-1f251 1f300-1f321 1f324-1f393 1f396-1f397
	1f399-1f39b 1f39e-1f3f0 1f3f3-1f3f5 1f3f7-1f4fd 1f4ff-1f53d 1f549-1f54e 1f550-1f567 1f56f-1f570 1f573-1f57a
	1f587 1f58a-1f58d 1f590 1f595-1f596 1f5a4-1f5a5 1f5a8 1f5b1-1f5b2 1f5bc 1f5c2-1f5c4 1f5d1-1f5d3 1f5dc-1f5de
	1f5e1 1f5e3 1f5e8 1f5ef 1f5f3 1f5fa-1f64f 1f680-1f6c5 1f6cb-1f6d2 1f6d5-1f6d8 1f6dc-1f6e5 1f6e9 1f6eb-1f6ec
	1f6f0 1f6f3-1f6fc 1f7e0-1f7eb 1f7f0 1f90c-1f93a 1f93c-1f945 1f947-1f9ff 1fa70-1fa7c 1fa80-1fa8a 1fa8e-1fac6
	1fac8 1facd-1fadc 1fadf-1faea 1faef-1faf8
`

// coloured of them are drawn in colours without being asked to: Emoji_Presentation.
const coloured = `
	231a-231b 23e9-23ec 23f0 23f3 25fd-25fe 2614-2615 2648-2653 267f 2693 26a1 26aa-26ab 26bd-26be 26c4-26c5 26ce
	26d4 26ea 26f2-26f3 26f5 26fa 26fd 2705 270a-270b 2728 274c 274e 2753-2755 2757 2795-2797 27b0 27bf 2b1b-2b1c
	2b50 2b55 1f004 1f0cf 1f18e 1f191-1f19a 1f201 1f21a 1f22f 1f232-1f236 1f238-1f23a 1f250-1f251 1f300-1f320
	1f32d-1f335 1f337-1f37c 1f37e-1f393 1f3a0-1f3ca 1f3cf-1f3d3 1f3e0-1f3f0 1f3f4 1f3f8-1f43e 1f440 1f442-1f4fc
	1f4ff-1f53d 1f54b-1f54e 1f550-1f567 1f57a 1f595-1f596 1f5a4 1f5fb-1f64f 1f680-1f6c5 1f6cc 1f6d0-1f6d2
	1f6d5-1f6d8 1f6dc-1f6df 1f6eb-1f6ec 1f6f4-1f6fc 1f7e0-1f7eb 1f7f0 1f90c-1f93a 1f93c-1f945 1f947-1f9ff
	1fa70-1fa7c 1fa80-1fa8a 1fa8e-1fac6 1fac8 1facd-1fadc 1fadf-1faea 1faef-1faf8
`

// people of them may have a colour of skin: Emoji_Modifier_Base.
const people = `
	261d 26f9 270a-270d 1f385 1f3c2-1f3c4 1f3c7 1f3ca-1f3cc 1f442-1f443 1f446-1f450 1f466-1f478 1f47c 1f481-1f483
	1f485-1f487 1f48f 1f491 1f4aa 1f574-1f575 1f57a 1f590 1f595-1f596 1f645-1f647 1f64b-1f64f 1f6a3 1f6b4-1f6b6
	1f6c0 1f6cc 1f90c 1f90f 1f918-1f91f 1f926 1f930-1f939 1f93c-1f93e 1f977 1f9b5-1f9b6 1f9b8-1f9b9 1f9bb
	1f9cd-1f9cf 1f9d1-1f9dd 1fac3-1fac5 1faf0-1faf8
`
