/// Values that are read from a store together, which costs it less than one after the other. They are read on one thread.
package protocol SharedReads: AnyObject {
    /// Replies a value as it is now or was since these reads began, or null where there is none.
    ///
    /// - Returns: whether it has; where it has not, nothing is written, and the value has to be asked for by `get`.
    /// - Throws: what `get` throws.
    func write(_ namespace: String, _ key: String, to reply: inout ReplyWriter) throws -> Bool

    /// Ends the reads: what they keep of the store is given back.
    func end()
}

/// The reads that requests share which arrived together. It is used on one thread, which waits for nothing until it is ended.
package final class ReadScope {
    @exclusivity(unchecked) private var reads: (any SharedReads)?
    @exclusivity(unchecked) private var store: (any DirectStore)?

    /// A scope in which nothing has been read.
    package init() {}

    /// Replies a value, which is read together with those that were read of the same store since the scope was ended.
    ///
    /// - Returns: whether it has; where it has not, nothing is written, and the value has to be asked for by `get`.
    /// - Throws: what `get` throws.
    package func write(
        _ namespace: String, _ key: String, of store: any DirectStore, to reply: inout ReplyWriter
    ) throws -> Bool {
        if let reads, self.store === store { return try reads.write(namespace, key, to: &reply) }
        if reads != nil { end() }
        guard let reads = try store.beginReads() else {
            guard let value = try store.valueAtOnce(namespace, key) else { return false }
            if let value { value.write(to: &reply) } else { reply.null() }
            return true
        }
        self.reads = reads
        self.store = store
        return try reads.write(namespace, key, to: &reply)
    }

    /// Ends what is shared: the next read sees all that has been written until then.
    package func end() {
        reads.take()?.end()
        store = nil
    }
}
