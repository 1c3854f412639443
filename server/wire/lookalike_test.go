package wire

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestNamesThatLookAlikeCannotBothBeThere(t *testing.T) {
	for _, same := range [][]string{
		{"alice", "Alice", "ALICE", "aIice", "a1ice"},
		{"ALICE", "AIICE", "ALlCE"},
		{"Alice", "al1ce", "AL1CE", "a11ce", "A11CE"}, {"vico", "v1c0", "VIC0"}, {"Neil", "ne1l", "Nei1", "Ne11"}, {"Nell", "Ne1l", "Nel1", "ne11"}, {"zo1ë", "Zoië"}, {"maria", "mar1a"},
		{"Ivan", "lvan", "1van", "ivan"},
		{"Ian", "lan", "LAN", "1an", "ian"}, // as they are typed: "ian" and "lan" can be told apart
		{"bob", "B0B", "b0b", "BOB"},
		{"evan", "EVAN"},
		{"PAX", "РАХ", "ΡΑΧ", "pax", "рах", "ραχ"},
		{"ABE", "ΑΒΕ", "АВЕ", "abe", "αβε"},
		{"HOCK", "НОСК", "hock"},
		{"TOMMY", "ΤΟΜΜΥ", "ТОММУ"},
		{"ANNA", "ΑΝΝΑ"},
		{"Ánna", "ΆΝΝΑ"}, {"Άννα", "ΆΝΝΑ"}, {"ávva", "Άννα"},
		{"eya", "Еуа", "ЕУА", "еуа"},
		{"joe", "јое", "ЈОЕ"},
		{"vova", "ѵоѵа"},
		{"Zoë", "ZOË", "zoe\u0308", "ZOE\u0308"},
		{"Weiß", "WEISS", "WEIẞ", "weiss"},
		{"Γιώργος", "ΓΙΏΡΓΟΣ", "γιώργοσ"},
		{"İbo", "ibo", "Ibo", "ıbo", "i\u0307bo"},
		{"Ịbo", "i\u0323\u0307bo"},
		{"Şen", "Șen"},
		{"Đặng", "Ðặng", "đặng"},
		{"อำนาจ", "อ\u0e4dานาจ"},
		{"Լևոն", "ԼԵՒՈՆ", "լեւոն"},
		{"علي", "علی"},
		{"علي3", "علی3"},
		{"مريم٣", "مريم۳"},
		{"マリー", "マリ一"},
		{"ニハカトロタエ", "二八力卜口夕工"},
		{"へり", "ヘリ"},
		{"Kaʻi", "Kaʼi"},
		{"ᎪᏞᏟ", "alc", "ꭺꮮꮯ"},
		{"김", "\u1100\u1175\u11b7"},
		{"mark", "rnark", "Rnark", "rnarK", "MARK"}, {"wendy", "vvendy", "Wendy"}, {"burn", "bum"}, {"W1lma", "vv1lrna"},
		{"vvv", "vw", "wv"}, {"ẅ", "vv\u0308"}, {"ḿ", "rń"}, {"ѡ", "ѵѵ"},
		{"แก้ว", "เเก้ว"}, {"ແກ້ວ", "ເເກ້ວ"}, {"МЫШЬ", "МЬІШЬ", "мышь"}, {"Ꜳron", "aaron"}, {"ꝏ", "oo", "00"},
	} {
		for _, name := range same[1:] {
			if !Confusable(same[0], name) || !Confusable(name, same[0]) {
				t.Errorf("%q and %q can both be there: keys %q and %q, skeletons %q and %q", same[0], name,
					NameKey(same[0]), NameKey(name), NameSkeleton(same[0]), NameSkeleton(name))
			}
		}
	}
}

func TestNamesThatDoNotLookAlikeCanBothBeThere(t *testing.T) {
	for _, pair := range [][2]string{
		{"Neil", "Nell"}, {"mail", "mali"}, {"ian", "lan"}, {"Ali", "all"}, {"ali", "All"}, {"Lia", "Lla"}, {"Mia", "Mla"}, {"alice", "aiice"}, {"bill", "biil"},
		{"носк", "hock"}, {"anна", "anha"}, {"Гога", "гоrа"}, {"vova", "NONA"},
		{"alice", "alicia"}, {"Zoë", "Zoe"}, {"José", "Jose"}, {"Nina", "Vina"}, {"Hina", "Nina"}, {"Yuri", "Uuri"}, {"Roy", "Yoy"},
		{"cloe", "doe"}, {"nn", "m"}, {"rm", "nn"}, {"r-n", "m"}, {"r\u0303n", "m"}, {"v", "w"}, {"vy", "wy"}, {"lærke", "laerke"}, {"b5", "bs"}, {"al1ce", "alise"}, {"pc1", "pc2"}, {"ne1l", "nail"}, {"al1ce", "allce2"}, {"n0l", "n1l"}, {"a-b", "a_b"}, {"a-b", "ab"}, {"a.b", "ab"}, {"Ольга", "Олга"},
		{"Марк", "Марa"}, {"Νίνο", "Νίμο"}, {"Πάνος", "Νάνος"}, {"Иван", "Ivan"}, {"李雷", "李電"}, {"はな", "ハナ"}, {"김", "긴"},
		{"नेहा", "नहा"}, {"مريم", "مرىم٣"}, {"Łukasz", "Lukasz"}, {"Đặng", "Dặng"}, {"ọlá", "olá"}, {"שלום", "שלם"}, {"Ağa", "Aga"},
	} {
		if Confusable(pair[0], pair[1]) || Confusable(pair[1], pair[0]) {
			t.Errorf("%q and %q cannot both be there: keys %q and %q, skeletons %q and %q", pair[0], pair[1],
				NameKey(pair[0]), NameKey(pair[1]), NameSkeleton(pair[0]), NameSkeleton(pair[1]))
		}
	}
}

func TestNamesHaveOneKeyInEitherCase(t *testing.T) {
	names := append(strings.Fields(reserved), goodNames...)
	for _, test := range badNames {
		names = append(names, test.name)
	}
	for _, name := range names {
		key, skeleton := NameKey(name), NameSkeleton(name)
		if again := NameKey(key); again != key {
			t.Errorf("NameKey(%.40q) = %.40q, of which it makes %.40q", name, key, again)
		}
		if again := NameSkeleton(skeleton); again != skeleton {
			t.Errorf("NameSkeleton(%.40q) = %.40q, of which it makes %.40q", name, skeleton, again)
		}
		if upper := NameKey(strings.ToUpper(name)); upper != key && utf8.ValidString(name) {
			t.Errorf("NameKey(%.40q) = %.40q, in capitals %.40q", name, key, upper)
		}
	}
}

// The table is right when each class has one letter that stands for it, in
// lower case, and no other class leads there.
func TestLookalikeTableIsClosed(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		to := lookalike(r)
		if again := lookalike(to); again != to || foldCase(to) != to {
			t.Errorf("%c goes to %c, and that to %c, in lower case %c", r, to, again, foldCase(to))
		}
	}
}

// Capitals that are drawn alike in every face must meet, whatever the shape of
// their small letters.
func TestAlikeCapitalsMeet(t *testing.T) {
	for _, row := range [][3]string{
		{"ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", ""},
		{"ABEKMHOPCTYXSIJQWV", "", "АВЕКМНОРСТУХЅІЈԚԜѴ"},
		{"", "ΓΠΦΘΨ", "ГПФѲѰ"},
	} {
		var keys []string
		for _, s := range row {
			if s != "" {
				keys = append(keys, NameSkeleton(s))
			}
		}
		for _, key := range keys[1:] {
			if key != keys[0] {
				t.Errorf("%q: skeletons %q", row, keys)
			}
		}
	}
}
