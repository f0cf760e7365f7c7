import Glibc

/// Memory with a page behind it that nobody may touch: bytes that are put at its very end are followed by nothing, so
/// that a look beyond them ends the process.
final class FencedMemory {
    private let pages: UnsafeMutableRawPointer
    private let fence: UnsafeMutableRawPointer
    private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// More than any input has; the system gives only the pages that are used.
    private static let capacity = 1 << 24

    init() {
        let all = mmap(nil, Self.capacity + pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let all, all != MAP_FAILED, mprotect(all + Self.capacity, pageSize, PROT_NONE) == 0 else {
            fatalError("cannot get memory with a fence")
        }
        (pages, fence) = (all, all + Self.capacity)
    }

    deinit { munmap(pages, Self.capacity + pageSize) }

    /// Bytes of an input, at the end of the memory until the next ones are put there.
    func put(_ input: [UInt8], _ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.count <= Self.capacity, "too large an input")
        let place = fence - range.count
        input.withUnsafeBytes {
            place.copyMemory(from: $0.baseAddress.unsafelyUnwrapped + range.lowerBound, byteCount: range.count)
        }
        return UnsafeRawBufferPointer(start: place, count: range.count)
    }
}
