import GedisCore
import GedisSockets
import NIOCore
import NIOPosix
import Synchronization

/// A thread with an event loop that serves connections, as other threads reach it.
final class ChannelThread: ServingThread {
    /// Makes a channel's pipeline.
    typealias Initializer = @Sendable (any Channel, ChannelLoop, AcceptedSocket) throws -> Void

    private struct Inbox {
        var sockets: [AcceptedSocket] = []
        var isOver = false
    }

    let activity: Activity
    private let group: MultiThreadedEventLoopGroup
    private let eventLoop: any EventLoop
    private let loop: NIOLoopBoundBox<ChannelLoop>
    private let initialize: Initializer
    private let inbox = Mutex(Inbox())

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - core: makes the worker
    ///   - initialize: makes the pipelines of its connections
    init(of core: ServerCore, _ initialize: @escaping Initializer) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        eventLoop = group.next()
        let loop = Confined(ChannelLoop(worker: core.makeWorker().value, eventLoop: eventLoop))
        activity = loop.value.worker.activity
        self.loop = NIOLoopBoundBox.makeBoxSendingValue(loop.value, eventLoop: eventLoop)
        self.initialize = initialize
        loop.value.worker.handle = self
        perform { RunningCommand.follow($0) }
    }

    @discardableResult
    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        eventLoop.execute { [loop] in
            let loop = loop.value
            loop.turn { work(loop.worker) }
        }
        return true
    }

    func serve(_ socket: AcceptedSocket) -> Bool {
        let isAccepted = inbox.withLock { inbox in
            if !inbox.isOver { inbox.sockets.append(socket) }
            return !inbox.isOver
        }
        if isAccepted { eventLoop.execute { for socket in self.takeWaiting() { self.open(socket) } } }
        return isAccepted
    }

    func takeWaiting() -> [AcceptedSocket] {
        inbox.withLock { inbox in
            defer { inbox.sockets = [] }
            return inbox.sockets
        }
    }

    private func open(_ socket: AcceptedSocket) {
        guard loop.value.worker.hasRoom else { return socket.close() }
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 65536)
            )
            .channelInitializer { [loop, initialize] channel in
                channel.eventLoop.makeCompletedFuture { try initialize(channel, loop.value, socket) }
            }
        _ = bootstrap.withConnectedSocket(socket.descriptor)
    }

    /// Closes what is open and ends the thread.
    func stop() async {
        let waiting = inbox.withLock { inbox in
            inbox.isOver = true
            defer { inbox.sockets = [] }
            return inbox.sockets
        }
        for socket in waiting { socket.close() }
        // The worker and this hold each other until here.
        perform { $0.handle = nil }
        try? await group.shutdownGracefully()
    }
}
