package settings

import (
	"fmt"
	"slices"

	"confab/server/wire"
)

// Theme is how the window looks.
type Theme string

// The themes.
const (
	System Theme = "system" // as the system does
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// Enter is what the Enter key does where a message is written.
type Enter string

// What Enter does; Shift+Enter does the other.
const (
	Sends   Enter = "send"
	NewLine Enter = "newline"
)

// Language is the window's.
type Language string

// The languages.
const (
	SystemLanguage Language = "system" // as the system does
	English        Language = "en"
	German         Language = "de"
)

// Notify is what the person wants to be told of.
type Notify string

// What to be told of.
const (
	All      Notify = "all"
	Mentions Notify = "mentions"
	Nothing  Notify = "nothing"
)

// The sizes of text, in percent.
const (
	minText   = 80
	usualText = 100
	maxText   = 200
)

// maxServers is how many servers are remembered.
const maxServers = 8

// maxEmoji is how many of the emoji used last are remembered.
const maxEmoji = 8

// maxPlace is how far away and how large a window may be, in pixels: what is
// beyond stands for nothing that was ever on a screen.
const maxPlace = 1 << 15

// Settings is everything that is remembered. The zero value is not valid; see Default.
type Settings struct {
	Theme        Theme    `json:"theme"`
	TextSize     int      `json:"textSize"` // in percent, 80 to 200
	Enter        Enter    `json:"enter"`
	Language     Language `json:"language"`
	Notify       Notify   `json:"notify"` // of rooms that say nothing else
	DoNotDisturb bool     `json:"doNotDisturb"`
	Autostart    bool     `json:"autostart"` // whether the program starts with the system
	Tray         bool     `json:"tray"`      // whether the window, closed, goes on in the tray
	KeepAll      bool     `json:"keepAll"`   // whether all that was ever said is fetched
	Emoji        []string `json:"emoji"`     // those used last, the last one first, 1 to 8; before any were, the usual ones
	Name         string   `json:"name"`      // the name used last, or empty
	Servers      []string `json:"servers"`   // the servers used, host:port, the last one first
	Connected    bool     `json:"connected"` // whether the person was connected and did not leave
	Window       Window   `json:"window"`    // where the window was
}

// A Window is where the window was, in pixels as the system counts them. Of a
// maximised one the rest says where it goes when it is that no more. Without a
// width it was nowhere yet.
type Window struct {
	X         int  `json:"x"`
	Y         int  `json:"y"`
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	Maximised bool `json:"maximised"`
}

// Default returns the settings of a first start.
func Default() Settings {
	return Settings{Theme: System, TextSize: usualText, Enter: Sends, Language: SystemLanguage, Notify: Mentions, Servers: []string{},
		Emoji: []string{"👍", "❤️", "😂", "🎉", "👀", "✅", "🙏", "👎"}}
}

// check repairs what cannot be used, so that a file from another version, or
// one that a person has edited, costs nothing but that setting.
func (s *Settings) check() {
	usual := Default()
	if !slices.Contains([]Theme{System, Light, Dark}, s.Theme) {
		s.Theme = usual.Theme
	}
	if s.TextSize < minText || s.TextSize > maxText {
		s.TextSize = usual.TextSize
	}
	if !slices.Contains([]Enter{Sends, NewLine}, s.Enter) {
		s.Enter = usual.Enter
	}
	if !slices.Contains([]Language{SystemLanguage, English, German}, s.Language) {
		s.Language = usual.Language
	}
	if !slices.Contains([]Notify{All, Mentions, Nothing}, s.Notify) {
		s.Notify = usual.Notify
	}
	emoji := []string{}
	for _, e := range s.Emoji {
		if wire.IsEmoji(e) && len(emoji) < maxEmoji && !slices.Contains(emoji, e) {
			emoji = append(emoji, e)
		}
	}
	if s.Emoji = emoji; len(emoji) == 0 {
		s.Emoji = usual.Emoji
	}
	servers := []string{}
	for _, written := range s.Servers {
		address, err := wire.ParseAddress(written)
		if err == nil && len(servers) < maxServers && !slices.Contains(servers, address) {
			servers = append(servers, address)
		}
	}
	s.Servers = servers
	if wire.CheckHeld(s.Name) != nil {
		s.Name = ""
	}
	s.Connected = s.Connected && s.Name != "" && len(s.Servers) > 0 // or there is nowhere to come back to
	s.Window.check()
}

// problem returns a sentence about the first value that a person cannot choose,
// which are those that check repairs, or nil.
func (s Settings) problem() error {
	repaired := s
	repaired.check()
	switch {
	case s.Theme != repaired.Theme:
		return fmt.Errorf("there is no theme %q: it is system, light or dark", s.Theme)
	case s.TextSize != repaired.TextSize:
		return fmt.Errorf("text cannot have %d %% of its size: it is %d to %d", s.TextSize, minText, maxText)
	case s.Enter != repaired.Enter:
		return fmt.Errorf("the Enter key cannot do %q: it does send or newline", s.Enter)
	case s.Language != repaired.Language:
		return fmt.Errorf("there is no language %q: it is system, en or de", s.Language)
	case s.Notify != repaired.Notify:
		return fmt.Errorf("nobody can be told of %q: it is all, mentions or nothing", s.Notify)
	case len(s.Emoji) > 0 && !slices.Equal(s.Emoji, repaired.Emoji):
		return fmt.Errorf("the emoji used last are 1 to %d, each another one", maxEmoji)
	}
	return nil
}

// check makes a place that cannot have been one nowhere.
func (w *Window) check() {
	beyond := func(n int) bool { return n < -maxPlace || n > maxPlace }
	if w.Width <= 0 || w.Height <= 0 || beyond(w.X) || beyond(w.Y) || beyond(w.Width) || beyond(w.Height) {
		*w = Window{Maximised: w.Maximised}
	}
}
