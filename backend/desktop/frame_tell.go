package desktop

// How a Frame tells the person something when the window is not seen.

// tray is what a Frame needs of a Tray. It is called with mu held.
type tray interface {
	SetUnread(n int)
	SetLabels(Labels)
	Close()
}

// Unread says how many messages there are to read, in the title and the tray.
func (f *Frame) Unread(n int) {
	f.mu.Lock()
	same := n == f.unread
	f.unread = n
	if f.tray != nil {
		f.tray.SetUnread(n) // here, so that the last one is the last there
	}
	f.mu.Unlock()
	if !same {
		f.window.SetTitle(Title(f.with.Name, n))
	}
}

// Tray shows the icon in the tray, whose menu says items, or takes it away. A
// window that is hidden is shown if nothing is there to bring it back. The
// errors are ErrNoTray and ErrTrayAgain.
func (f *Frame) Tray(on bool, items Labels) error {
	err := f.setTray(on, items)
	f.mu.Lock()
	hidden, icon := f.hidden, f.tray
	f.mu.Unlock()
	if hidden && (icon == nil || !f.available()) {
		f.Show()
	}
	return err
}

func (f *Frame) setTray(on bool, items Labels) error {
	f.trays.Lock()
	defer f.trays.Unlock()
	f.mu.Lock()
	icon := f.tray
	if !on {
		f.tray = nil
	}
	f.mu.Unlock()
	switch {
	case icon == nil && on:
		made, err := f.openTray(f.with.Icon, f.with.Name, items, TrayEvents{Show: f.Show, Quit: f.Quit})
		if err != nil {
			return err
		}
		f.mu.Lock()
		f.tray = made
		made.SetUnread(f.unread)
		f.mu.Unlock()
	case icon != nil && on:
		icon.SetLabels(items)
	case icon != nil:
		icon.Close()
	}
	return nil
}

// HasTray says whether an icon in the tray can be seen now.
func (f *Frame) HasTray() bool { return f.available() }

// Notify shows a notification. Its texts are plain, of any length.
func (f *Frame) Notify(id, title, body string) error {
	n, err := f.getNotifier()
	if err != nil {
		return err
	}
	return n.Notify(Note{id, title, body})
}

// HasNotifications says whether there is something to show notifications.
func (f *Frame) HasNotifications() bool {
	_, err := f.getNotifier()
	return err == nil
}

// OnNotification sets what is called with the id of a notification that is
// clicked, after the window has come to the front.
func (f *Frame) OnNotification(clicked func(id string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clicked = clicked
}

// getNotifier makes it when it is needed: what shows notifications may start
// after the program.
func (f *Frame) getNotifier() (Notifier, error) {
	f.notes.Lock()
	defer f.notes.Unlock()
	if f.notifier != nil {
		return f.notifier, nil
	}
	n, err := f.with.Notifier(func(id string) {
		f.Show()
		f.mu.Lock()
		clicked := f.clicked
		f.mu.Unlock()
		if clicked != nil {
			clicked(id)
		}
	})
	if err != nil {
		return nil, err
	}
	f.notifier = n
	return n, nil
}
