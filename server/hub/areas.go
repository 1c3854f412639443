package hub

// The requests of CHAT/2.0 are methods of the types below, one for each area.
// They run on the goroutine that reads the connection, and take it as c. What
// they need of other areas they find in the hub.
type (
	messages    struct{ hub *Hub } // what is said in a room
	history     struct{ hub *Hub } // what was said: on hello, in pages, and how far it is read
	roomChanges struct{ hub *Hub } // opening, joining, leaving and describing rooms
	devices     struct{ hub *Hub } // of a user
	moderation  struct{ hub *Hub } // actions, and what follows for those who are connected
	admission   struct{ hub *Hub } // of clients that register
)
