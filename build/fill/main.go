// Fill makes the data folder of a person who has been on a busy server for
// long: an archive with a large lobby and many rooms, and settings that have the
// window go back there, with no server to be found. It is what the window is
// measured with, see README.md beside frontend/e2e/measure.
//
//	go run ./build/fill -data /tmp/million
//	go run ./build/fill -data /tmp/small -lobby 1000 -rooms 5 -each 100
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/backend/settings"
)

const (
	nobody = "127.0.0.1:1" // where no server answers
	name   = "alice"
	atOnce = 1000 // messages in one transaction
)

// begin is when the first message was said.
var begin = time.Date(2025, 1, 1, 8, 0, 0, 0, time.UTC)

func main() {
	data := flag.String("data", "", "the `folder`, which is made")
	lobby := flag.Int("lobby", 100_000, "messages in the lobby")
	rooms := flag.Int("rooms", 99, "other rooms")
	each := flag.Int("each", 10_000, "messages in each of them")
	flag.Parse()
	if *data == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := fill(*data, *lobby, *rooms, *each); err != nil {
		fmt.Fprintln(os.Stderr, "fill:", err)
		os.Exit(1)
	}
}

// fill fills a folder that has no archive yet.
func fill(data string, lobby, rooms, each int) (err error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	remembered, err := settings.Open(data)
	if err != nil {
		return err
	}
	if err := remembered.Connecting()(nobody, name); err != nil {
		return err
	}
	kept, err := archive.Open(data)
	if err != nil {
		return err
	}
	defer func() {
		if closed := kept.Close(); err == nil {
			err = closed
		}
	}()
	person, err := kept.Person("a server's key", name)
	if err != nil {
		return err
	}
	if rooms, err := person.Rooms(); err != nil || len(rooms) > 0 {
		return fmt.Errorf("%s has an archive already (%v); name another folder, or remove it", data, err)
	}
	if err := person.Met(session.Connection{Address: nobody, You: name, Server: "Lab 3", ServerKey: "a server's key", Journal: "j"}); err != nil {
		return err
	}
	return newTalk(person).among(lobby, rooms, each)
}
