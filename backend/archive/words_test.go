package archive

import (
	"strings"
	"testing"

	"confab/backend/session"
)

// What is written in one way is found however it is typed, and the other way round.
func TestOneWordInManyForms(t *testing.T) {
	for _, c := range []struct{ text, query, found string }{
		{"サーバー2号機を再起動", "サーバー", "[サーバー]2号機を再起動"},
		{"サーバー2号機を再起動", "2号機", "サーバー[2号機]を再起動"},
		{"サーバー12号機", "12", "サーバー[12]号機"},
		{"ユーザーIDを入力", "id", "ユーザー[ID]を入力"},
		{"ユーザーIDを入力", "ユーザー", "[ユーザー]IDを入力"},
		{"〆切は明日", "〆切", "[〆切]は明日"},
		{"カ\u3099ス", "ガス", "[カ\u3099ス]"}, // decomposed kana
		{"ガス", "カ\u3099ス", "[ガス]"},
		{"ガス", "カス", ""},           // another word
		{"ｶﾞｽ漏れ", "ガス", "[ｶﾞｽ]漏れ"}, // half-width
		{"データ", "ﾃﾞｰﾀ", "[データ]"},
		{"㍿の", "株式", "[㍿]の"},
		{"\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국", "[\u1112\u1161\u11ab\u1100\u116e\u11a8]"}, // decomposed Hangul
		{"한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "[한국]어"},
		{"مُحَمَّد قال", "محمد", "[مُحَمَّد] قال"},
		{"محمد قال", "مُحَمَّد", "[محمد] قال"},
		{"محمـــد", "محمد", "[محمـــد]"},
		{"שָׁלוֹם לכולם", "שלום", "[שָׁלוֹם] לכולם"},
		{"Donau\u00addampf\u00adschiff", "Donaudampfschiff", "[Donau\u00addampf\u00adschiff]"},
		{"می\u200cخواهم بروم", "میخواهم", "[می\u200cخواهم] بروم"},
		{"ein\u200bWort", "wort", "ein\u200b[Wort]"},
		{"\u202eLódź\u202c ", "lodz", "\u202e[Lódź]\u202c "},
		{"Łódź", "lodz", "[Łódź]"},
		{"Đặng Thị", "dang thi", "[Đặng] [Thị]"},
		{"smørrebrød", "smorrebrod", "[smørrebrød]"},
		{"Ǿ", "o", "[Ǿ]"},
		{"Æther ﬁnds Œuvre", "aether finds oeuvre", "[Æther] [ﬁnds] [Œuvre]"},
		{"STRASSE Straße", "straße ", "[STRASSE] [Straße]"},
		{"ISPARTA ıspanak", "ispanak", "ISPARTA [ıspanak]"},
		{"don’t", "don't", "[don’t]"},
		{"Ⅷ 10² ①", "viii 102 1 ", "[Ⅷ] [10²] [①]"},
		{"1️⃣ ❤️ 👍🏽", "1 ❤ 👍", "[1]️⃣ [❤]️ [👍]🏽"},
		{"ไปเที่ยวกัน", "เที่ยว", "ไป[เที่ยว]กัน"},
		{"हिन्दी में", "हिन्दी", "[हिन्दी] में"},
	} {
		d := newDiary(t)
		d.store(d.say("lobby", "bob", c.text))
		found, err := d.p.Search(c.query, "", 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, h := range found.Hits {
			got += mark(h.Text, h.Marks)
		}
		if got != c.found {
			t.Errorf("%q in %q finds %q, want %q", c.query, c.text, got, c.found)
		}
	}
}

func TestSignsAreFoundAsTyped(t *testing.T) {
	d := newDiary(t)
	d.store(
		d.say("lobby", "bob", "vitamin C is good"),                  // m1
		d.say("lobby", "bob", "use a -> b in C++, or c + +"),        // m2
		d.say("lobby", "bob", "no more >-"),                         // m3
		d.say("lobby", "bob", "x = y  +\tz costs 5 € or $5"),        // m4
		d.say("lobby", "bob", "C♯ and C#, at 50 or 50%"),            // m5
		d.say("lobby", "bob", "std::vector<int>, --force and a->c"), // m6
		d.say("lobby", "bob", "ab++ <3 ＃１"),                         // m7
	)
	for query, want := range map[string]string{
		"c++": "m2", "C+": "m2", "->": "m6 m2", ">-": "m3", "a->": "m6", "a ->": "m6 m2", `"a -> b"`: "m2", `"y + z"`: "m4", `"y+z"`: "",
		"c#": "m5", "50%": "m5", "50": "m5", "$5": "m4", "€": "m4", "vector<int>": "m6", "vector<in": "", "vector<int": "m6", "a->b": "", "a->c": "m6",
		"--force": "m6", "std::vec": "m6", "<3": "m7", "b++": "", "ab++": "m7", "#1": "m7", "c -c++": "m6 m5 m1", "-c++ from:bob c": "m6 m5 m1", "+": "m7 m4 m2",
		"c++ ": "m2", "->->": "", "¥": "",
	} {
		if got := strings.Join(d.keysOf(query, ""), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	found, err := d.p.Search("c++", "", 0, 1)
	if err != nil || len(found.Hits) != 1 || mark(found.Hits[0].Text, found.Hits[0].Marks) != "use a -> b in [C++], or c + +" {
		t.Errorf("c++ finds %+v, %v", found, err)
	}
}

// has:link goes by what a window makes a link of, also for what an older program
// has put into the index, which knew less about links.
func TestHasLinkFindsLinks(t *testing.T) {
	for name, begin := range map[string]func(t *testing.T) *diary{"new": func(t *testing.T) *diary { return newDiary(t) }, "old": func(t *testing.T) *diary {
		dir := t.TempDir()
		d := newOldDiary(t, dir)
		d.reopen(dir)
		t.Cleanup(d.close)
		return d
	}} {
		t.Run(name, func(t *testing.T) {
			d := begin(t)
			d.store(
				d.say("lobby", "bob", "see https://example.org/a"),                  // m1
				d.say("lobby", "bob", "type `curl https://example.org/b`"),          // m2
				d.say("lobby", "bob", "```\nGET http://example.org/c\n```"),         // m3
				d.say("lobby", "bob", "见https://example.org/d。 here, xhttps://e.f"), // m4
				d.say("lobby", "bob", "it begins with http:// or https://"),         // m5
				d.say("lobby", "bob", "https://bank.example@elsewhere.example"),     // m6
				d.say("lobby", "bob", "ssh://example.org, and nothing"),             // m7
				d.say("lobby", "bob", "HTTPS://BÜCHER.example"),                     // m8
			)
			for query, want := range map[string]string{
				"has:link": "m8 m4 m1", "-has:link": "m7 m6 m5 m3 m2", "-has:link from:bob example": "m7 m6 m3 m2", "has:link here": "m4", "has:link has:links": "m8 m4 m1",
			} {
				if got := strings.Join(d.keysOf(query, ""), " "); got != want {
					t.Errorf("%q finds %q, want %q", query, got, want)
				}
			}
		})
	}
}

// However many messages have the signs, but elsewhere, one search looks at so
// many of them, and says where it stopped.
func TestASearchForSignsEnds(t *testing.T) {
	all := maxLooked
	maxLooked = 300
	t.Cleanup(func() { maxLooked = all })
	d := newDiary(t)
	d.store(d.say("lobby", "bob", "here: ->"))
	d.store(d.talkOf("lobby", "a > b - c", maxLooked+1)...)
	found, err := d.p.Search("->", "", 0, 10)
	if err != nil || len(found.Hits) > 0 || found.Before == 0 {
		t.Fatalf("the first look comes to %+v, %v, want nothing yet", found, err)
	}
	found, err = d.p.Search("->", "", found.Before, 10)
	if err != nil || len(found.Hits) != 1 || found.Hits[0].ID != "m1" || found.Before != 0 {
		t.Errorf("the second look comes to %+v, %v, want m1", found, err)
	}
}

// A filter without a value is what people write.
func TestAColonIsNoFilter(t *testing.T) {
	d := newDiary(t)
	d.store(d.say("lobby", "bob", "mail from: me, error: on: fire"), d.say("lobby", "bob", "note: from:"))
	for query, want := range map[string]string{
		"mail from: me": "m1", "error: on: fire": "m1", "note: from:": "m2", "from:": "m2 m1", "from: from:bob": "m2 m1", "-from: note": "", "-on: note": "m2", "note:from:": "m2",
	} {
		if got := strings.Join(d.keysOf(query, ""), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

// talkOf makes n messages that say the same.
func (d *diary) talkOf(room, text string, n int) (all []session.Event) {
	for range n {
		all = append(all, d.say(room, "bob", text))
	}
	return all
}
