package desktop

import "strings"

// Language returns the language that a choice comes to, "de" or "en": itself, or
// what the system speaks.
func Language(choice string) string {
	if choice != "de" && choice != "en" {
		choice = spoken()
	}
	if strings.HasPrefix(strings.ToLower(choice), "de") {
		return "de"
	}
	return "en"
}
