extension ReplyWriter {
    /// A string of a byte and those that follow it.
    package mutating func bulk(_ first: UInt8, _ rest: UnsafeRawBufferPointer) {
        header(UInt8(ascii: "$"), rest.count + 1)
        withUnsafeBytes(of: first) { bytes($0) }
        bytes(rest)
        constant("\r\n")
    }

    /// A string of what stands in two writers.
    package mutating func bulk(_ first: borrowing ReplyWriter, _ rest: borrowing ReplyWriter) {
        header(UInt8(ascii: "$"), first.count + rest.count)
        append(first)
        append(rest)
        constant("\r\n")
    }
}
