package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxParts is how many parts of a text a window looks at, see parse.ts.
const maxParts = 400

// maxMention is how long a name behind an @ is, in characters.
const maxMention = 32

// mentions reports whether a text has "@name" as a window would mark it: not in
// code, in a link or in the middle of a word. It is the same as in parse.ts.
func mentions(text, name string) bool {
	if !strings.Contains(text, "@") {
		return false
	}
	name = fold(name)
	for _, lines := range outsideFences(text) {
		if lineMentions(lines, name) {
			return true
		}
	}
	return false
}

// outsideFences returns the stretches of a text that are not fenced code.
func outsideFences(text string) (stretches []string) {
	lines := strings.Split(text, "\n")
	last := -1
	for i, line := range lines {
		if closesFence(line) {
			last = i
		}
	}
	from := 0
	for i := 0; i < len(lines); i++ {
		if i >= last || !opensFence(lines[i]) {
			continue
		}
		stretches = append(stretches, strings.Join(lines[from:i], "\n"))
		for i++; !closesFence(lines[i]); i++ {
		}
		from = i + 1
	}
	return append(stretches, strings.Join(lines[from:], "\n"))
}

func closesFence(line string) bool { return strings.TrimRightFunc(line, isSpace) == "```" }

func opensFence(line string) bool {
	info, fence := strings.CutPrefix(strings.TrimRightFunc(line, isSpace), "```")
	return fence && !strings.ContainsFunc(info, func(c rune) bool {
		return !(c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("_+#.-", c)))
	})
}

// isSpace is what JavaScript has as \s.
func isSpace(c rune) bool {
	return c == '\ufeff' || c != '\u0085' && unicode.IsSpace(c)
}

// lineMentions is mentions for lines without fences, and a folded name.
func lineMentions(text, name string) bool {
	done, parts, before := 0, 0, rune(0)
	for i := 0; i < len(text) && parts < maxParts; {
		end, accepted := 0, false
		switch text[i] {
		case '`':
			end = codeEnd(text, i)
			accepted = end > 0 && before != '`'
		case 'h', 'H':
			end = linkEnd(text, i)
			accepted = end > 0 && !isInWord(before)
		case '@':
			end = mentionEnd(text, i)
			accepted = end > 0 && !isInWord(before)
			if accepted && fold(strings.TrimRight(text[i+1:end], ".-")) == name {
				return true
			}
		}
		if end == 0 {
			c, size := utf8.DecodeRuneInString(text[i:])
			before, i = c, i+size
			continue
		}
		if accepted {
			if i > done {
				parts++
			}
			parts++
			done = end
		}
		before, _ = utf8.DecodeLastRuneInString(text[:end])
		i = end
	}
	return false
}

// codeEnd returns where `code` ends that begins at i; 0 if none does.
func codeEnd(text string, i int) int {
	n := strings.IndexAny(text[i+1:], "`\n")
	end := i + 1 + n
	if n < 1 || text[end] != '`' || end+1 < len(text) && text[end+1] == '`' {
		return 0
	}
	return end + 1
}

// linkEnd is codeEnd for what looks like a link.
func linkEnd(text string, i int) int {
	for _, scheme := range []string{"https://", "http://"} {
		if len(text)-i <= len(scheme) || !strings.EqualFold(text[i:i+len(scheme)], scheme) {
			continue
		}
		rest := text[i+len(scheme):]
		n := strings.IndexFunc(rest, func(c rune) bool { return isSpace(c) || strings.ContainsRune("<>\"`", c) })
		if n < 0 {
			n = len(rest)
		}
		if n > 0 {
			return i + len(scheme) + n
		}
	}
	return 0
}

// mentionEnd is codeEnd for an @ and what can be a name.
func mentionEnd(text string, i int) int {
	end, n := i+1, 0
	for j, c := range text[i+1:] {
		if !(unicode.IsLetter(c) || unicode.IsNumber(c) || n > 0 && (unicode.IsMark(c) || strings.ContainsRune("._-", c))) || n == maxMention {
			break
		}
		n++
		end = i + 1 + j + utf8.RuneLen(c)
	}
	if n == 0 {
		return 0
	}
	return end
}

// isInWord reports whether what follows a character is in the middle of a word:
// an e-mail address or the like.
func isInWord(c rune) bool {
	return c != 0 && c <= 0xffff && (unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsNumber(c) || strings.ContainsRune("._@/-", c))
}
