package desktop

import (
	"testing"

	"confab/backend/settings"
)

func TestAWindowComesBackWhereItWasAndCanBeSeen(t *testing.T) {
	full := Screen{1920, 1080}
	for name, c := range map[string]struct {
		was  settings.Window
		on   Screen
		want settings.Window
		move bool
	}{
		"at a first start":                {settings.Window{}, full, settings.Window{Width: 1180, Height: 760}, false},
		"where it was":                    {settings.Window{X: 100, Y: 50, Width: 800, Height: 600}, full, settings.Window{X: 100, Y: 50, Width: 800, Height: 600}, true},
		"beyond the right edge":           {settings.Window{X: 1500, Y: 900, Width: 800, Height: 600}, full, settings.Window{X: 1120, Y: 480, Width: 800, Height: 600}, true},
		"beyond the left edge":            {settings.Window{X: -8, Y: -8, Width: 800, Height: 600}, full, settings.Window{Width: 800, Height: 600}, true},
		"on a screen that is gone":        {settings.Window{X: 2500, Y: 50, Width: 800, Height: 600}, full, settings.Window{X: 1120, Y: 50, Width: 800, Height: 600}, false},
		"on one to the left that is":      {settings.Window{X: -1500, Y: 50, Width: 800, Height: 600}, full, settings.Window{Y: 50, Width: 800, Height: 600}, false},
		"above":                           {settings.Window{X: 50, Y: -700, Width: 800, Height: 600}, full, settings.Window{X: 50, Width: 800, Height: 600}, false},
		"larger than the screen":          {settings.Window{X: 10, Y: 10, Width: 3000, Height: 2000}, Screen{1280, 720}, settings.Window{Width: 1280, Height: 720}, true},
		"smaller than it can be":          {settings.Window{X: 10, Y: 10, Width: 20, Height: 20}, full, settings.Window{X: 10, Y: 10, Width: 480, Height: 400}, true},
		"on a screen that is too small":   {settings.Window{X: 10, Y: 10, Width: 800, Height: 600}, Screen{320, 240}, settings.Window{Width: 480, Height: 400}, true},
		"where no screen is known":        {settings.Window{X: 10, Y: 10, Width: 800, Height: 600}, Screen{}, settings.Window{X: 10, Y: 10, Width: 800, Height: 600}, false},
		"at a first start on a small one": {settings.Window{}, Screen{800, 600}, settings.Window{Width: 800, Height: 600}, false},
	} {
		if got, move := Fit(c.was, c.on); got != c.want || move != c.move {
			t.Errorf("%s: it goes to %+v, moved %t, want %+v, %t", name, got, move, c.want, c.move)
		}
	}
}

func TestTheTitleSaysHowManyAreNotRead(t *testing.T) {
	for n, want := range map[int]string{-1: "Confab", 0: "Confab", 1: "(1) Confab", 999: "(999) Confab", 1000: "(999+) Confab", 1 << 40: "(999+) Confab"} {
		if got := Title("Confab", n); got != want {
			t.Errorf("with %d it is %q, want %q", n, got, want)
		}
	}
}
