import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Serves TCP connections over NIO's channels: those of the web.
final class ChannelGroup: WorkerGroup {
    /// Adds the handlers that a connection needs.
    typealias Initializer = @Sendable (any Channel, ChannelLoop) throws -> Void

    private let group: MultiThreadedEventLoopGroup
    private let initialize: Initializer
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<ChannelLoop>]
    let workers: [any WorkerHandle]
    private let channels = Mutex<[any Channel]>([])

    /// Makes an event loop for each worker.
    init(workers: [Confined<Worker>], initialize: @escaping Initializer) {
        self.initialize = initialize
        group = MultiThreadedEventLoopGroup(numberOfThreads: workers.count)
        let boxes = zip(group.makeIterator(), workers).map { eventLoop, worker in
            let loop = Confined(ChannelLoop(worker: worker.value, eventLoop: eventLoop))
            return NIOLoopBoundBox.makeBoxSendingValue(loop.value, eventLoop: eventLoop)
        }
        loops = Dictionary(uniqueKeysWithValues: boxes.map { (ObjectIdentifier($0.eventLoop), $0) })
        self.workers = zip(boxes, workers).map { box, worker in
            let handle = ChannelLoopHandle(box)
            worker.value.handle = handle
            _ = handle.perform { RunningCommand.follow($0) }
            return handle
        }
    }

    func accept(from socket: ListeningSocket, audience: Audience) async throws(StartError) {
        let bootstrap = ServerBootstrap(group: group)
            .childChannelInitializer { [initialize, loops] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    try initialize(channel, loop)
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 65536))
        do {
            let channel = try await bootstrap.withBoundSocket(socket.descriptor).get()
            channels.withLock { $0.append(channel) }
        } catch {
            throw StartError("cannot accept connections at \(socket.address): \(error)")
        }
    }

    func stopAccepting() async {
        let open = channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in open { try? await channel.close() }
    }

    func shutDown() async {
        await stopAccepting()
        // The worker and its handle hold each other until here.
        for worker in workers { _ = await worker.result(of: { $0.handle = nil }) }
        try? await group.shutdownGracefully()
    }
}

/// The worker of an event loop, as other threads reach it.
private final class ChannelLoopHandle: WorkerHandle {
    private let loop: NIOLoopBoundBox<ChannelLoop>

    init(_ loop: NIOLoopBoundBox<ChannelLoop>) { self.loop = loop }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        loop.eventLoop.execute { [loop] in work(loop.value.worker) }
        return true
    }
}
