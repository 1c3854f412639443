package main

import (
	"errors"
	"fmt"
	"net"
)

// listen opens the port that a flag asks for.
func listen(flag, address string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, cannotListen(flag, address, err)
	}
	return ln, nil
}

// cannotListen says in a sentence why there is no port, with a next step.
func cannotListen(flag, address string, err error) error {
	switch {
	case errors.Is(err, addressInUse):
		return fmt.Errorf("%s is in use by another program, choose another port with %s, or port 0 for a free one", address, flag)
	case errors.Is(err, notPermitted):
		return fmt.Errorf("this user may not listen at %s, choose a port above 1023 with %s", address, flag)
	case errors.Is(err, addressNotHere):
		return fmt.Errorf("%s is not an address of this machine, choose another with %s", address, flag)
	}
	return fmt.Errorf("cannot listen at %s for %s: %w", address, flag, err)
}

// closed closes ln, which may have been done.
func closed(ln net.Listener) error {
	if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
