import GedisKit

/// A buffer for replies that a connection holds while it has any.
///
/// It is a place in memory and not an object, to which each request would count references. Copies are the same buffer:
/// once one was given back to the worker that lent it, or freed, none may be used.
struct Output {
    private let place = UnsafeMutablePointer<ReplyWriter>.allocate(capacity: 1)

    /// What writes into it.
    var writer: ReplyWriter {
        @inline(__always) _read { yield place.pointee }
        @inline(__always) nonmutating _modify { yield &place.pointee }
    }

    init() { place.initialize(to: ReplyWriter(capacity: 4096)) }

    /// Ends it.
    func free() { place.deinitialize(count: 1).deallocate() }
}
