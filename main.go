// Confab's desktop program: one window, and behind it a session with a server.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"confab/backend/desktop"
	"confab/backend/page"
	"confab/backend/session"
)

// version is the program's, set by the linker for a release.
var version = "dev"

//go:embed all:frontend/dist
var dist embed.FS

//go:embed build/appicon.png
var icon []byte

func main() {
	args, err := desktop.ParseArgs(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(desktop.Usage)
		return
	case err != nil:
		fmt.Fprintf(os.Stderr, "confab: %v.\n\n%s", err, desktop.Usage)
		os.Exit(2)
	}
	if err := run(args); err != nil {
		fmt.Fprintf(os.Stderr, "confab: %v.\n", err)
		os.Exit(1)
	}
}

// run shows the window until it is closed.
func run(args desktop.Args) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	assets, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		return err
	}
	desktop.Prepare()
	app := openApp(args, nil, log)
	return wails.Run(&options.App{
		Title:       "Confab",
		Width:       1180,
		Height:      760,
		MinWidth:    480,
		MinHeight:   400,
		AssetServer: &assetserver.Options{Assets: assets, Middleware: page.Guard},
		OnStartup: func(ctx context.Context) {
			app.start(wailsWindow{ctx})
			desktop.GuardWebView(func(link string) { _ = app.OpenLink(link) })
		},
		OnShutdown:         func(context.Context) { app.stop() },
		Bind:               []any{app},
		ErrorFormatter:     formatError,
		Logger:             quietLogger{log},
		LogLevel:           logger.ERROR,
		LogLevelProduction: logger.ERROR,
		Linux: &linux.Options{
			Icon:             icon,
			ProgramName:      "confab",
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever, // windows stay blank with some drivers otherwise
		},
	})
}

// A wailsWindow is the window that Wails shows. ctx is the one Wails gave:
// with any other its runtime ends the program.
type wailsWindow struct{ ctx context.Context }

func (w wailsWindow) Emit(e session.Event)   { runtime.EventsEmit(w.ctx, "event", e) }
func (w wailsWindow) Copy(text string) error { return runtime.ClipboardSetText(w.ctx, text) }
func (w wailsWindow) Quit()                  { runtime.Quit(w.ctx) }

// A quietLogger passes on that Wails has something to say, but not what: it
// logs bound calls with their arguments, and those are what people write.
type quietLogger struct{ log *slog.Logger }

func (quietLogger) Print(string)     {}
func (quietLogger) Trace(string)     {}
func (quietLogger) Debug(string)     {}
func (quietLogger) Info(string)      {}
func (quietLogger) Warning(string)   {}
func (l quietLogger) Error(string)   { l.log.Error("the window reports an error") }
func (l quietLogger) Fatal(m string) { l.log.Error("the window cannot go on"); os.Exit(1) }
