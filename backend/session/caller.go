package session

import (
	"context"
	"crypto/rand"
	"time"

	"confab/server/wire"
)

// answerFor is how long a caller waits for the server's answer.
const answerFor = 5 * time.Second

// A caller makes calls over the current connection and waits for their answers.
type caller struct{ loop *loop }

// callFor makes the call that request returns for a new key, and returns the
// answer, which is a *T, and the connection that it came over. The error is a Problem.
func callFor[T any](ctx context.Context, c caller, request func(key string) any) (*T, *link, error) {
	answer, l, err := c.call(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	said, ok := answer.(*T)
	if !ok {
		return nil, nil, notUnderstood()
	}
	return said, l, nil
}

// done makes a call that the server does at once or not at all.
func (c caller) done(ctx context.Context, request func(key string) any) error {
	_, _, err := callFor[wire.Done](ctx, c, request)
	return err
}

// call is callFor for answers of several types.
func (c caller) call(ctx context.Context, request func(key string) any) (answer any, l *link, err error) {
	key := rand.Text()
	asked := request(key)
	c.loop.do(func() { asked = c.loop.replica.aimed(asked) })
	if bad := wire.Check(asked); bad != nil {
		return nil, nil, denied(bad)
	}
	p := &pendingCall{key: key, line: wire.AppendRequest(nil, asked), answer: make(chan any, 1)}
	c.loop.do(func() { l, err = put(c.loop, p) })
	if err != nil {
		return nil, nil, err
	}
	answer, err = c.await(ctx, p)
	return answer, l, err
}

// await returns the answer to p. The error is a Problem, the server's too.
func (c caller) await(ctx context.Context, p *pendingCall) (answer any, err error) {
	lost, silent := AskLost, AskSilent
	if p.key == "" { // it changes nothing
		lost, silent = QueryLost, QuerySilent
	}
	select {
	case answer, ok := <-p.answer:
		if !ok {
			return nil, problem(lost)
		}
		if e, refused := answer.(*wire.Error); refused {
			return nil, denied(e)
		}
		return answer, nil
	case <-ctx.Done():
		c.loop.do(func() { c.loop.calls.abandon(p) })
		return nil, problem(StoppedWaiting)
	case <-time.After(answerFor):
		c.loop.do(func() { c.loop.calls.abandon(p) })
		return nil, problem(silent)
	}
}

// put has a call made over the current connection, which it returns. The error is
// a Problem.
func put(lp *loop, c *pendingCall) (*link, error) {
	switch {
	case lp.link == nil:
		return nil, problem(NotConnected)
	case len(c.line)-1 > lp.maxLine:
		return nil, tooLong(c.line, lp.maxLine)
	case !lp.calls.add(c):
		return nil, problem(TooManyAsked)
	}
	lp.signal()
	return lp.link, nil
}

// notUnderstood says that the server's answer does not fit the request.
func notUnderstood() *Problem {
	return problem(NotUnderstood)
}
