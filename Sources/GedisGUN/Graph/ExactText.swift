import Glibc

/// Text that equals another only byte by byte, and is ordered so.
///
/// `String` takes `é` as one character and as two for the same, and orders by that; a store must not.
package struct ExactText: Hashable, Comparable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (one: Self, other: Self) -> Bool {
        one.withBytes { one in
            other.withBytes { other in
                guard one.count == other.count else { return false }
                guard let first = one.baseAddress, let second = other.baseAddress else { return true }
                return memcmp(first, second, one.count) == 0
            }
        }
    }

    package static func < (one: Self, other: Self) -> Bool {
        one.withBytes { one in
            other.withBytes { other in
                if let first = one.baseAddress, let second = other.baseAddress {
                    let order = memcmp(first, second, Swift.min(one.count, other.count))
                    if order != 0 { return order < 0 }
                }
                return one.count < other.count
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: $0) }
    }

    @inline(__always)
    private func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        // Without a copy, which would be counted.
        if let result = text.utf8.withContiguousStorageIfAvailable({ body(UnsafeRawBufferPointer($0)) }) {
            return result
        }
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
