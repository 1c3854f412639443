package main

import "fmt"

// relayRooms is the floor with rooms, which one sender fills: a line goes to
// the receivers of its room, lines of one room that come together go together,
// and what one read brings goes back to the sender, who is in all of them.
func (f *floor) relayRooms() error {
	width, n := f.form.heard(), 0
	for {
		more, err := read(f.speakers[0], f.buf[n:])
		if err != nil {
			return leave(err)
		}
		n += more
		whole := n - n%width
		for at := 0; at < whole; {
			room, ok := f.form.roomOf(f.buf[at:])
			if !ok || room >= len(f.rooms) {
				return fmt.Errorf("floor: a line without a room: %q", f.buf[at:at+width])
			}
			end := at + width
			for end < whole {
				if next, _ := f.form.roomOf(f.buf[end:]); next != room {
					break
				}
				end += width
			}
			for _, fd := range f.rooms[room] {
				if err := write(fd, f.buf[at:end]); err != nil {
					return leave(err)
				}
			}
			at = end
		}
		if err := write(f.speakers[0], f.buf[:whole]); err != nil {
			return leave(err)
		}
		n = copy(f.buf, f.buf[whole:n])
	}
}
