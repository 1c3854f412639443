package hub

import "confab/server/wire"

// count notes that there is one room more, or less.
func (rs *roomSet) count(done *undoing, r *Room, one int) {
	if wire.IsDirect(r.name) {
		addTo(done, rs.directs, r.opener, one)
		return
	}
	assign(done, &rs.named, rs.named+one)
	addTo(done, rs.opened, r.opener, one)
	if r.from != "" {
		addTo(done, rs.from, r.from, one)
	}
}

// addTo adds to a number of a map, which has no zeros.
func addTo(done *undoing, m map[string]int, k string, n int) {
	if n += m[k]; n == 0 {
		unset(done, m, k)
	} else {
		set(done, m, k, n)
	}
}

// setOrigin notes where the guest came from who has opened a room.
func (rs *rooms) setOrigin(r *Room, address string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r.ended || r.from != "" {
		return
	}
	r.from = address
	addTo(nil, rs.from, address, 1)
}

// opensFrom notes that a client that counts for an address, see Conn.opensFrom, is about to open a room; it reports
// false if those who come from there have opened as many as they may, what others
// of them are about to open included. The caller calls opensNoMore when that is over.
func (rs *rooms) opensFrom(address string, most int) bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.from[address]+rs.opening[address] >= most {
		return false
	}
	addTo(nil, rs.opening, address, 1)
	return true
}

// opensNoMore ends what opensFrom has begun.
func (rs *rooms) opensNoMore(address string) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	addTo(nil, rs.opening, address, -1)
}
