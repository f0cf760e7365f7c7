import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Serves TCP connections with TLS, by NIO and NIOSSL.
final class TLSGroup: WorkerGroup {
    private let group: MultiThreadedEventLoopGroup
    private let context: Mutex<NIOSSLContext>
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<TLSLoop>]
    let workers: [any WorkerHandle]
    private let channels = Mutex<[any Channel]>([])

    /// Makes an event loop for each worker.
    init(_ context: NIOSSLContext, workers: [Confined<Worker>]) {
        self.context = Mutex(context)
        group = MultiThreadedEventLoopGroup(numberOfThreads: workers.count)
        let boxes = zip(group.makeIterator(), workers).map { eventLoop, worker in
            let loop = Confined(TLSLoop(worker: worker.value, eventLoop: eventLoop))
            return NIOLoopBoundBox.makeBoxSendingValue(loop.value, eventLoop: eventLoop)
        }
        loops = Dictionary(uniqueKeysWithValues: boxes.map { (ObjectIdentifier($0.eventLoop), $0) })
        self.workers = zip(boxes, workers).map { box, worker in
            let handle = TLSLoopHandle(box)
            worker.value.handle = handle
            _ = handle.perform { RunningCommand.follow($0) }
            return handle
        }
    }

    func accept(from socket: ListeningSocket, audience: Audience) async throws(StartError) {
        let bootstrap = ServerBootstrap(group: group)
            .childChannelInitializer { [self, loops] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    let address = channel.remoteAddress.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" } ?? "?"
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context.withLock { $0 }))
                    try pipeline.addHandler(ConnectionHandler(loop: loop, address: address))
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

    /// Swaps the certificate for connections that are made from here on.
    func use(_ context: NIOSSLContext) { self.context.withLock { $0 = context } }

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
private final class TLSLoopHandle: WorkerHandle {
    private let loop: NIOLoopBoundBox<TLSLoop>

    init(_ loop: NIOLoopBoundBox<TLSLoop>) { self.loop = loop }

    func perform(_ work: @escaping @Sendable (Worker) -> Void) -> Bool {
        loop.eventLoop.execute { [loop] in work(loop.value.worker) }
        return true
    }
}
