/// A connection on its way to another process.
package struct DetachedConnection: Sendable {
    /// What the core knew of it.
    package let record: ConnectionRecord
    /// Its socket.
    package let descriptor: Int32

    /// Joins the two.
    package init(record: ConnectionRecord, descriptor: Int32) {
        self.record = record
        self.descriptor = descriptor
    }
}
