package gate

import "net"

// tune sets when the peer of a new connection counts as gone if it has left the
// network. A connection that cannot be tuned works all the same.
func tune(nc net.Conn) {
	tcp, ok := nc.(*net.TCPConn)
	if !ok {
		return
	}
	_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: aliveIdle, Interval: aliveEvery, Count: aliveTries})
	setUserTimeout(tcp, goneAfter)
}

// limitSendBuffer gives a connection of the chat a send buffer of known size. It
// cannot be undone: Linux does not adapt the buffer to the network any more,
// which a file on a long way needs.
func limitSendBuffer(nc net.Conn) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
}
