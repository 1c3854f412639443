package wire

import (
	"os"
	"strings"
	"testing"
)

// testdata/emoji.txt has the emoji that Unicode 17 recommends (RGI), a group on
// each line.
func TestEveryEmojiOfUnicodeIsOne(t *testing.T) {
	list, err := os.ReadFile("testdata/emoji.txt")
	if err != nil {
		t.Fatal(err)
	}
	count, longest := 0, 0
	for emoji := range strings.FieldsSeq(string(list)) {
		count++
		longest = max(longest, len(emoji))
		if !IsEmoji(emoji) {
			t.Errorf("%s (%+q) is no emoji", emoji, emoji)
		}
		if got := EmojiLen(emoji + emoji); got != len(emoji) {
			t.Errorf("two of %s begin with an emoji of %d bytes, want %d", emoji, got, len(emoji))
		}
	}
	if count < 3900 || longest != 35 {
		t.Errorf("there are %d of at most %d bytes", count, longest)
	}
}

func TestNothingElseIsAnEmoji(t *testing.T) {
	for _, not := range []string{
		"", " ", "x", "1", "#", "12", "\u200b", "\u2800", "\u200d", "\ufe0f", "\u20e3", "👍👍", "👍 ", " 👍", "👍x", "x👍", "👍\u200b", "👍\u200d", "\u200d👍",
		"1\ufe0f", "11\ufe0f\u20e3", "🇨", "🇨🇭🇨", "🇨x", "©", "♥", "☺", "♥\ufe0e", "👍\ufe0e", "🎉🏽", "🏴\U000e0067", "🏴\U000e007f", "👍\U000e0067\U000e007f",
		"\xff", "👍\xff", "e\u0301", "日", "\U0010ffff", strings.Repeat("👩\u200d", 9) + "👩",
	} {
		if IsEmoji(not) {
			t.Errorf("%q (%+q) is an emoji", not, not)
		}
	}
	for _, is := range []string{"♥\ufe0f", "©\ufe0f", "1\u20e3", "🏴‍☠", "👩🏿‍❤️‍💋‍👨🏻", "🧑‍🧑‍🧒‍🧒", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\U0001faea"} {
		if !IsEmoji(is) {
			t.Errorf("%s (%+q) is no emoji", is, is)
		}
	}
}
