package import GedisSettings

/// What carries a connection's bytes: a socket, bare or with TLS. It is used on the thread of its connection's worker
/// alone, and notifies the connection's driver.
package protocol Transport: AnyObject {
    /// Runs the connection's calls, on this thread.
    var jobs: any JobQueue { get }

    /// Whether the client takes what is sent: false while too much of it waits.
    var isWritable: Bool { get }

    /// How many bytes the client has not taken.
    var unsentBytes: Int { get }

    /// Sends bytes, now or as soon as the client takes them.
    func send(_ bytes: UnsafeRawBufferPointer)

    /// Calls `action` when everything has been sent, or can't be.
    func whenSent(_ action: @escaping () -> Void)

    /// Reads on, after the driver's `mayRead` was false.
    func resumeReading()

    /// Calls the driver's `flush` when what runs on this thread has ended or been suspended.
    func flushSoon()

    /// Closes the sending side.
    func closeOutput()

    /// Closes the connection; the driver's `ended` follows.
    func close()

    /// Closes the connection after a while, instead of when an earlier call asked.
    func close(afterMilliseconds delay: Int)

    /// Enforces the timeouts that the transport itself knows of.
    ///
    /// - Parameters:
    ///   - limits: how much time clients have
    ///   - now: what the stopwatch's clock says
    /// - Returns: false where the driver has to see to that.
    func enforceDeadlines(_ limits: ServerLimits, at now: Int) -> Bool

    /// Takes notice that there are other commands than before, or that the client may call others.
    func commandsChanged()
}

/// A transport whose connection another process can go on with.
package protocol MovableTransport: Transport {
    /// Whether it can now: a state that only this process has, such as TLS', can't be handed on.
    var isMovable: Bool { get }

    /// The socket.
    var descriptor: Int32 { get }

    /// Stops reading until `resumeReading`.
    func holdReading()

    /// Stops reading and writing.
    ///
    /// - Returns: what the client has not taken.
    func freeze() -> [UInt8]

    /// Goes on after `freeze`, because the connection stays.
    func thaw()

    /// Lets the socket go, with which another process goes on; the driver's `ended` follows.
    func release()
}

extension Transport {
    /// Leaves timeouts to the driver.
    package func enforceDeadlines(_ limits: ServerLimits, at now: Int) -> Bool { false }

    /// Most clients ask for themselves.
    package func commandsChanged() {}
}
