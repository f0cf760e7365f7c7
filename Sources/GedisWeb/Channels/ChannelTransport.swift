import GedisCore
import NIOCore

/// A transport at the end of a NIO channel's pipeline.
protocol ChannelTransport: Transport {
    var loop: ChannelLoop { get }
    /// The handler's place in the pipeline; nil once it has left it.
    var context: ChannelHandlerContext? { get }
    var driver: ConnectionDriver? { get }
    var isFlushDue: Bool { get set }
    /// When it closes, as the driver asked.
    var closeDeadline: Scheduled<Void>? { get set }
}

extension ChannelTransport {
    var jobs: any JobQueue { loop.jobs }

    var unsentBytes: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    func flushSoon() {
        guard !isFlushDue else { return }
        isFlushDue = true
        loop.flushSoon(self)
    }

    func closeOutput() { context?.close(mode: .output, promise: nil) }

    func close() { context?.close(promise: nil) }

    func close(afterMilliseconds delay: Int) {
        closeDeadline?.cancel()
        guard let channel = context?.channel else { return }
        closeDeadline = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(delay))) { channel.close(promise: nil) }
    }
}
