package client

import (
	"time"

	"confab/backend/archive"
	"confab/backend/export"
	"confab/backend/session"
)

// SetZone says in which time zone this machine is now: days that are searched for
// and times that are written to a file are those there.
func (c *Chat) SetZone(zone *time.Location) { c.archive.SetZone(zone) }

// Now is the time in that time zone.
func (c *Chat) Now() time.Time { return time.Now().In(c.archive.Zone()) }

// Export writes what was said in a room, or in all rooms if that is empty, into a
// file at path, which it replaces as a whole.
func (c *Chat) Export(path, room string, format export.Format, language string) error {
	p, at, err := c.current()
	if err != nil {
		return err
	}
	rooms, err := p.Rooms()
	if err != nil {
		return c.failed(err)
	}
	var written []export.Room
	for _, r := range rooms {
		if room == "" || r.Name == room {
			written = append(written, export.Room{Name: r.Name, Topic: r.Topic, With: r.With, Rows: func(f func(archive.Row) error) error {
				return p.Each(r.Name, f)
			}})
		}
	}
	about := export.About{Server: at.Server, Name: at.You, At: c.Now(), Language: language}
	if about.Server == "" {
		about.Server = at.Address
	}
	if err := export.File(path, format, about, written); err != nil {
		c.log.Error("exporting failed", "error", err)
		return session.NewProblem(FileNotWritten)
	}
	return nil
}
