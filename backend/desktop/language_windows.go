package desktop

import "golang.org/x/sys/windows"

// spoken is the system's language.
func spoken() string {
	all, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(all) == 0 {
		return ""
	}
	return all[0]
}
