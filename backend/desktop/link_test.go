package desktop

import (
	"encoding/xml"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	aLink = "chat://192.168.4.20:54307#k=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU&t=secret"
	v6    = "chat://[fe80::1%25eth0]:54307#t=secret"
)

func TestALinkIsTheOnlyArgument(t *testing.T) {
	for _, args := range [][]string{{"-link", aLink}, {"--link", aLink}, {"-link=" + aLink}, {"-link", v6}} {
		want := strings.TrimPrefix(args[len(args)-1], "-link=")
		if got, err := ParseArgs(args); err != nil || got.Address != want || got.Name != "" || !Usual(got.Data) || got.Minimized {
			t.Errorf("%q is %+v, %v", args, got, err)
		}
	}
	if got, err := ParseArgs([]string{"-link"}); err != nil || got.Address != "" { // a menu starts it so
		t.Errorf("without a link it is %+v, %v", got, err)
	}
	for _, args := range [][]string{
		{"-link", aLink, "-data", `\\host\share`}, {"-link", aLink, "lab:1"}, {"-link", aLink, ""}, {"-link", aLink, "-version"}, {"-link", aLink, "-help"},
		{"-link=" + aLink, "-name", "eve"}, {"-link=" + aLink, aLink},
		{"-name", "eve", "-link", aLink}, {"lab:1", "-link", aLink}, {"-minimized", "--link=true", aLink}, {"-link", aLink, "-link", aLink},
	} {
		if got, err := ParseArgs(args); !errors.Is(err, errNotAlone) {
			t.Errorf("%q is %+v, %v, want that -link stands alone", args, got, err)
		}
	}
}

// The doctor has a sentence for an address that is none.
func TestAnAddressOfAnotherSchemeIsNoAddress(t *testing.T) {
	for _, address := range []string{"nonsense://x", "https://lab:1", "chat://", "chat://lab:no"} {
		if got, err := ParseArgs([]string{address}); err == nil {
			t.Errorf("%q is taken for an address: %+v", address, got)
		}
		if got, err := ParseArgs([]string{"doctor", address}); err != nil || got.Address != address {
			t.Errorf("for the doctor, %q is %+v, %v", address, got, err)
		}
	}
}

func TestOnlyAChatLinkIsALink(t *testing.T) {
	for _, link := range []string{
		"", "lab:1", "192.168.4.20:54307", "http://lab:1", "chat:lab:1", "chat://", "chat://lab", "chat://lab:0", "chat://lab:1/room",
		"chat://lab:1#x=1", "chat://lab:1#k=short", "-data", "--", "chat://lab:1 -data x", " chat://lab:1", `chat://lab:1" -data "x`,
	} {
		if got, err := ParseArgs([]string{"-link", link}); err == nil || strings.HasSuffix(err.Error(), ".") || !strings.Contains(err.Error(), "chat://") {
			t.Errorf("%q is %+v, %v, want a refusal", link, got, err)
		}
	}
}

// opens holds a command line of the system's, with link in the place of a mark,
// to what the program makes of it.
func opens(t *testing.T, args []string, mark string) {
	t.Helper()
	if !slices.Contains(args, mark) {
		t.Errorf("%q has no %s of its own", args, mark)
	}
	for i, arg := range args {
		if arg == mark {
			args[i] = aLink
		}
	}
	if got, err := ParseArgs(args); err != nil || got.Address != aLink {
		t.Errorf("%q is %+v, %v", args, got, err)
	}
	for _, more := range []string{"-data", "lab:1"} {
		if _, err := ParseArgs(append(slices.Clone(args), more)); !errors.Is(err, errNotAlone) {
			t.Errorf("%q beside %q comes to %v", more, args, err)
		}
	}
}

func TestTheDesktopEntryOpensLinks(t *testing.T) {
	entry := map[string]string{}
	for line := range strings.Lines(packaged(t, "linux/confab.desktop")) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			entry[key] = value
		}
	}
	if !slices.Contains(strings.Split(entry["MimeType"], ";"), "x-scheme-handler/chat") || !strings.HasSuffix(entry["MimeType"], ";") || entry["Type"] != "Application" || entry["StartupWMClass"] != "confab" {
		t.Errorf("the entry has %q", entry)
	}
	command := strings.Fields(entry["Exec"])
	if command[0] != "confab" {
		t.Errorf("it starts %q", command[0])
	}
	opens(t, command[1:], "%u")
	if _, err := ParseArgs(command[1 : len(command)-1]); err != nil { // from the menu there is no link
		t.Errorf("from the menu it comes to %v", err)
	}
}

func TestTheInstallerRegistersLinks(t *testing.T) {
	script := packaged(t, "windows/installer/project.nsi")
	if regexp.MustCompile(`(?m)^\s*!insertmacro wails\.(un)?associateCustomProtocols`).MatchString(script) {
		t.Error("it uses Wails' macro, which writes the path without quotes and deletes other programs' keys")
	}
	line := regexp.MustCompile(`(?m)^!define LINK_COMMAND '(.*)'$`).FindStringSubmatch(script)
	if line == nil {
		t.Fatal("it has no LINK_COMMAND")
	}
	program, rest, _ := strings.Cut(line[1], " -")
	if program != `"$INSTDIR\${PRODUCT_EXECUTABLE}"` || rest != `link "%1"` {
		t.Errorf("the command is %s", line[1])
	}
	opens(t, []string{"-link", "%1"}, "%1")
	for _, wanted := range []string{
		`WriteRegStr SHCTX "${LINK_KEY}" "URL Protocol" ""`,
		`WriteRegStr SHCTX "${LINK_KEY}\shell\open\command" "" '${LINK_COMMAND}'`,
		`!define LINK_KEY "Software\Classes\chat"`,
	} {
		if !strings.Contains(script, wanted) {
			t.Errorf("it does not have %s", wanted)
		}
	}
	if install, _, _ := strings.Cut(script, `Section "uninstall"`); strings.Contains(install, "DeleteRegKey") {
		t.Error("installing deletes a key, which may be another program's")
	}
	if protocols := packaged(t, "../wails.json"); strings.Contains(protocols, `"protocols"`) {
		t.Error("wails.json has protocols of its own")
	}
}

func TestTheBundleOpensLinksAndSaysWhyItLooksAtTheNetwork(t *testing.T) {
	plist := packaged(t, "darwin/Info.plist")
	if err := xml.Unmarshal([]byte(plist), new(struct{})); err != nil {
		t.Error(err)
	}
	plist = regexp.MustCompile(`>\s+<`).ReplaceAllString(plist, "><")
	for _, wanted := range []string{
		"<key>CFBundleURLTypes</key><array><dict><key>CFBundleURLName</key>",
		"<key>CFBundleURLSchemes</key><array><string>chat</string></array>",
		"<key>NSBonjourServices</key><array><string>_confab._tcp</string></array>",
	} {
		if !strings.Contains(plist, wanted) {
			t.Errorf("it does not have %s", wanted)
		}
	}
	if !regexp.MustCompile(`<key>NSLocalNetworkUsageDescription</key><string>[^<]{20,}</string>`).MatchString(plist) {
		t.Error("it does not say why the program looks at the network")
	}
}

// packaged returns a file that packages are made with.
func packaged(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../build/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
