package windowhost

import (
	"net/http"
	"path/filepath"

	"confab/backend/desktop"
)

// ShowFolder stands for the system's window of files.
func (h *Host) ShowFolder(path string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked.Folders = append(h.asked.Folders, path)
	return nil
}

// Notify, OnNotification and HasNotifications stand for the system's
// notifications, one of which POST /window/click?id= clicks.
func (h *Host) Notify(id, title, body string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked.Notes = append(h.asked.Notes, Note{id, title, body})
	return nil
}

// OnNotification is described at Notify.
func (h *Host) OnNotification(clicked func(id string)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.click = clicked
}

// HasNotifications is described at Notify.
func (h *Host) HasNotifications() bool { return true }

func (h *Host) serveClick(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	clicked := h.click
	h.mu.Unlock()
	clicked(r.FormValue("id"))
	w.WriteHeader(http.StatusNoContent)
}

// Unread stands for the window's title.
func (h *Host) Unread(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked.Unread = n
}

// Tray and HasTray stand for an icon in the tray.
func (h *Host) Tray(on bool, _ desktop.Labels) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked.Tray = on
	return nil
}

// HasTray is described at Tray.
func (h *Host) HasTray() bool { return true }

// OpenDialog stands for the system's dialog, in which the user picks nothing.
func (h *Host) OpenDialog(string) (paths []string, err error) { return nil, nil }

// FolderDialog is described at OpenDialog.
func (h *Host) FolderDialog(string) (path string, err error) { return "", nil }

// SaveDialog stands for the system's dialog, in which the person takes what is
// proposed, in Folder.
func (h *Host) SaveDialog(_, fileName, _, _ string) (path string, err error) {
	if h.Folder == "" {
		return "", nil
	}
	return filepath.Join(h.Folder, fileName), nil
}
