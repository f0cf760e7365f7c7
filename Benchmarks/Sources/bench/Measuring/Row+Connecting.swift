extension Row {
    /// What connections cost: to make them over TLS, and to have many.
    static let connecting = [
        handshakes("handshakes", "TLS connections made in full, with one `PING` each", areResumed: false),
        handshakes("handshakes-resumed", "TLS connections resumed, with one `PING` each", areResumed: true),
        Row(
            name: "connections", about: "`PING` on one in ten of 10,000 connections",
            contenders: [
                crowd("PING, 1,000 of 10,000", .gedisCrowded, silent: 9000),
                crowd("PING, 10 connections", .gedis, active: 10), crowd("PING, 1,000 connections", .gedis),
                crowd("PING, 1,000 of 10,000", .redisCrowded, silent: 9000),
            ]),
    ]

    private static func handshakes(_ name: String, _ about: String, areResumed: Bool) -> Row {
        func contender(_ name: String, _ server: Server.Kind, areResumed: Bool) -> Contender {
            Contender(name: name, server: server, workload: Requests.ping, load: .handshakes(areResumed: areResumed))
        }
        let kind = areResumed ? "resumed handshakes" : "full handshakes"
        return Row(
            name: name, about: about, transport: .tls, hasDepth: false,
            contenders: [
                contender(kind, .gedis, areResumed: areResumed), contender(kind, .redis, areResumed: areResumed),
            ] + (areResumed ? [contender("full handshakes", .redis, areResumed: false)] : []) + [
                contender("full handshakes, RSA", .redisRSA, areResumed: false)
            ])
    }

    private static func crowd(
        _ name: String, _ server: Server.Kind, active: Int = 1000, silent: Int = 0
    ) -> Contender {
        Contender(
            name: name, server: server, workload: Requests.ping, load: .crowd(active: active, silent: silent))
    }
}
