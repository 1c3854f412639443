package hub

// online is who is connected at this node, and tells connections what is not
// stored. Run owns its state and calls its methods, unless they say otherwise.
type online struct {
	hub      *Hub
	conns    map[*Conn]struct{} // all of them
	people   map[string]*person // those who have said hello, by their names' keys
	presence presence
}

// A person is the connections of one user that receive what is said.
type person struct {
	name  string
	mark  mark
	conns []*Conn
}

func newOnline(h *Hub) *online {
	on := &online{hub: h, conns: map[*Conn]struct{}{}, people: map[string]*person{}}
	on.presence.publish = on.publish
	return on
}
