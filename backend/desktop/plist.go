package desktop

import (
	"encoding/xml"
	"strings"
)

// agentName is what macOS calls the program that it starts.
const agentName = "confab.autostart"

// plist returns the file by which macOS starts a program when the person logs in.
func plist(program string) string {
	var path strings.Builder
	_ = xml.EscapeText(&path, []byte(program)) // a Builder takes everything
	return xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + agentName + `</string>
	<key>ProgramArguments</key>
	<array>
		<string>` + path.String() + `</string>
		<string>` + minimizedFlag + `</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
</dict>
</plist>
`
}
