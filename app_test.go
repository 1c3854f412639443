package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"confab/backend/desktop"
	"confab/backend/page"
	"confab/backend/session"
	"confab/backend/settings"
	"confab/build/windowhost"
)

// TestMain makes two programs of one: with CONFAB_WINDOW_HOST in the
// environment this is the desktop program with a browser in place of its
// window, for the stories in frontend/e2e.
func TestMain(m *testing.M) {
	if os.Getenv("CONFAB_WINDOW_HOST") == "" {
		os.Exit(m.Run())
	}
	if err := runInBrowser(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runInBrowser is run in main.go with another window.
func runInBrowser(arguments []string) error {
	args, err := desktop.ParseArgs(arguments)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	remembered, err := settings.Open(args.Data)
	if err != nil {
		return err
	}
	assets, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()

	app := newApp(session.New(session.Config{Log: log}), remembered, args, log)
	host := windowhost.New()
	host.FormatError = formatError
	host.Bind(app)
	app.open = host.OpenLink
	app.start(browserWindow{host})
	defer app.stop()
	return host.Serve(ctx, os.Stdout, assets, page.Guard)
}

// A browserWindow is a window that a browser shows.
type browserWindow struct{ *windowhost.Host }

func (w browserWindow) Emit(e session.Event) { w.Host.Emit("event", e) }
