package wire

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
)

// goodNames are names of people, as they write them, and of machines.
var goodNames = []string{
	"alice", "Bob", "a", "7", "3com", "3Łukasz", "007", "r2-d2", "mary_ann", "j.doe", "a--b..c__", "Ali", "ALI", "ali",
	"Zoë", "Łukasz", "Chidi", "Nguyễn", "Đặng", "Guðrún", "Weiß", "Jürgen", "Şükrü", "Iłı", "İbrahim", "Çağla", "Ọlá",
	"Tài-o͘", "Kaʻiulani", "Akosɛ̃́", "ǁGaseb", "ǃXóõ",
	"Ελένη", "Άννα", "ΑΝΝΑ", "Νίνο", "Γιώργος", "γιώργος", "ᾧδε", "Ольга", "Андрій", "Марʼяна", "Ђорђе", "Айгүл", "Артём7",
	"李雷", "田中さん", "マリー", "ゴジラ", "ガガ", "김철수", "金철수", "김金", "ㄅㄆ", "李ㄅ",
	"नेहा", "ज़ुं", "श्री", "রহিম", "ਗੁਰਪ੍ਰੀਤ", "தமிழ்", "తెలుగు", "ശ്രീ", "නිමල්",
	"ไทย", "อำนาจ", "น้ำ", "ລາວ", "ຄຳ", "ស៊ុំ", "ကျော်", "လျှော့", "རྒྱུ", "བསྟན་འཛིན",
	"مريم", "محمّد", "علی", "مريم3", "مريم٣", "דנה", "שָּׁלוֹם", "Լևոն", "გიორგი", "አበበ", "ᏣᎳᎩ", "ⵎⵓⵃ", "ߊ߬ߟߌ",
	strings.Repeat("a", 32), strings.Repeat("김", 32), norm.NFD.String("Zoë"), norm.NFD.String("김철수"), norm.NFD.String(strings.Repeat("é", 20)),
}

// badNames are names the rules refuse, each with a part of the reason.
var badNames = []struct{ name, reason string }{
	{"", "empty"},
	{strings.Repeat("a", 33), faultLong},
	{strings.Repeat("é", 33), faultLong},
	{strings.Repeat("a", 1<<20), faultLong},
	{norm.NFD.String(strings.Repeat("김", 20)), faultLong}, // 180 bytes
	{"a\xff", "encoding"},
	{"a\xed\xa0\x80", "encoding"}, // half a surrogate pair
	{"\xf1ϊ", "encoding"},

	{"-a", faultBegin}, {"_a", faultBegin}, {".a", faultBegin}, {"@a", faultBegin}, {"\u0301a", faultBegin}, {"😀", faultBegin},
	{"ʼa", faultRune}, {"\u200ba", faultBegin},
	{"a b", faultRune}, {"a@b", faultRune}, {"a:b", faultRune}, {"a/b", faultRune}, {"a\\b", faultRune}, {"a'b", faultRune},
	{"a\tb", faultRune}, {"a\nb", faultRune}, {"a\x00b", faultRune}, {"a\x1bb", faultRune}, {"a\x7f", faultRune}, {"a\u0085b", faultRune},
	{"a😀", faultRune}, {"a\ufffd", faultRune}, {"x²", faultForm}, {"a\u2010b", faultRune}, {"李〇", faultRune},

	// What nobody sees.
	{"al\u200bice", faultRune}, {"al\u200cice", faultRune}, {"al\u200dice", faultRune}, {"al\u2060ice", faultRune},
	{"\ufeffalice", faultBegin}, {"al\u00adice", faultRune}, {"alice\u2028", faultRune}, {"a\u00a0b", faultForm},
	{"a\u202eb", faultRune}, {"a\u200eb", faultRune}, {"a\u2066b", faultRune}, {"דנה\u200f", faultRune},
	{"a\ufe0f", faultMark}, {"李\U000e0100", faultMark}, {"a\u034fb", faultMark}, {"김\u3164", faultForm}, {"김\u115f", faultRune},
	{"នី\u17b5", faultRune}, {"علی\u200cرضا", faultRune}, {"a\U000e0041", faultRune},

	// Forms that look like a name they are not.
	{"ａlice", faultForm}, {"alice１", faultForm}, {"ﬁona", faultForm}, {"𝐚lice", faultForm}, {"Ⅷ", faultForm}, {"ſam", faultForm},
	{"ﾊﾅ", faultForm}, {"ᴀlice", faultSign}, {"aʟice", faultSign}, {"ĸate", faultSign},

	// One script.
	{"еvan", faultScript}, {"evаn", faultScript}, {"Рaul", faultScript}, {"αlice", faultScript}, {"Оmega1Ω", faultScript},
	{"李lei", faultScript}, {"김さん", faultScript}, {"ㄅさ", faultScript}, {"дναд", faultScript}, {"мари٣", faultScript},
	{"ꓮꓡꓲꓚꓰ", faultRare}, {"𐌰𐌻", faultRare}, {"𓀀", faultRare},
	{"मीरा१2", faultDigits}, {"मीरा2१", faultDigits}, {"مريم٣۳", faultRune},

	// Accents.
	{"Z\u0301\u0302\u0303algo", faultStack}, {"a" + strings.Repeat("\u0301\u0302", 8), faultStack},
	{"e\u0323\u0302\u0301", faultStack}, {"क़ुंँ", faultStack}, {"ก\u0e48\u0e49\u0e4a\u0e4b", faultStack},
	{"e\u0301\u0301", faultMark}, {"กัั", faultMark}, {"1\u0301", faultMark}, {"a-\u0301", faultMark}, {"a\u0338", faultMark},
	{"a\u20dd", faultRune}, {"नेহ\u0301", faultScript}, {"ไ\u0301", faultMark}, {"a\u064b", faultMark}, {"Аb", faultScript}, {"а\u0488", faultRune},
	{"a\u0363", faultMark}, {"ਕ\u093f", faultMark}, {"דנ\u0591", faultMark}, {"aʼʼb", faultRune}, {"a་b", faultRune},

	// Right to left.
	{"1דנה", "direction"}, {"דנה.", "direction"}, {"٣مريم", "direction"},

	// Greek that reads as Latin.
	{"νονα", "latin"}, {"Ανα", "latin"}, {"ρουκ", "latin"},
	{"\u1fbeν", "latin"}, // a second encoding of ι
}

// reservedNames are the reserved words and what passes for them.
var reservedNames = []string{
	"Adm1nistrator", "serv1ce.Adm1n", "C0nsole",
	"all", "ALL", "All", "a11", "aIl", "alI", "AlI", "аӏӏ", "everyone", "Everyone", "EVERYONE", "everybody", "here", "HERE",
	"server", "SERVER", "Server.", "server_-", "seRVer", "system", "SYSTEM", "System", "console", "conso1e", "C0NSOLE", "consoIe",
	"admin", "Admin", "ADMIN", "aDmIn", "adm1n", "admln", "ADM1N", "administrator", "ADMINISTRATOR", "moderator", "m0derator", "admins", "Moderators",
	"adrnin", "systern", "rn0derator", "ADRNIN", "àdmin", "ádmin", "ÀDMIN", "systém", "Ṡẹrvér", "ađmin", "tea.sɏstem", "hère",
	"Admin-Team", "Confab-Server", "the_system", "j.admin", "team.adm1n", "Mark-àdrnin", "all-staff", "а-аӏӏ",
}

// ordinaryNames are words that nobody would take for everybody, for the server
// or for those in charge of it.
var ordinaryNames = []string{
	"guest", "Guest", "bot", "BOT", "me", "Me", "you", "host", "root", "confab", "chat", "info", "help", "room", "lobby", "channel", "team", "group",
	"nobody", "owner", "staff", "support", "security", "mod", "op", "daemon", "localhost", "ali", "Ali", "ALI", "al", "Seif", "Allan", "Medea", "admin1", "Administratorin", "Alí", "ALÍ", "ALİ", "Ali-Baba", "ALI.B", "Serverin", "Hereford", "ad-min",
}

func TestNamesOfManyScriptsAreAccepted(t *testing.T) {
	for _, name := range goodNames {
		if err := CheckName(name); err != nil {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

func TestNamesTheRulesRefuse(t *testing.T) {
	for _, test := range badNames {
		err := CheckName(test.name)
		if !errors.Is(err, ErrName) || errors.Is(err, ErrReserved) {
			t.Errorf("CheckName(%.40q) = %v, want ErrName", test.name, err)
		} else if m, ok := errors.AsType[*Malformed](err); !ok || m.Why != test.reason || !slices.Contains(NameFaults, m.Why) {
			t.Errorf("CheckName(%.40q) = %v, want %q", test.name, err, test.reason)
		}
	}
}

func TestReservedNamesAndWhatPassesForThem(t *testing.T) {
	names := append(strings.Fields(reserved), strings.Fields(strings.ToUpper(reserved))...)
	for _, name := range append(names, reservedNames...) {
		if err := CheckName(name); !errors.Is(err, ErrReserved) || errors.Is(err, ErrName) {
			t.Errorf("CheckName(%q) = %v, want ErrReserved", name, err)
		}
	}
	for _, name := range ordinaryNames {
		if err := CheckName(name); err != nil {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

// Who has had a name since it was free is not refused, and nobody else learns
// to get around the rules by that.
func TestNamesThatWereFreeMayBeHeld(t *testing.T) {
	for _, name := range []string{"Admin-Team", "adrnin", "àdmin", "alice"} {
		if err := CheckHeld(name); err != nil {
			t.Errorf("CheckHeld(%q) = %v", name, err)
		}
	}
	for _, name := range []string{"admin", "ADM1N.", "all"} {
		if err := CheckHeld(name); !errors.Is(err, ErrReserved) {
			t.Errorf("CheckHeld(%q) = %v, want ErrReserved", name, err)
		}
	}
	if err := CheckHeld("a b"); !errors.Is(err, ErrName) {
		t.Errorf("CheckHeld of two words is %v", err)
	}
}

func TestNameErrorsDoNotRepeatTheName(t *testing.T) {
	for _, name := range []string{"evil\nline", "evil\x1b[2J", "evil\u202e"} {
		if err := CheckName(name); err == nil || strings.Contains(err.Error(), "evil") {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"rnark", "vvendy", "wvv", "vwv", "rn\u0301", "r\u0303n", "v\u0308v", "rrnn", "RN", "гп", "ѵѵ", "νν", "เเ", "ເເ", "ЬІы", "Ꜳ"} {
		f.Add(name)
	}
	for _, name := range goodNames {
		f.Add(name)
	}
	for _, test := range badNames {
		if len(test.name) < 1000 {
			f.Add(test.name)
		}
	}
	for _, name := range reservedNames {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key, skeleton := NameKey(name), NameSkeleton(name)
		if !utf8.ValidString(key) || !utf8.ValidString(skeleton) {
			t.Errorf("NameKey(%q) = %q, NameSkeleton %q: not UTF-8", name, key, skeleton)
		}
		if again := NameKey(key); again != key {
			t.Errorf("NameKey(%q) = %q, of which it makes %q", name, key, again)
		}
		if again := NameSkeleton(skeleton); again != skeleton {
			t.Errorf("NameSkeleton(%q) = %q, of which it makes %q", name, skeleton, again)
		}
		err := CheckName(name)
		if composed := norm.NFC.String(name); len(name) <= MaxName*utf8.UTFMax && len(composed) <= MaxName*utf8.UTFMax {
			if (CheckName(composed) == nil) != (err == nil) || NameKey(composed) != key || NameSkeleton(composed) != skeleton {
				t.Errorf("%q and %q, its NFC, are not the same name", name, composed)
			}
		}
		if err != nil {
			if errors.Is(err, ErrName) == errors.Is(err, ErrReserved) {
				t.Errorf("CheckName(%q) = %v: want either ErrName or ErrReserved", name, err)
			}
			return
		}

		if !utf8.ValidString(name) || name == "" || len(name) > 4*MaxName || utf8.RuneCountInString(norm.NFC.String(name)) > MaxName {
			t.Errorf("CheckName(%q) accepts its length or encoding", name)
		}
		for _, r := range name {
			switch {
			case unicode.IsControl(r), unicode.IsSpace(r), unicode.Is(unicode.Cf, r), strings.ContainsRune("@:#/\\\"'<>&`|", r):
				t.Errorf("CheckName(%q) accepts %U", name, r)
			case !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("-_.་", r):
				t.Errorf("CheckName(%q) accepts %U", name, r)
			}
		}
		if key == "" || skeleton == "" || !norm.NFC.IsNormalString(key) || !norm.NFC.IsNormalString(skeleton) {
			t.Errorf("NameKey(%q) = %q, NameSkeleton %q: empty, or not in NFC", name, key, skeleton)
		}
		for _, same := range []string{strings.ToUpper(name), strings.ToLower(name), norm.NFD.String(name)} {
			if NameKey(same) != key {
				t.Errorf("NameKey(%q) = %q, of %q it is %q", name, key, same, NameKey(same))
			}
		}
		if same, err := precis.UsernameCaseMapped.String(name); err == nil && NameKey(same) != key {
			t.Errorf("NameKey(%q) = %q, after PRECIS case mapping %q", name, key, NameKey(same))
		}
	})
}

func BenchmarkName(b *testing.B) {
	for _, name := range []string{"alice", "Nguyễn", "Ольга", "김철수", "བསྟན་འཛིན"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := CheckName(name); err != nil {
					b.Fatal(err)
				}
				NameKey(name)
			}
		})
	}
}
