package ascii

import (
	"strings"
	"testing"
	"unicode"
)

func TestTextInASCII(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"plain\ttext ~":            "plain\ttext ~",
		"Yes I’m here … “good”":    `Yes I'm here ... "good"`,
		"Zoë’s café – naïve":       "Zoe's cafe - naive",
		"e\u0301a\u0308":           "ea", // letters with accents of their own
		"Straße, Ærø, Łódź, Þór":   "Strasse, AEro, Lodz, Thor",
		"5½ € × © ™":               "5 1/2 EUR x (c) (tm)",
		"no\u00a0break":            "no break",
		"soft\u00adhyphen\u200b":   "softhyphen",
		"Привет, мир":              "Privet, mir",
		"Ελλάδα":                   "Ellada",
		"日本語、サーバー":                 "Ri Ben Yu, saba",
		"见https://go.dev":          "Jian https://go.dev",
		"ｆｕｌｌ 𝐛𝐨𝐥𝐝":                "full bold",
		"👍 👍🏽 ❤️ 😀":                ":+1: :thumbsup_tone3: :heart: :grinning:",
		"👨‍👩‍👧🇩🇪":                  ":family_mwg::de:",
		"1️⃣":                      "1",
		"\u2028\u2029":             "??", // Unidecode has line feeds for these
		"\x00\x07\n\r\x1b[31m\x7f": "?????[31m?",
		"\u0085\u009f":             "??",
		"\xff\xe2\x82":             "???",
		"\ue000\U000f0000":         "??", // for private use
		"a ≠ b ✓":                  "a :not_equal_to: b :check_mark:",
		"a → b ⇒ c":                "a -> b => c",
		"𐌰":                        "?", // a script that Unidecode does not know
		"\u200b":                   "?", // invisible, but not nothing
		"\u0301":                   "?",
		"\ufe0f":                   "?",
	} {
		if got := Of(text); got != want {
			t.Errorf("%q is %q in ASCII, want %q", text, got, want)
		}
	}
}

func TestNamesInASCIIAreOneWord(t *testing.T) {
	for name, want := range map[string]string{
		"alice":     "alice",
		"Zoë":       "Zoe",
		"Zoe\u0308": "Zoe",
		"Łukasz-1":  "Lukasz-1",
		"日本語":       "RiBenYu",
		"Мягкий":    "Miagkii",
		"Ильюша":    "Iliusha", // its soft sign would be an apostrophe
		"العربية":   "lrby",
		"อำนาจ":     "amnaacch",
	} {
		got := Name(name)
		if got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}

// A text of emoji does not become many times as long as it was.
func TestTheFormInASCIIIsHardlyLonger(t *testing.T) {
	for _, emoji := range []string{"🫩", "👨‍👩‍👧", "ﷺ", "壯"} {
		text := strings.Repeat(emoji, 10_000)
		got := Of(text)
		if len(got) > 2*len(text)+1<<10 {
			t.Errorf("%d bytes of %s have become %d", len(text), emoji, len(got))
		}
		if !strings.HasPrefix(got, Of(emoji)) {
			t.Errorf("%s begins with %.40q", emoji, got)
		}
	}
}

// Every character of Unicode has a form in ASCII, that can stand in any line.
func TestEveryCharacterHasAForm(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r > 0x20000 {
			r += 100 // Han, tags and private use, one like the other
		}
		if got := Of(string(r)); got == "" || !Is(got) {
			t.Fatalf("%U is %q in ASCII", r, got)
		}
	}
}

// What is ASCII costs a look at it, and no memory.
func BenchmarkOf(b *testing.B) {
	for name, text := range map[string]string{
		"ascii": strings.Repeat("Yes I'm here, good to see you! ", 33),
		"few":   strings.Repeat("Yes I’m here … good to see you! ", 30),
		"emoji": strings.Repeat("👨‍👩‍👧 ", 53),
		"han":   strings.Repeat("日本語", 111),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				_ = Of(text)
			}
		})
	}
}
