import NIOCore
import NIOHTTP1

extension ChannelGroup {
    /// Serves HTTP, and the connections that it turns into WebSockets.
    convenience init(_ access: WebAccess, _ certificate: WebCertificate?, workers: [Confined<Worker>]) {
        self.init(workers: workers) { channel, loop in
            let pipeline = channel.pipeline.syncOperations
            if let certificate { try pipeline.addHandler(certificate.handler()) }
            let upgrader = WebSocketUpgrader(access, NIOLoopBound(loop, eventLoop: channel.eventLoop))
            try pipeline.configureHTTPServerPipeline(
                withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
            try pipeline.addHandler(HTTPHandler(loop: loop, access: access, address: channel.peer))
        }
    }
}

extension Channel {
    /// The client's address and port.
    var peer: String { remoteAddress.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" } ?? "?" }
}
