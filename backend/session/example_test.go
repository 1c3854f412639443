package session_test

import (
	"context"
	"fmt"
	"sync"

	"confab/backend/session"
	"confab/build/scripted"
	"confab/server/wire"
)

// A program that connects, prints what is said, says something, waits until
// that is on the server's disk, puts a reaction on it, and leaves.
func ExampleSession() {
	address, stop, err := scripted.Run("127.0.0.1:0", "") // yours is what a server's first lines say, "192.168.4.20:54307" for example
	if err != nil {
		fmt.Println(err)
		return
	}

	s := session.New(session.Config{Client: "example/1.0"})
	done := map[string]chan struct{}{"key-1": make(chan struct{}), "key-2": make(chan struct{})}
	var reading sync.WaitGroup
	reading.Go(func() { // a session waits for its reader, so there is always one
		for e := range s.Events() {
			answered := ""
			switch {
			case e.Refusal != nil:
				fmt.Println("The server will not have it:", e.Refusal.Reason)
				answered = e.Refusal.ID
			case e.RoomEvent == nil:
			case e.RoomEvent.Waits():
				fmt.Println("Not there yet:", e.RoomEvent.Text)
			case e.RoomEvent.IsMessage(): // another user's, or ours coming back, which says that it is stored
				fmt.Printf("%s says: %s\n", e.RoomEvent.From, e.RoomEvent.Text)
				answered = e.RoomEvent.ID
			default:
				fmt.Printf("%s: %s %s\n", e.RoomEvent.From, e.RoomEvent.Type, e.RoomEvent.Emoji)
				answered = e.RoomEvent.ID
			}
			if mine := done[answered]; mine != nil {
				close(mine)
			}
		}
	})

	if err := s.Connect(context.Background(), address, "alice"); err != nil {
		fmt.Println(err) // a sentence for people
		return
	}
	// A key is the caller's: with the same one nothing is said twice. A UUIDv7 is good.
	if err := s.Send("lobby", "key-1", "Hello!", ""); err != nil {
		fmt.Println(err)
	}
	<-done["key-1"]
	if err := s.Do(wire.React{Room: "lobby", ID: "key-2", Target: "key-1", Emoji: "👍"}); err != nil {
		fmt.Println(err)
	}
	<-done["key-2"]
	s.Close()
	reading.Wait()
	fmt.Println("It is", s.At().State)
	if err := stop(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Not there yet: Hello!
	// alice says: Hello!
	// alice: react 👍
	// It is idle
}
