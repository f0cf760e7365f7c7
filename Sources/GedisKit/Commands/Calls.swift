/// The calls of one asynchronous command that follow each other on a connection.
///
/// A handler answers them one after the other:
///
///     while calls.next() {
///         let name = try calls.arguments.decode(String.self, at: 0, "name")
///         await calls.reply.result(directory.find(name))
///     }
///
/// So a pipeline of them calls the handler once, and costs one switch of executors where nothing suspends. A call is
/// answered when the handler asks for the next one, or returns. An error that it throws is the reply to the call it was
/// at; for those that follow it is called again.
public final class Calls {
    /// The arguments of the call. Their number has been checked.
    @inlinable public var arguments: Arguments {
        _read { yield argumentsPlace.pointee }
    }

    /// Takes exactly one reply to the call.
    @inlinable public var reply: ReplyWriter {
        _read { yield replyPlace.pointee }
        _modify { yield &replyPlace.pointee }
    }

    // Behind pointers, because what a handler does with properties of an object is checked for exclusive access each time.
    @usableFromInline let argumentsPlace = UnsafeMutablePointer<Arguments>.allocate(capacity: 1)
    @usableFromInline let replyPlace = UnsafeMutablePointer<ReplyWriter>.allocate(capacity: 1)

    /// Where further calls come from; nil where nobody waits for replies any more.
    /// It is not counted: it is there as long as the task that runs the handler.
    @exclusivity(unchecked) private unowned(unsafe) var source: (any CallSource)?
    @exclusivity(unchecked) private var isAtFirst = false
    /// The same as `source`, until the handler has returned: threads that are not the source's own may ask it whether they are.
    @exclusivity(unchecked) private unowned(unsafe) var home: (any CallSource)?
    /// Whether the handler answers on an actor.
    @exclusivity(unchecked) private var isOnActor = false
    /// Whether the handler had to leave the actor before it could ask for a further call.
    @exclusivity(unchecked) private var hasLeft = false
    /// What the command's forwarder has sent of the call; nil where it has sent nothing.
    @exclusivity(unchecked) package var forwarded: (any Sendable)? { didSet { isForwarded = forwarded != nil } }
    /// Whether the forwarder has sent it: to look at `forwarded` copies it.
    @exclusivity(unchecked) package private(set) var isForwarded = false
    /// What the arguments lie in.
    @exclusivity(unchecked) private var memory: UnsafeMutableRawBufferPointer
    @exclusivity(unchecked) private var parts: UnsafeMutableBufferPointer<Arguments.Part>

    /// The most bytes, and the most parts, that are kept for further requests.
    private static let keptBytes = 64 * 1024
    private static let keptParts = 1024

    /// Makes a place for requests; there is none in it.
    package init() {
        memory = .allocate(byteCount: 256, alignment: 1)
        parts = .allocate(capacity: 8)
        parts[0] = Arguments.Part(offset: 0, count: 0)
        argumentsPlace.initialize(to: Self.view(memory, parts[..<1]))
        replyPlace.initialize(to: ReplyWriter())
    }

    deinit {
        argumentsPlace.deinitialize(count: 1).deallocate()
        replyPlace.deinitialize(count: 1).deallocate()
        memory.deallocate()
        parts.deallocate()
    }

    /// Who makes the call.
    public var caller: Caller { source?.caller ?? Caller() }

    /// Goes on to the next call; the one before is answered now.
    ///
    /// - Returns: whether there is one. Where there is none the handler returns.
    public func next() -> Bool {
        guard isAtFirst else {
            if isOnActor, home?.isHere != true {
                hasLeft = true
                return false
            }
            return source?.nextCall() ?? false
        }
        isAtFirst = false
        return true
    }

    /// Answers calls on an actor: those that follow each other in a pipeline cost one switch to it and back.
    ///
    /// Where the actor runs elsewhere than the connection, as one with an executor of its own does, or one that another
    /// thread uses now, `body` is called anew for each call.
    ///
    /// - Parameters:
    ///   - object: the actor
    ///   - body: answers calls as a handler does; it cannot ask who makes them
    /// - Throws: what `body` throws.
    public nonisolated(nonsending) func answer<Object: Actor>(
        on object: Object, _ body: @Sendable (Calls, isolated Object) async throws -> Void
    ) async throws {
        // One after the other: nothing touches it here until the actor has returned.
        nonisolated(unsafe) let calls = self
        repeat {
            isOnActor = true
            hasLeft = false
            defer { isOnActor = false }
            try await body(calls, object)
        } while hasLeft && goesOn()
    }

    /// Goes on to the next call on the connection's thread; the handler's loop begins with it.
    private func goesOn() -> Bool {
        isAtFirst = source?.nextCall() ?? false
        return isAtFirst
    }

    /// A handler is about to be called for the request that is kept.
    ///
    /// - Parameters:
    ///   - source: where further calls come from
    ///   - version: the protocol that it replies in
    package func begin(from source: any CallSource, _ version: ReplyWriter.Version) {
        reply.removeAll()
        reply.version = version
        self.source = source
        home = source
        isAtFirst = true
    }

    /// Nobody waits for replies any more.
    package func abandon() { source = nil }

    /// Whether nobody waits for replies any more.
    package var isAbandoned: Bool { source == nil }

    /// Keeps a copy of a request that nothing was sent of, in place of the one before.
    ///
    /// - Parameters:
    ///   - request: the request
    ///   - version: the protocol that it is replied in
    package func keep(_ request: borrowing Arguments, _ version: ReplyWriter.Version) {
        keep(request)
        if isForwarded { forwarded = nil }
        replyPlace.pointee.version = version
    }

    /// Keeps a copy of a request, in place of the one before.
    package func keep(_ request: borrowing Arguments) {
        let count = request.count + 1
        let first = request.parts[0].offset
        let last = request.parts[count - 1]
        let length = last.offset + last.count - first
        if length > memory.count {
            memory.deallocate()
            memory = .allocate(byteCount: length, alignment: 1)
        }
        if count > parts.count {
            parts.deallocate()
            parts = .allocate(capacity: count)
        }
        memory.copyMemory(from: UnsafeRawBufferPointer(start: request.memory + first, count: length))
        for index in 0..<count {
            parts[index] = Arguments.Part(
                offset: request.parts[index].offset - first, count: request.parts[index].count)
        }
        argumentsPlace.pointee = Self.view(memory, parts[..<count])
    }

    /// Keeps a request of its words, the command's name first, in place of the one before.
    package func keep(_ words: [[UInt8]]) {
        var parts: [Arguments.Part] = []
        var bytes: [UInt8] = []
        for word in words {
            parts.append(Arguments.Part(offset: bytes.count, count: word.count))
            bytes += word
        }
        bytes.withUnsafeBytes { memory in
            parts.withUnsafeBufferPointer { parts in
                guard let start = memory.baseAddress else { return }
                keep(Arguments(memory: start, parts: parts))
            }
        }
    }

    private static func view(
        _ memory: UnsafeMutableRawBufferPointer, _ parts: Slice<UnsafeMutableBufferPointer<Arguments.Part>>
    ) -> Arguments {
        Arguments(
            memory: UnsafeRawPointer(memory.baseAddress.unsafelyUnwrapped),
            parts: UnsafeBufferPointer(rebasing: parts))
    }

    /// Forgets the calls, so that another connection can use it.
    ///
    /// - Returns: whether it is small enough to be kept for that.
    package func end() -> Bool {
        source = nil
        home = nil
        if isForwarded { forwarded = nil }
        reply.removeAll(keepingAtMost: ReplyWriter.startingCapacity)
        return memory.count <= Self.keptBytes && parts.count <= Self.keptParts
    }
}

/// Whoever has calls for a handler.
package protocol CallSource: AnyObject {
    /// Who makes the calls.
    var caller: Caller { get }

    /// Whether the thread that asks may use it. Any thread may ask.
    var isHere: Bool { get }

    /// Takes the reply of the call that ended, and keeps the next request.
    ///
    /// - Returns: whether that is one for the same handler.
    func nextCall() -> Bool
}
