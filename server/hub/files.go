package hub

import (
	"context"
	"errors"
	"slices"

	"confab/server/chat1"
	"confab/server/model"
	"confab/server/wire"
)

// Files has the files of messages. Owners are IDs of accounts. Its methods may
// wait for the disk, and any goroutine may call them; Hub.Run calls Token alone,
// which does not wait.
type Files interface {
	// MaxFile is how many bytes a file may have.
	MaxFile() int64

	// Claim returns what an owner has uploaded completely; false if there is no
	// such upload. Posted forgets it: a message has the file.
	Claim(owner int64, upload string) (hash string, size int64, ok bool)
	Posted(owner int64, upload string)

	// Hold returns the size of a file that is about to be posted once more, and
	// keeps it meanwhile; false if there is none.
	Hold(hash string) (size int64, ok bool)

	// Token returns what lets anyone read a file of a message in the lobby.
	Token(seq int64, index int) string
}

// files puts files into messages, and knows who may read them.
type files struct{ hub *Hub }

// max is how many bytes a file may have; 0 is that there are no files.
func (f *files) max() int64 {
	if f.hub.cfg.Files == nil {
		return 0
	}
	return f.hub.cfg.Files.MaxFile()
}

// perMessage is how many files a message may have.
func (f *files) perMessage() int {
	if f.max() == 0 {
		return 0
	}
	return wire.MaxFiles
}

// link returns where clients of CHAT/1.x find the files of the lobby; nil if
// they do not.
func (f *files) link() chat1.Link {
	cfg := f.hub.cfg
	if cfg.Files == nil || cfg.FileAddress == "" {
		return nil
	}
	return func(e *wire.Event, index int) string {
		return cfg.FileAddress + wire.TokenPath + cfg.Files.Token(e.Seq, index)
	}
}

// say says a message with files, and waits until it is stored: what was uploaded
// for it is free then. A message that was stored before is answered once more,
// though its uploads are gone.
func (f *files) say(c *Conn, r *wire.Say) error {
	uploads, ok, err := f.claim(c, r)
	if err != nil {
		return c.refuse(unreadable(), "say", r.ID)
	}
	e := &wire.Event{Type: wire.MessageType, Room: r.Room, ID: r.ID, Body: r.Body(), First: r.First}
	if !ok {
		known, err := c.hub.find(r.ID)
		switch {
		case err != nil:
			return c.refuse(unreadable(), "say", r.ID)
		case !c.hasPublished(known, r.Room, wire.MessageType) || !isSame(known, r):
			return c.refuse(wire.Refuse(wire.NoFile), "say", r.ID)
		}
		e.Body = slices.Clone(known.Body) // guests post no files, so it has no mark
	}
	if err := c.hub.messages.inRoom(c, "say", e); err != nil {
		return err
	}
	if err := c.batch.flush(); err != nil {
		return err
	}
	if e.Seq > 0 {
		for _, id := range uploads {
			f.hub.cfg.Files.Posted(c.accountID(), id)
		}
	}
	return nil
}

// claim puts the hashes and sizes of its files into r, and returns the uploads
// that they come from; false if one of the files is not there for the user.
func (f *files) claim(c *Conn, r *wire.Say) (uploads []string, ok bool, err error) {
	store := f.hub.cfg.Files
	if store == nil || c.accountID() == model.Guest {
		return nil, false, nil
	}
	for i := range r.Files {
		ref := &r.Files[i]
		if ref.Upload == "" {
			if ok, err = f.again(c, ref); !ok || err != nil {
				return nil, false, err
			}
		} else if ref.Hash, ref.Size, ok = store.Claim(c.accountID(), ref.Upload); !ok {
			return nil, false, nil
		} else {
			uploads = append(uploads, ref.Upload)
		}
		if ref.Preview == "" {
			continue
		}
		preview, _, ok := store.Claim(c.accountID(), ref.Preview)
		if !ok {
			return nil, false, nil
		}
		uploads = append(uploads, ref.Preview)
		ref.Preview = preview
	}
	return uploads, true, nil
}

// again fills in a file that a message has already, if the user may read it.
func (f *files) again(c *Conn, ref *wire.FileRef) (ok bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), readFor)
	defer cancel()
	size, ok := f.hub.cfg.Files.Hold(ref.Hash)
	if !ok {
		return false, nil
	}
	ref.Size = size
	return f.hub.MayRead(ctx, c.user.account(), ref.Hash)
}

// isSame reports whether a message that is stored is what r asks for, as far as
// that can be told without the uploads.
func isSame(e *wire.Event, r *wire.Say) bool {
	if wire.IsRemoved(e.Body) {
		return true // nothing of it is left to compare
	}
	content := wire.ParseContent(e.Body)
	return (content.Edited || content.Text == r.Text) && content.ReplyTo == r.ReplyTo &&
		slices.EqualFunc(content.Files, r.Files, func(a wire.File, b wire.FileRef) bool { return a.Name == wire.CleanName(b.Name) })
}

// The methods below are for the server of files, see files.Access. Any goroutine
// may call them.

// Visitor returns the account of a client that asks for files.
func (h *Hub) Visitor(ctx context.Context, v model.Visit) (model.Account, error) {
	if h.cfg.Accounts == nil {
		return model.Account{}, nil
	}
	return h.cfg.Accounts.Visitor(ctx, v)
}

// MayRead reports whether an account is a member of a room in which a message
// has the file with a hash. Guests are members of the lobby.
func (h *Hub) MayRead(ctx context.Context, a model.Account, hash string) (bool, error) {
	rooms, err := h.journal.RoomsWithFile(ctx, hash)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(rooms, func(room string) bool {
		if a.ID == model.Guest {
			return room == wire.Lobby
		}
		return h.rooms.member(room, wire.NameKey(a.Name)) == nil
	}), nil
}

// Posted reports whether a message has the file with a hash.
func (h *Hub) Posted(ctx context.Context, hash string) (bool, error) {
	rooms, err := h.journal.RoomsWithFile(ctx, hash)
	return len(rooms) > 0, err
}

// PostedBy returns the hashes of the files of an account's messages.
func (h *Hub) PostedBy(ctx context.Context, a model.Account) ([]string, error) {
	return h.journal.FilesOf(ctx, wire.NameKey(a.Name))
}

// InLobby returns a file of the message in the lobby with a seq; false if it has
// none, or not any more.
func (h *Hub) InLobby(ctx context.Context, seq int64, index int) (wire.File, bool, error) {
	e, err := h.journal.At(ctx, seq)
	switch {
	case errors.Is(err, model.ErrUnknown):
		return wire.File{}, false, nil
	case err != nil:
		return wire.File{}, false, err
	}
	has := wire.FilesOf(e)
	if e.Room != wire.Lobby || index < 0 || index >= len(has) {
		return wire.File{}, false, nil
	}
	return has[index], true, nil
}
