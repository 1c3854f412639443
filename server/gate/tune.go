package gate

import "net"

// tune sets the socket options of a new connection: a send buffer of known
// size, and when a peer that has left the network counts as gone. A connection
// that cannot be tuned works all the same.
func tune(nc net.Conn) {
	tcp, ok := nc.(*net.TCPConn)
	if !ok {
		return
	}
	_ = tcp.SetWriteBuffer(sendBuffer)
	_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: aliveIdle, Interval: aliveEvery, Count: aliveTries})
	setUserTimeout(tcp, goneAfter)
}
