/// How long a GUN backend waits for what.
struct GunTiming: Sendable {
    /// For a call.
    var timeout: Duration
    /// For a connection, and again for its handshake.
    var connection: Duration
    /// After an answer for a further one: memory, disk and other peers answer one after the other.
    var quiet = Duration.milliseconds(100)
    /// For a put's acknowledgement, which comes after the server's disk: 250 ms, or a second with gun 0.9.
    var acknowledgement = Duration.milliseconds(1500)
    /// For a key that is read back when no acknowledgement came.
    var readBack = Duration.seconds(1)
    /// Before a put that was not found is read back a second time; twice as long before each further time.
    var retry = Duration.milliseconds(250)
    /// Before the second attempt to connect; twice as long before each further one, up to `longestPause`.
    var firstPause = Duration.milliseconds(100)
    /// Between attempts to connect, at most.
    var longestPause = Duration.seconds(2)
    /// Without a frame before the server is probed, and again before the connection is dropped.
    var silence = Duration.seconds(45)

    /// The times for a server that is given `timeout` for a call, a connection and a handshake.
    init(timeout: Duration) {
        self.timeout = timeout
        connection = timeout
    }
}
