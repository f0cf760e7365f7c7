import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Serves TCP connections with TLS, by NIO and NIOSSL.
final class TLSGroup: WorkerGroup {
    private let group: MultiThreadedEventLoopGroup
    private let context: NIOSSLContext
    private let loops: [ObjectIdentifier: NIOLoopBoundBox<TLSLoop>]
    private let channels = Mutex<[any Channel]>([])

    /// Makes an event loop for each worker.
    init(_ context: NIOSSLContext, workers: [Confined<Worker>]) {
        self.context = context
        group = MultiThreadedEventLoopGroup(numberOfThreads: workers.count)
        loops = Dictionary(
            uniqueKeysWithValues: zip(group.makeIterator(), workers).map { eventLoop, worker in
                let loop = Confined(TLSLoop(worker: worker.value, eventLoop: eventLoop))
                let box = NIOLoopBoundBox.makeBoxSendingValue(loop.value, eventLoop: eventLoop)
                return (ObjectIdentifier(eventLoop), box)
            })
    }

    func accept(from socket: ListeningSocket, audience: Audience) async throws(StartError) {
        let bootstrap = ServerBootstrap(group: group)
            .childChannelInitializer { [loops, context] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    let address = channel.remoteAddress.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" } ?? "?"
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
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

    func stopAccepting() async {
        let open = channels.withLock { channels in
            defer { channels = [] }
            return channels
        }
        for channel in open { try? await channel.close() }
    }

    func onEachWorker(_ body: @escaping @Sendable (Worker) -> Void) async {
        for loop in loops.values {
            try? await loop.eventLoop.submit { body(loop.value.worker) }.get()
        }
    }

    func shutDown() async {
        await stopAccepting()
        try? await group.shutdownGracefully()
    }
}
