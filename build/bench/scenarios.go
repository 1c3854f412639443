package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"confab/server/wire"
)

// The scenarios, in the order of the report.
const (
	crowdScenario   = "crowd"
	roomsScenario   = "rooms"
	acksScenario    = "acks"
	historyScenario = "history"
)

var scenarios = []string{crowdScenario, roomsScenario, acksScenario, historyScenario}

// runAll measures what the options ask for.
func runAll(ctx context.Context, opts options, program string) (r report, err error) {
	r.disk = opts.fileSystem()
	for _, p := range opts.crowds() {
		fmt.Fprintf(os.Stderr, "%d receivers, %s …\n", p.receivers, p.form.speaks)
		st, err := runStage(ctx, opts, program, p, opts.inflight)
		if err != nil {
			return r, fmt.Errorf("with %d receivers, %s: %w", p.receivers, p.form.speaks, err)
		}
		r.crowds = append(r.crowds, st)
	}
	for _, p := range opts.houses() {
		for _, j := range opts.journals { // one after the other: there are not files for all at once
			fmt.Fprintf(os.Stderr, "%d rooms, journal %s …\n", p.form.rooms, j)
			one := opts
			one.journals = []journalKind{j}
			st, err := runStage(ctx, one, program, p, []int{1})
			if err != nil {
				return r, fmt.Errorf("with %d rooms, journal %s: %w", p.form.rooms, j, err)
			}
			r.rooms = append(r.rooms, st)
		}
	}
	if slices.Contains(opts.scenarios, acksScenario) {
		fmt.Fprintf(os.Stderr, "%d senders …\n", opts.ackSenders)
		st, err := runAcks(ctx, opts, program)
		if err != nil {
			return r, fmt.Errorf("with %d senders: %w", opts.ackSenders, err)
		}
		r.acks = &st
	}
	if slices.Contains(opts.scenarios, historyScenario) {
		fmt.Fprintf(os.Stderr, "%d events …\n", opts.events)
		h, err := runHistory(ctx, opts, program)
		if err != nil {
			return r, fmt.Errorf("with %d events: %w", opts.events, err)
		}
		r.history = &h
	}
	return r, nil
}

// crowds are the plans of the first scenario.
func (o options) crowds() (plans []plan) {
	if !slices.Contains(o.scenarios, crowdScenario) {
		return nil
	}
	for _, speaks := range o.dialects {
		for _, receivers := range o.receivers {
			plans = append(plans, plan{form: lineForm{speaks: speaks, text: o.text}, receivers: receivers, senders: o.senders})
		}
	}
	return plans
}

// houses are those of the second: rooms in which the same sender speaks.
func (o options) houses() (plans []plan) {
	if !slices.Contains(o.scenarios, roomsScenario) {
		return nil
	}
	for _, rooms := range o.rooms {
		plans = append(plans, plan{form: lineForm{speaks: wire.V2, text: o.text, rooms: rooms}, receivers: o.members - 1, senders: 1})
	}
	return plans
}

// seals says for each server of a kind whether its crowd speaks TLS.
func (o options) seals() []bool {
	if o.tls {
		return []bool{false, true}
	}
	return []bool{false}
}

// connections is how many the bench has at once, with floor and servers.
func (o options) connections() (most int) {
	for _, p := range o.crowds() {
		most = max(most, (1+len(o.journals)*len(o.seals()))*p.connections())
	}
	for _, p := range o.houses() {
		most = max(most, (1+len(o.seals()))*p.connections())
	}
	return max(most, o.ackSenders+o.ackReceivers)
}
