extension UInt64 {
    /// Loads 1 to 8 bytes, the first one lowest and zeros behind them, and touches none besides: longer ones by two loads
    /// that overlap.
    @inlinable
    @inline(__always)
    package init(loading bytes: UnsafeRawPointer, count: Int) {
        if count >= 4 {
            let last = count &- 4
            self =
                UInt64(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
                | UInt64(UInt32(littleEndian: (bytes + last).loadUnaligned(as: UInt32.self))) &<< UInt64(last &* 8)
        } else {
            let (middle, last) = (count &>> 1, count &- 1)
            self =
                UInt64(bytes.load(as: UInt8.self))
                | UInt64(bytes.load(fromByteOffset: middle, as: UInt8.self)) &<< UInt64(middle &* 8)
                | UInt64(bytes.load(fromByteOffset: last, as: UInt8.self)) &<< UInt64(last &* 8)
        }
    }
}
