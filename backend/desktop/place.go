package desktop

import (
	"fmt"

	"confab/backend/settings"
)

// How large a window is at its first start, and at least, in pixels.
const (
	usualWidth, usualHeight = 1180, 760
	MinWidth, MinHeight     = 480, 400
)

// A Screen is how large one is, in pixels.
type Screen struct{ Width, Height int }

// Sized returns w with a size that a window can begin with, whatever the screen.
func Sized(w settings.Window) settings.Window {
	if w.Width == 0 {
		w.Width, w.Height = usualWidth, usualHeight
	}
	w.Width, w.Height = max(w.Width, MinWidth), max(w.Height, MinHeight)
	return w
}

// Fit returns where on a screen a window belongs that was at w, and whether it
// should be moved there: it is no larger than the screen and all of it is on
// it. One that was nowhere, or on a screen that is there no more, is not moved:
// the system puts it in the middle.
func Fit(w settings.Window, on Screen) (fitted settings.Window, move bool) {
	move = w.Width > 0 && on != (Screen{}) &&
		w.X < on.Width && w.X+w.Width > 0 && w.Y < on.Height && w.Y+w.Height > 0
	w = Sized(w)
	if on == (Screen{}) {
		return w, false
	}
	w.Width, w.Height = min(w.Width, max(on.Width, MinWidth)), min(w.Height, max(on.Height, MinHeight))
	w.X, w.Y = within(w.X, w.Width, on.Width), within(w.Y, w.Height, on.Height)
	return w, move
}

// within returns where on a side of length all something of length long begins
// that should begin at from. What is too long begins with the side.
func within(from, long, all int) int { return max(0, min(from, all-long)) }

// Title returns what the window is called with so many messages that are not
// read: a number before the name is what one sees in a bar full of windows.
func Title(name string, unread int) string {
	switch {
	case unread <= 0:
		return name
	case unread >= 1000:
		return fmt.Sprintf("(999+) %s", name)
	}
	return fmt.Sprintf("(%d) %s", unread, name)
}
