/// What carries a link's bytes. It is used on the thread of the link's worker alone, and notifies the link.
package protocol RelayCarrier: AnyObject {
    /// Connects; the link's `connected` or `failed` follows.
    func connect()

    /// Calls the link's `flush` when what happens now on the thread has been handled.
    func flushSoon()

    /// Sends bytes.
    ///
    /// - Returns: how many were taken. When the rest can be, the link's `flush` is called.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int

    /// Closes the connection, without a notice to the link.
    func close()

    /// Closes the connection, because the link goes: it is not notified any more.
    func detach()
}
