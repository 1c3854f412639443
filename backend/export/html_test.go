package export

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"confab/backend/archive"
	"confab/server/wire"
)

// A seen page is what a browser makes of one.
type seen struct {
	elements map[string]int
	texts    map[string][]string // by element, or element.class
	links    []string
}

// look reads a page as a browser does, and fails if there is anything in it that
// acts.
func look(t *testing.T, page string) seen {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	s := seen{map[string]int{}, map[string][]string{}, nil}
	may := map[string]string{ // which attributes
		"html": "lang", "head": "", "meta": "charset http-equiv content name", "title": "", "style": "", "body": "", "header": "", "main": "", "section": "",
		"h1": "dir", "h2": "dir", "h3": "", "p": "dir class", "article": "class", "b": "", "bdi": "", "small": "dir", "time": "datetime", "blockquote": "",
		"span": "dir", "a": "href rel", "ul": "", "li": "", "pre": "dir", "code": "",
	}
	for n := range root.Descendants() {
		switch n.Type {
		case html.CommentNode:
			t.Errorf("there is a comment %q", n.Data)
		case html.ElementNode:
			s.elements[n.Data]++
			name := n.Data
			allowed, ok := may[n.Data]
			if !ok || n.Namespace != "" {
				t.Errorf("there is an element %s", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(strings.Fields(allowed), a.Key) {
					t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
				}
				switch a.Key {
				case "href":
					s.links = append(s.links, a.Val)
				case "class":
					name += "." + a.Val
				}
			}
			var text strings.Builder
			for below := range n.Descendants() {
				if below.Type == html.TextNode {
					text.WriteString(below.Data)
				}
			}
			s.texts[name] = append(s.texts[name], text.String())
		}
	}
	return s
}

func TestATalkAsAPage(t *testing.T) {
	s := look(t, write(t, HTML, about, talk()))
	for where, want := range map[string][]string{
		"title": {"lab"}, "h1": {"lab"}, "h2": {"lab"}, "p.topic": {"some things"}, "h3": {"1 March 2026", "2 March 2026"},
		"a":          {"https://example.org/a?b=c"},
		"p.text":     {"see https://example.org/a?b=c.\n  second line", "שלום", "what?", "later"},
		"blockquote": {"bob see https", "mallory removed"},
		"li":         {"👍 alice carol"},
		"small":      {"guest", "edited", "deleted", "removed by alice: spam", "not sent yet"},
		"b":          {"bob", "alice", "bob", "carol", "mallory", "bob", "mallory", "alice"},
		"p.notice": {"10:00 alice created the room", "10:01 bob joined", "Some messages are missing here.", "00:05 alice invited dave",
			"00:06 alice removed the topic", "00:07 alice changed the topic to “some things”", "00:08 bob left"},
	} {
		if got := s.texts[where]; !slices.Equal(got, want) {
			t.Errorf("%s says %q, want %q", where, got, want)
		}
	}
	if !slices.Equal(s.links, []string{"https://example.org/a?b=c"}) || s.elements["article"] != 6 || len(s.texts["article.own"]) != 2 {
		t.Errorf("it has %+v and leads to %q", s.elements, s.links)
	}
}

// Nothing that is fetched or run, and the one style is the one that may be.
func TestAPageNeedsNothingElse(t *testing.T) {
	page := write(t, HTML, about, talk())
	s := look(t, page)
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
	if policy == nil || s.elements["style"] != 1 {
		t.Fatalf("the policy is %q, and there are %d styles", policy, s.elements["style"])
	}
	want := "default-src 'none'; style-src 'sha256-" + hash(s.texts["style"][0]) + "'; base-uri 'none'; form-action 'none'"
	if got := html.UnescapeString(policy[1]); got != want {
		t.Errorf("the policy is %q, want %q", got, want)
	}
	if strings.Contains(s.texts["style"][0], "url(") || strings.Contains(s.texts["style"][0], "@import") {
		t.Error("the style fetches something")
	}
	if at := strings.Index(page, "Content-Security-Policy"); at > strings.Index(page, "<style") || at > 300 {
		t.Errorf("the policy stands at %d, behind something it is about", at)
	}
}

// hostile returns what has made elements of text somewhere.
func hostile() []string {
	all := []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=//evil>",
		"</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "</p></article></section></main></body></html><script>alert(1)</script>",
		"\"><script>alert(1)</script>", "'><script>alert(1)</script>", "`><script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "x onfocus=alert(1) autofocus",
		"<!--", "-->", "<!-- --><b>", "<![CDATA[<b>]]>", "]]>", "<!doctype html>", "<?xml version='1.0'?>", "<?php echo 1 ?>", "<%= 1 %>",
		"{{.}}", "{{define \"row\"}}{{end}}", "{{template \"end\"}}", "${7*7}", "#{7*7}", "{% raw %}",
		"&lt;script&gt;", "&#60;script&#62;", "&#x3c;b&#x3e;", "&amp;lt;", "&", "&&&", "&nbsp", "&notit;", "&#0;", "&#xD800;",
		"<b", "<", "</", "<>", "< b>", "<\nb>", "<b\x00>", "<\x00b>", "<b/onclick=alert(1)>", "<b\fonclick=alert(1)>", "<b\tid=x>", "<B>", "<ſcript>", "＜script＞",
		"<base href=//evil>", "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//evil>", "<form action=//evil><input>", "<object data=x>", "<embed src=x>",
		"<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<textarea></textarea><script>", "<xmp><b></xmp>", "<plaintext>", "<math><mi//xlink:href=\"data:x\">",
		"<table><tr><td>", "<select><option>", "<frameset>", "<body onload=alert(1)>", "<html manifest=x>", "<details open ontoggle=alert(1)>", "<marquee onstart=alert(1)>", "<video><source onerror=alert(1)>",
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "//evil", "mailto:a@b",
		"http://", "https://?q", "http://user:pass@evil/", "https://evil@good/", "http://x/\"onclick=\"alert(1)", "http://x/'onclick='alert(1)", "http://x/<script>", "http://x/`", "https://x/javascript:alert(1)", "http://x/\u202e", "https://x/%zz", "http://x\\@y/",
		"\u202e<b>\u202c", "\u2066\u2067\u2068", "\ufeff<b>", "+ADw-script+AD4-", "\x1b[31m<b>", "a\x00b", "<\u0000script>", "\xff<b>", "\xc0\xbcscript\xc0\xbe", "🏴‍☠️<b>", "e\u0301<b>", strings.Repeat("<b>", 1000), strings.Repeat("(", 3000),
		":root{--x:url(//evil)}", "</STYLE ><img>", "/*", "*/", "@import '//evil';", "expression(alert(1))",
	}
	return all
}

// page returns a page with a text wherever somebody can write one.
func pageWith(t *testing.T, text string) string {
	r := room(text,
		archive.Row{Kind: "message", At: at("2026-03-01T10:00:00Z"), From: text, State: archive.Sent, Status: "removed", By: text, Quote: &archive.Quote{From: text, Text: text}, Reactions: []archive.Reaction{{Emoji: text, Names: []string{text, text}}}, Content: wire.Content{Guest: true, Text: text, Reason: text}},
		archive.Row{Kind: "topic", At: at("2026-03-01T10:00:00Z"), From: text, Content: wire.Content{Topic: text}},
		archive.Row{Kind: "invite", At: at(text), From: text, Content: wire.Content{Name: text}},
		archive.Row{Kind: text, At: at(text), From: text},
		archive.Row{Kind: "message", At: at(text), From: "bob", Status: text, Content: wire.Content{Text: "x"}},
	)
	r.Topic = text
	return write(t, HTML, About{Server: text, Name: text, Language: text}, r)
}

func TestNothingThatOthersWriteBecomesPartOfThePage(t *testing.T) {
	want := look(t, pageWith(t, "plain")).elements
	payloads := hostile()
	if len(payloads) < 100 {
		t.Fatalf("there are %d payloads", len(payloads))
	}
	for _, text := range payloads {
		t.Run(fmt.Sprintf("%.30q", text), func(t *testing.T) {
			s := look(t, pageWith(t, text))
			delete(s.elements, "a")
			if !maps.Equal(s.elements, want) {
				t.Errorf("the elements are %v, want %v", s.elements, want)
			}
			for _, link := range s.links {
				if !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") || strings.Contains(link, "@") {
					t.Errorf("there is a link to %q", link)
				}
			}
			// A browser reads the text as it was written, but for what no page can have.
			readable := strings.NewReplacer("\x00", "\ufffd", "\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\ufffd"))
			if got := strings.ToValidUTF8(s.texts["p.text"][0], "\ufffd"); got != readable && !strings.Contains(text, "\xc0") {
				t.Errorf("the message says %q, want %q", got, readable)
			}
		})
	}
}

// FuzzPage: whatever is written, the page has the elements that it would have,
// links and code aside.
func FuzzPage(f *testing.F) {
	for _, text := range hostile() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || len(text) > 1<<12 {
			return // what is empty is left out
		}
		s, want := look(t, pageWith(t, text)).elements, look(t, pageWith(t, "plain")).elements
		delete(s, "a")
		delete(s, "code")
		if text == "gap" || text == "message" || text == "edited" {
			return // which mean something as a kind and as a fate
		}
		if !maps.Equal(s, want) {
			t.Errorf("with %q the elements are %v, want %v", text, s, want)
		}
	})
}

// The page has the links and the code that a window has: whatever stands around
// them is not theirs.
func TestThePageHasTheLinksAndCodeOfTheWindow(t *testing.T) {
	for _, text := range []string{
		"“https://example.com/a”", "`x` https://example.com/a`", "[https://example.com/a]", "*https://example.com/a*", "«https://example.com/a»", "„https://example.com/a“", "見て https://example.com/a。",
	} {
		s := look(t, write(t, HTML, about, room("lab", archive.Row{Kind: "message", From: "bob", Content: wire.Content{Text: text}})))
		if !slices.Equal(s.links, []string{"https://example.com/a"}) {
			t.Errorf("%q has the links %q", text, s.links)
		}
	}
	const said = "before `a < b`\n```go\nif a < b {\n\n\tpanic(a)\n}\n```\n``x`y`` https://bücher.example/ after\n```\n\n```"
	page := write(t, HTML, about, room("lab", archive.Row{Kind: "message", From: "bob", Content: wire.Content{Text: said}}))
	s := look(t, page)
	for where, want := range map[string][]string{
		"p.text": {"before a < b", "x`y https://bücher.example/ after"},
		"pre":    {"if a < b {\n\n\tpanic(a)\n}"},
		"code":   {"a < b", "if a < b {\n\n\tpanic(a)\n}", "x`y"},
	} {
		if !slices.Equal(s.texts[where], want) {
			t.Errorf("%s has %q, want %q", where, s.texts[where], want)
		}
	}
	if want := []string{"https://xn--bcher-kva.example/"}; !slices.Equal(s.links, want) {
		t.Errorf("the links are %q, want %q", s.links, want)
	}
}

// Every text turns the way its own language does, and nothing around it.
func TestTextFromRightToLeftStandsAlone(t *testing.T) {
	page := write(t, HTML, about, room("חדר", archive.Row{Kind: "message", From: "דנה", Reactions: []archive.Reaction{{Emoji: "👍", Names: []string{"דנה", "bob"}}}, Content: wire.Content{Text: "שלום (1)"}}))
	for _, want := range []string{`<h2 dir="auto">חדר</h2>`, `<bdi>דנה</bdi>`, `<p class="text" dir="auto">שלום (1)</p>`, `<bdi>👍</bdi> <bdi>דנה</bdi> <bdi>bob</bdi>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
