// Confab's desktop program: one window, and behind it a session with a server.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"confab/backend/catalog"
	"confab/backend/client"
	"confab/backend/desktop"
	"confab/backend/doctor"
	"confab/backend/keys"
	"confab/backend/settings"
	"confab/server/version"
)

// title is what the window is called.
const title = "Confab"

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
	case errors.Is(err, desktop.ErrVersion):
		fmt.Print(version.Line("confab"))
		return
	case err != nil:
		fmt.Fprintf(os.Stderr, "confab: %v.\n\n%s", err, desktop.Usage)
		os.Exit(2)
	}
	if args.Doctor {
		os.Exit(diagnose(args, os.Stdout))
	}
	if err := run(args.WithEnv(os.Getenv)); err != nil {
		fmt.Fprintf(os.Stderr, "confab: %v.\n", err)
		os.Exit(1)
	}
}

// diagnose writes why a server cannot be seen or reached, and returns the exit
// code: 0 if all is well, 1 if not. It needs no display.
func diagnose(args desktop.Args, out io.Writer) int {
	servers, err := keys.ReadServers(args.Data)
	if err != nil {
		fmt.Fprintf(os.Stderr, "confab: %v.\n", err) // what is known of servers is missing, and the rest can be said
	}
	found := doctor.Examine(context.Background(), doctor.Config{Servers: servers, Version: version.Number()}, args.Address)
	if well, err := doctor.Print(out, catalog.In(desktop.Language("")), found); !well || err != nil {
		return 1
	}
	return 0
}

// run shows the window until it is closed, or that of the process that has
// the data folder already.
func run(args desktop.Args) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	assets, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		return err
	}
	if args.Data, err = desktop.DataFolder(args.Data); err != nil {
		return err
	}
	instance, err := desktop.Claim(args)
	switch {
	case errors.Is(err, desktop.ErrOpen):
		return nil
	case instance == nil:
		return err
	case err != nil:
		log.Warn("a second start may not find this one", "error", err)
	}
	desktop.Prepare()
	app, err := openApp(args, nil, log)
	if err != nil {
		return errors.Join(err, instance.Close())
	}
	kept := app.settings.Get()
	size := desktop.Sized(kept.Window)
	hidden := args.Minimized && kept.Tray && desktop.TrayAvailable()
	var frame atomic.Pointer[desktop.Frame] // nil until there is a window
	shown := &options.App{
		Title:            title,
		Width:            size.Width,
		Height:           size.Height,
		MinWidth:         desktop.MinWidth,
		MinHeight:        desktop.MinHeight,
		StartHidden:      hidden,
		WindowStartState: startState(kept.Window),
		AssetServer:      &assetserver.Options{Assets: assets, Middleware: app.serve},
		DragAndDrop:      &options.DragAndDrop{EnableFileDrop: true},
		OnStartup: func(ctx context.Context) {
			w := newWailsWindow(ctx, desktop.FrameOptions{
				Name: title, Icon: icon, Place: kept.Window, Hidden: hidden, Remember: app.settings.SetWindow, Log: log,
			})
			frame.Store(w.Frame)
			w.Start()
			app.start(w)
			runtime.OnFileDrop(ctx, func(_, _ int, paths []string) { app.dropped(paths) })
			desktop.GuardWebView(func(link string) { _ = app.OpenLink(link) })
			instance.Serve(func(again desktop.Args) {
				w.Again(again)
				app.again(again)
			})
		},
		OnBeforeClose: func(context.Context) bool {
			f := frame.Load()
			return f != nil && f.Closing()
		},
		OnShutdown: func(context.Context) {
			instance.Quiet()
			app.stop()
			if f := frame.Load(); f != nil {
				f.Close()
			}
		},
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
		Mac: &mac.Options{OnUrlOpen: app.openURL},
	}
	err = desktop.WithDisplay(func() error { return wails.Run(shown) })
	return errors.Join(err, instance.Close())
}

// startState is how the window is made that was last at a place.
func startState(w settings.Window) options.WindowStartState {
	if w.Maximised {
		return options.Maximised
	}
	return options.Normal
}

// A wailsWindow is what the App has of the window: what goes on around it, and
// what only Wails can do.
type wailsWindow struct {
	*desktop.Frame
	ctx    context.Context // the one that Wails gave: with any other its runtime ends the program
	dialog *sync.Mutex     // held while one is open: Wails has one answer for all
}

func newWailsWindow(ctx context.Context, o desktop.FrameOptions) wailsWindow {
	o.Notifier = func(clicked func(string)) (desktop.Notifier, error) {
		n, err := desktop.OpenNotifier(clicked)
		if errors.Is(err, errors.ErrUnsupported) {
			return openWailsNotifier(ctx, clicked)
		}
		return n, err
	}
	return wailsWindow{desktop.NewFrame(pane{ctx}, o), ctx, new(sync.Mutex)}
}

func (w wailsWindow) Emit(e client.Event)    { runtime.EventsEmit(w.ctx, "event", e) }
func (w wailsWindow) Copy(text string) error { return runtime.ClipboardSetText(w.ctx, text) }

// SaveDialog asks for a place for a file. The path is empty if the person does
// not want one.
func (w wailsWindow) SaveDialog(title, fileName, kind, pattern string) (path string, err error) {
	w.dialog.Lock()
	defer w.dialog.Unlock()
	return runtime.SaveFileDialog(w.ctx, runtime.SaveDialogOptions{
		Title:                title,
		DefaultFilename:      fileName,
		Filters:              []runtime.FileFilter{{DisplayName: kind, Pattern: pattern}},
		CanCreateDirectories: true,
	})
}

// OpenDialog asks for files; there are none if the user does not want any.
func (w wailsWindow) OpenDialog(title string) (paths []string, err error) {
	w.dialog.Lock()
	defer w.dialog.Unlock()
	return runtime.OpenMultipleFilesDialog(w.ctx, runtime.OpenDialogOptions{Title: title})
}

// FolderDialog asks for a folder. The path is empty if the user does not want one.
func (w wailsWindow) FolderDialog(title string) (path string, err error) {
	w.dialog.Lock()
	defer w.dialog.Unlock()
	return runtime.OpenDirectoryDialog(w.ctx, runtime.OpenDialogOptions{Title: title})
}

// A pane is the window itself. Its ctx is as that of a wailsWindow.
type pane struct{ ctx context.Context }

func (p pane) Show()                    { runtime.WindowShow(p.ctx); runtime.WindowUnminimise(p.ctx) }
func (p pane) Hide()                    { runtime.WindowHide(p.ctx) }
func (p pane) Quit()                    { runtime.Quit(p.ctx) }
func (p pane) SetTitle(title string)    { runtime.WindowSetTitle(p.ctx, title) }
func (p pane) Resize(width, height int) { runtime.WindowSetSize(p.ctx, width, height) }
func (p pane) Move(x, y int)            { runtime.WindowSetPosition(p.ctx, x, y) }

func (p pane) Place() (w settings.Window) {
	w.X, w.Y = runtime.WindowGetPosition(p.ctx)
	w.Width, w.Height = runtime.WindowGetSize(p.ctx)
	w.Maximised = runtime.WindowIsMaximised(p.ctx)
	return w
}

func (p pane) Screen() (on desktop.Screen) {
	screens, _ := runtime.ScreenGetAll(p.ctx) // none is a zero one
	for _, s := range screens {
		if s.IsCurrent {
			on = desktop.Screen{Width: s.Size.Width, Height: s.Size.Height}
		}
	}
	return on
}

// A wailsNotifier shows notifications on Windows and macOS.
type wailsNotifier struct{ ctx context.Context }

func openWailsNotifier(ctx context.Context, clicked func(id string)) (desktop.Notifier, error) {
	if err := runtime.InitializeNotifications(ctx); err != nil {
		return nil, err
	}
	runtime.OnNotificationResponse(ctx, func(r runtime.NotificationResult) {
		if r.Error == nil {
			clicked(r.Response.ID)
		}
	})
	// Nobody waits for the answer, which the person may never give; Notify says
	// that there was none.
	go func() { _, _ = runtime.RequestNotificationAuthorization(ctx) }()
	return wailsNotifier{ctx}, nil
}

func (n wailsNotifier) Notify(note desktop.Note) error {
	note = note.Here()
	return runtime.SendNotification(n.ctx, runtime.NotificationOptions{ID: note.ID, Title: note.Title, Body: note.Body})
}

func (n wailsNotifier) Close() error {
	runtime.CleanupNotifications(n.ctx)
	return nil
}

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
