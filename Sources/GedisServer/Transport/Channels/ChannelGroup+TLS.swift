import NIOCore

extension ChannelGroup {
    /// Serves connections with TLS.
    convenience init(_ certificate: CurrentCertificate, workers: [Confined<Worker>]) {
        self.init(workers: workers) { channel, loop in
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(certificate.handler())
            try pipeline.addHandler(ConnectionHandler(loop: loop, address: channel.peer))
        }
    }
}

extension Channel {
    /// The client's address and port.
    var peer: String { remoteAddress.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" } ?? "?" }
}
